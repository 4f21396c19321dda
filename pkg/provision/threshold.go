package provision

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/northstar/okrkpi/pkg/condition"
	"github.com/northstar/okrkpi/pkg/okr"
)

// threshold is what a rule compares a number with.
type threshold struct {
	condition.Threshold
	plain bool // a comparison of metrics with a constant: the number is what stands on its left, else the metric's value
}

// inUnitOf reports whether the number that is compared has the unit of a metric.
func (t threshold) inUnitOf(m *okr.Metric) bool {
	return !t.plain || t.ComparesValue(m)
}

func (x *exporter) threshold(r *okr.AlertRule) (threshold, error) {
	known := make([]string, 0, len(x.catalog.Metrics))
	for i := range x.catalog.Metrics {
		known = append(known, x.catalog.Metrics[i].Name)
	}
	compiled, err := condition.CompileCondition(r.Expr, condition.Names{Metrics: known})
	if err != nil {
		return threshold{}, fmt.Errorf("alert rule %s: %w", r.Name, err)
	}
	t, ok := compiled.Threshold()
	derived := slices.ContainsFunc(compiled.Variables(), func(name string) bool { return name != "value" })
	return threshold{t, ok && !derived}, nil
}

// limits writes in words when a rule fires.
func (x *exporter) limits(r *okr.AlertRule, subjects []okr.Subject, t threshold) string {
	words := condition.WordsIn(x.Locale)
	if t.plain {
		return byMetric(subjects, func(m *okr.Metric) string { return message(words.Threshold(t.Threshold, m)) })
	}
	return message(cmp.Or(words.AutomaticRule(r, subjects[0]), r.Expr))
}
