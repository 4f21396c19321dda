package alert

import (
	"slices"

	"github.com/northstar/okrkpi/pkg/condition"
	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// selectRules returns the rules and subjects that a query selects.
func selectRules(v *engine.View, r *engine.Request) []engine.Rule {
	var result []engine.Rule
	for _, rule := range v.Rules() {
		if len(r.Query.Rules) > 0 && !slices.Contains(r.Query.Rules, rule.Name) {
			continue
		}
		rule.Subjects = slices.DeleteFunc(slices.Clone(rule.Subjects), func(s okr.Subject) bool {
			return len(r.Metrics) > 0 && !slices.ContainsFunc(r.Metrics, s.Concerns) ||
				r.Query.Team != "" && !v.Catalog().Within(s.Team, r.Query.Team) || !v.Catalog().InUse(s, r.Today)
		})
		if len(rule.Subjects) > 0 {
			result = append(result, rule)
		}
	}
	return result
}

// grainOf returns the grain at which a rule evaluates a metric.
func grainOf(r *engine.Rule, m *okr.Metric) okr.Grain {
	if r.Grain == okr.GrainUnknown {
		return m.ReviewGrain()
	}
	return r.Grain
}

// linesBack returns how many buckets before the evaluated one a rule reads.
func linesBack(r *engine.Rule, g okr.Grain) int {
	return max(r.Condition.History(), series.AnomalyWindow, yearOf(g))
}

// yearOf returns how many buckets ago the same time of last year is.
func yearOf(g okr.Grain) int {
	switch g {
	case okr.Hour:
		return 364*24 + 1
	case okr.Day:
		return 364
	case okr.Month:
		return 12
	case okr.Quarter:
		return 4
	case okr.Week, okr.GrainUnknown:
	}
	return 52
}

// judges reports whether a condition reads results of a scorecard, such as the status.
func judges(c *condition.Condition) bool {
	return c.Reads("baseline", "target", "attainment", "pace", "status")
}

// valueThreshold returns the threshold of a condition that reads only values of metrics. For a condition on a z-score or a change it
// returns false: people are shown the value instead, because the number alone says little.
func valueThreshold(c *condition.Condition) (condition.Threshold, bool) {
	if slices.ContainsFunc(c.Variables(), func(name string) bool { return name != "value" }) {
		return condition.Threshold{}, false
	}
	return c.Threshold()
}
