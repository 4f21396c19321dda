package engine

import (
	"context"
	"errors"
	"slices"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// Check tells everything that is wrong with a query, without reading any fact. Asking the query fails with the same
// words, all of them. What only facts can tell, that they do not give a value at the asked grain or for the asked segments
// together, shows when the query is asked.
func (e *Engine) Check(ctx context.Context, q Query, r TimeRange) ([]*BadQueryError, error) {
	_, _, err := e.begin(ctx, q, r)
	return Problems(err)
}

// Problems takes the error of a query apart: everything that is wrong with the query, or an error of another kind.
func Problems(err error) ([]*BadQueryError, error) {
	if err == nil {
		return nil, nil
	}
	all := []error{err}
	var joined interface{ Unwrap() []error }
	if errors.As(err, &joined) {
		all = joined.Unwrap()
	}
	found := make([]*BadQueryError, len(all))
	for i := range all {
		if !errors.As(all[i], &found[i]) {
			return nil, err
		}
	}
	return found, nil
}

// check holds a query against the catalog and resolves the names in it.
func (s *state) check(r *request, span TimeRange, wrong *problems) {
	var err error
	r.period, err = s.period(r.Period, r.today)
	wrong.join(err)
	r.named = s.metricNames(r.Metrics, wrong)
	wrong.join(s.checkTeam(r.Team))
	s.checkObjective(r, wrong)
	s.checkRules(r.Rules, wrong)
	if r.QueryType == QuerySeries {
		s.checkSeries(r, wrong)
	} else {
		s.checkFilterKeys(r, wrong)
	}
	r.checkRange(span, wrong)
}

func (s *state) checkRules(asked []string, wrong *problems) {
	if len(asked) == 0 {
		return
	}
	known := names(s.rules, func(r *alertRule) string { return r.Name })
	for _, name := range asked {
		if !slices.Contains(known, name) {
			wrong.join(s.unknown("rules", "alert rule", name, known))
		}
		if len(*wrong) >= maxProblems {
			return
		}
	}
}

// checkSeries tells whether the metrics of a series have the segments and the grain that it asks for.
func (s *state) checkSeries(r *request, wrong *problems) {
	if len(r.Metrics) == 0 {
		wrong.add("metrics", "a series query names at least one metric")
	}
	for _, name := range r.named {
		m, ok := s.catalog.Metric(name)
		if !ok {
			continue
		}
		wrong.join(checkSegments(m, r.GroupBy, r.filters))
		wrong.join(s.checkGrain(m, r.grain))
		if len(*wrong) >= maxProblems {
			return
		}
	}
}

// checkGrain tells whether the values of a metric add up to a grain. Those that never add up have facts at the grains
// that they were loaded for, which the catalog does not know.
func (s *state) checkGrain(m *okr.Metric, asked okr.Grain) error {
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
func (s *state) checkFilterKeys(r *request, wrong *problems) {
	if len(r.filters) == 0 {
		return
	}
	var known []string
	for i := range s.catalog.Metrics {
		known = append(known, s.catalog.Metrics[i].Segments...)
	}
	for _, f := range r.filters {
		if !slices.Contains(known, f.Key()) {
			wrong.join(s.unknown("filters", "segment", f.Key(), known))
		}
	}
}

// metricNames checks the names of metrics and spells out the overview.
func (s *state) metricNames(asked []string, wrong *problems) []string {
	var result []string
	for _, name := range asked {
		expanded := []string{name}
		if name == OverviewMetrics {
			expanded = s.catalog.Organization.Overview
		} else if _, ok := s.catalog.Metric(name); !ok {
			all := names(s.catalog.Metrics, func(m *okr.Metric) string { return m.Name })
			if len(*wrong) < maxProblems {
				wrong.join(s.unknown("metrics", "metric", name, all))
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

func (s *state) checkTeam(name string) error {
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
		return badQuery(field, "metric %s has no segments, so it has no %q", m.Name, key)
	}
	return badQuery(field, "metric %s has no segment %q: it has %s", m.Name, key, list(m.Segments))
}

func (s *state) unknown(field, what, name string, all []string) error {
	if near := okr.Nearest(name, all); near != "" {
		return badQuery(field, "the catalog has no %s %q: did you mean %s?", what, name, near)
	}
	return badQuery(field, "the catalog has no %s %q", what, name)
}
