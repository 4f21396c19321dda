package engine

import (
	"fmt"
	"maps"
	"slices"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// narrowRules is how to ask for less of alert rules.
const narrowRules = "fewer rules, metrics or teams, or a shorter time range"

// estimate is what evaluating rules in some buckets of their grain takes.
func (c *courses) estimate(rules []alertRule, buckets func(okr.Grain) int64) (estimate, error) {
	e := estimate{narrow: narrowRules}
	groups := map[courseKey]int64{} // that are counted already
	var alerts int64
	for i := range rules {
		rule := &rules[i]
		for _, x := range rule.subjects {
			n, values, err := c.subjectCost(rule, x, buckets, groups)
			if err != nil {
				return e, err
			}
			alerts += n
			e.values += values
		}
	}
	e.made = fmt.Sprintf("%s of rules on numbers, with their courses", plural(alerts, "evaluation", "evaluations"))
	return e, nil
}

// subjectCost is how often a rule is evaluated on one number and its segments, and the values that this takes.
func (c *courses) subjectCost(rule *alertRule, x okr.Subject, buckets func(okr.Grain) int64, groups map[courseKey]int64,
) (alerts, values int64, err error) {
	grain := rule.grainOf(x.Metric)
	n := buckets(grain)
	course := n + int64(max(rule.condition.History(), series.AnomalyWindow, yearOf(grain))) + longestRun
	metrics := []*okr.Metric{x.Metric}
	for _, o := range rule.condition.operands {
		if m, ok := c.catalog.Metric(o.Metric); ok && !slices.Contains(metrics, m) {
			metrics = append(metrics, m)
		}
	}
	for i, m := range metrics {
		by, labels := rule.GroupBy, map[string]string(nil)
		if x.KeyResult != nil {
			labels = x.KeyResult.Segment
		}
		if i > 0 { // as beside looks for it
			by = slices.DeleteFunc(slices.Concat(by, slices.Sorted(maps.Keys(labels))), func(key string) bool {
				return !slices.Contains(m.Segments, key)
			})
			labels = nil
		}
		key := courseKey{metric: m.Name, span: span{grain: grain}, by: joined(by), segment: series.SegmentOf(labels)}
		found, known := groups[key]
		if !known {
			filters, err := labelFilters(labels)
			if err != nil {
				return 0, 0, err
			}
			list, err := c.segmentsOf(m, by, filters)
			if err != nil {
				return 0, 0, err
			}
			found = int64(max(len(list), 1))
			groups[key] = found
			values += found*course + c.rolled(m, course)
		}
		if i == 0 {
			alerts = found * n
		}
	}
	return alerts, values + alerts*rule.valuesOfAlert(grain), nil
}

// valuesOfAlert is what evaluating the rule once takes.
func (r *alertRule) valuesOfAlert(g okr.Grain) int64 {
	values := int64(valuesOfAlert)
	for _, condition := range []*alertCondition{&r.condition, r.audit} {
		if condition != nil && condition.judged() {
			values += valuesOfRow + max(int64(yearOf(g)), monthlyHistory) // what a scorecard of that time looks at
		}
	}
	return values
}
