package alert

import (
	"fmt"
	"maps"
	"slices"

	"github.com/northstar/okrkpi/pkg/condition"
	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// narrowRules says how to make an answer about alert rules smaller.
const narrowRules = "fewer rules, metrics or teams, or a shorter time range"

// estimate returns the cost of evaluating rules. buckets returns the number of buckets to evaluate at a grain.
func (l *lines) estimate(rules []engine.Rule, buckets func(okr.Grain) int64) (engine.Estimate, error) {
	e := engine.Estimate{Narrow: narrowRules}
	groups := map[lineKey]int64{} // segments of each line that has been counted
	var alerts int64
	for i := range rules {
		rule := &rules[i]
		for _, s := range rule.Subjects {
			n, values, err := l.subjectCost(rule, s, buckets, groups)
			if err != nil {
				return e, err
			}
			alerts += n
			e.Values += values
		}
	}
	e.Made = fmt.Sprintf("%s of rules, with the lines that they look at", okr.Plural(alerts, "evaluation", "evaluations"))
	return e, nil
}

// subjectCost returns how often a rule is evaluated on one subject and its segments, and the cost of that in values.
func (l *lines) subjectCost(rule *engine.Rule, s okr.Subject, buckets func(okr.Grain) int64, groups map[lineKey]int64,
) (alerts, values int64, err error) {
	grain := grainOf(rule, s.Metric)
	n := buckets(grain)
	length := n + int64(linesBack(rule, grain)) + longestRun
	metrics := []*okr.Metric{s.Metric}
	for _, o := range rule.Condition.Operands() {
		if m, ok := l.facts.Catalog().Metric(o.Metric); ok && !slices.Contains(metrics, m) {
			metrics = append(metrics, m)
		}
	}
	for i, m := range metrics {
		by, labels := rule.GroupBy, map[string]string(nil)
		if s.KeyResult != nil {
			labels = s.KeyResult.Segment
		}
		if i > 0 { // the same segments that lines.other looks up
			by = slices.DeleteFunc(slices.Concat(by, slices.Sorted(maps.Keys(labels))), func(key string) bool {
				return !slices.Contains(m.Segments, key)
			})
			labels = nil
		}
		key := lineKey{metric: m.Name, span: engine.Span{Grain: grain}, by: joined(by), segment: series.SegmentOf(labels)}
		found, known := groups[key]
		if !known {
			filters, err := engine.LabelFilters(labels)
			if err != nil {
				return 0, 0, err
			}
			list, err := l.facts.SegmentsOf(m, by, filters)
			if err != nil {
				return 0, 0, err
			}
			found = int64(max(len(list), 1))
			groups[key] = found
			values += found*length + l.facts.RollCost(m, length)
		}
		if i == 0 {
			alerts = found * n
		}
	}
	return alerts, values + alerts*valuesOf(rule, grain), nil
}

// valuesOfAlert is the cost of evaluating a rule once, in values: half a kilobyte and some microseconds.
const valuesOfAlert = 10

// valuesOf returns the cost of evaluating a rule once, including what its conditions read.
func valuesOf(r *engine.Rule, g okr.Grain) int64 {
	values := int64(valuesOfAlert)
	for _, c := range []*condition.Condition{r.Condition, r.AuditCondition} {
		if c != nil && judges(c) {
			// the values of a scorecard at that time
			values += engine.ValuesOfRow + max(int64(yearOf(g)), int64(engine.HistoryMonths(okr.Month)))
		}
	}
	return values
}
