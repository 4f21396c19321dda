package engine

import (
	"context"
	"slices"
	"strings"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
	"github.com/northstar/okrkpi/pkg/series"
)

// Check tells everything that is wrong with a query, without reading any fact. Asking the query fails with the same
// words, all of them. What only facts can tell, that they do not give a value at the asked grain or for the asked segments
// together, shows when the query is asked.
func (v *View) Check(ctx context.Context, q query.Query) ([]*query.Error, error) {
	_, err := v.Begin(ctx, q)
	return query.Split(err)
}

// check holds a query against the catalog and resolves the names in it.
func (s *Revision) check(r *Request, span TimeRange, wrong *query.Errors) {
	var err error
	r.Period, err = s.period(r.Query.Period, r.Today)
	wrong.Join(err)
	r.Metrics = s.metricNames(r.Query.Metrics, wrong)
	wrong.Join(s.checkTeam(r.Query.Team))
	s.checkObjective(r, wrong)
	s.checkRules(r.Query.Rules, wrong)
	if r.Query.QueryType == query.Series {
		s.checkSeries(r, wrong)
	} else {
		s.checkFilterKeys(r, wrong)
	}
	r.checkRange(span, wrong)
}

func (s *Revision) checkRules(asked []string, wrong *query.Errors) {
	if len(asked) == 0 {
		return
	}
	known := names(s.rules, func(r *Rule) string { return r.Name })
	for _, name := range asked {
		if !slices.Contains(known, name) {
			wrong.Join(s.unknown("rules", "alert rule", name, known))
		}
		if len(*wrong) >= query.MaxErrors {
			return
		}
	}
}

// checkSeries tells whether the metrics of a series have the segments and the grain that it asks for.
func (s *Revision) checkSeries(r *Request, wrong *query.Errors) {
	if len(r.Query.Metrics) == 0 {
		wrong.Add("metrics", "a series query names at least one metric")
	}
	for _, name := range r.Metrics {
		m, ok := s.catalog.Metric(name)
		if !ok {
			continue
		}
		wrong.Join(checkSegments(m, r.Query.GroupBy, r.Filters))
		wrong.Join(s.checkGrain(m, r.Grain))
		if len(*wrong) >= query.MaxErrors {
			return
		}
	}
}

// checkGrain tells whether the values of a metric add up to a grain. Those that never add up have facts at the grains
// that they were loaded for, which the catalog does not know.
func (s *Revision) checkGrain(m *okr.Metric, asked okr.Grain) error {
	if asked == okr.GrainUnknown {
		return nil
	}
	if m.Type == okr.Derived {
		for _, name := range s.operands(m, nil) {
			if operand, ok := s.catalog.Metric(name); ok {
				if err := s.checkGrain(operand, asked); err != nil {
					return err
				}
			}
		}
		return nil
	}
	if m.Type.Additive() && !series.Nests(m.Grain, asked) {
		return asBadQuery(&series.GrainError{Metric: m.Name, Type: m.Type, Have: []okr.Grain{m.Grain}, Want: asked})
	}
	return nil
}

// checkFilterKeys refuses filters on segments that no metric has. One that only some metrics have is a notice beside the
// answer of the others.
func (s *Revision) checkFilterKeys(r *Request, wrong *query.Errors) {
	if len(r.Filters) == 0 {
		return
	}
	var known []string
	for i := range s.catalog.Metrics {
		known = append(known, s.catalog.Metrics[i].Segments...)
	}
	for _, f := range r.Filters {
		if !slices.Contains(known, f.Key()) {
			wrong.Join(s.unknown("filters", "segment", f.Key(), known))
		}
	}
}

// metricNames checks the names of metrics and spells out the overview.
func (s *Revision) metricNames(asked []string, wrong *query.Errors) []string {
	var result []string
	for _, name := range asked {
		expanded := []string{name}
		if name == query.OverviewMetrics {
			expanded = s.catalog.Organization.Overview
		} else if _, ok := s.catalog.Metric(name); !ok {
			all := names(s.catalog.Metrics, func(m *okr.Metric) string { return m.Name })
			if len(*wrong) < query.MaxErrors {
				wrong.Join(s.unknown("metrics", "metric", name, all))
			}
			continue
		}
		for _, n := range expanded {
			if !slices.Contains(result, n) {
				result = append(result, n)
			}
		}
	}
	return result
}

func (s *Revision) checkTeam(name string) error {
	if _, ok := s.catalog.Team(name); name == "" || ok {
		return nil
	}
	return s.unknown("team", "team", name, names(s.catalog.Teams, func(t *okr.Team) string { return t.Name }))
}

// checkSegments tells whether a metric is declared to have the segments that a query groups and filters by.
func checkSegments(m *okr.Metric, by []string, filters []series.Filter) error {
	for _, key := range by {
		if !slices.Contains(m.Segments, key) {
			return noSegment("groupBy", m, key)
		}
	}
	for _, f := range filters {
		if !slices.Contains(m.Segments, f.Key()) {
			return noSegment("filters", m, f.Key())
		}
	}
	return nil
}

func noSegment(field string, m *okr.Metric, key string) error {
	if len(m.Segments) == 0 {
		return query.Errorf(field, "metric %s has no segments, so it has no %q", m.Name, key)
	}
	return query.Errorf(field, "metric %s has no segment %q: it has %s", m.Name, key, strings.Join(m.Segments, ", "))
}

func (s *Revision) unknown(field, what, name string, all []string) error {
	if near := okr.Nearest(name, all); near != "" {
		return query.Errorf(field, "the catalog has no %s %q: did you mean %s?", what, name, near)
	}
	return query.Errorf(field, "the catalog has no %s %q", what, name)
}
