package provision

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/northstar/okrkpi/pkg/condition"
	"github.com/northstar/okrkpi/pkg/okr"
)

// ruleThreshold is what a rule compares a value with.
type ruleThreshold struct {
	condition.Threshold
	plain bool // the rule compares an expression of metrics with a constant; else the value is the metric's
}

// inUnitOf reports whether the value that is compared has the unit of a metric.
func (t ruleThreshold) inUnitOf(m *okr.Metric) bool {
	return !t.plain || t.ComparesValue(m)
}

// threshold compiles the expression of a rule.
func (x *exporter) threshold(r *okr.AlertRule) (ruleThreshold, error) {
	known := make([]string, 0, len(x.catalog.Metrics))
	for i := range x.catalog.Metrics {
		known = append(known, x.catalog.Metrics[i].Name)
	}
	compiled, err := condition.CompileCondition(r.Expr, condition.Names{Metrics: known})
	if err != nil {
		return ruleThreshold{}, fmt.Errorf("alert rule %s: %w", r.Name, err)
	}
	t, ok := compiled.Threshold()
	derived := slices.ContainsFunc(compiled.Variables(), func(name string) bool { return name != "value" })
	return ruleThreshold{t, ok && !derived}, nil
}

// firesWhen says in words when a rule fires.
func (x *exporter) firesWhen(r *okr.AlertRule, subjects []okr.Subject, t ruleThreshold) string {
	words := condition.WordsIn(x.Locale)
	if t.plain {
		return byMetric(subjects, func(m *okr.Metric) string { return message(words.Threshold(t.Threshold, m)) })
	}
	return message(cmp.Or(words.AutomaticRule(r, subjects[0]), r.Expr))
}
