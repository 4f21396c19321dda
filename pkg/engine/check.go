package engine

import (
	"context"
	"slices"
	"strings"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
	"github.com/northstar/okrkpi/pkg/series"
)

// Check returns all errors in a query without reading facts. Running the query returns the same errors in the same words. Two kinds of
// error need facts and therefore show only when the query runs: a grain without values, and segments whose values cannot be combined. The
// second result is any error that is not about the query.
func (v *View) Check(ctx context.Context, q query.Query) ([]*query.Error, error) {
	_, err := v.Begin(ctx, q)
	return query.Split(err)
}

// check checks a query against the catalog, resolves the names in it, and adds its findings to wrong.
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

// checkSeries checks that the metrics of a series query have the segments and the grain of the query.
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

// checkGrain checks that the values of a metric can be rolled up to a grain. Values that cannot be combined have facts only at the grains
// that they were loaded with. The catalog does not know these grains, so they are not checked here.
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

// checkFilterKeys rejects filters on a segment that no metric has. A segment that only some metrics have is not an error: the other metrics
// get a notice.
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

// metricNames checks the names of metrics, replaces the overview by its metrics, and removes duplicates.
func (s *Revision) metricNames(asked []string, wrong *query.Errors) []string {
	var result []string
	for _, name := range asked {
		expanded := []string{name}
		if name == query.OverviewMetrics {
			expanded = s.catalog.Organization.Overview
		} else if _, ok := s.catalog.Metric(name); !ok {
			all := allMetrics(s.catalog)
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

// checkSegments returns a *query.Error if the metric does not declare a segment that the query groups or filters by.
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
