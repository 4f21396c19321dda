package alerting

import (
	"fmt"
	"slices"
	"strings"

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
	return !t.plain || t.Subject == "value" || t.Subject == m.Name
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
	w := x.wording().limits
	if t.plain {
		return byMetric(subjects, func(m *okr.Metric) string {
			if t.inUnitOf(m) {
				return w.compared(t.Operator, okr.FormatValue(t.Limit, m.Unit, m.Decimals))
			}
			return w.compared(t.Operator, okr.FormatValue(t.Limit, "", nil))
		})
	}
	m, kpi := subjects[0].Metric, subjects[0].KPI
	switch r.Kind {
	case okr.RuleThreshold:
		if kpi == nil {
			break
		}
		red := w.beyond(m, kpi.Thresholds.Red, kpi.Thresholds.RedBand)
		if r.Severity == okr.Critical {
			return red
		}
		yellow := w.beyond(m, kpi.Thresholds.Yellow, kpi.Thresholds.YellowBand)
		if red != "" {
			yellow += fmt.Sprintf(w.red, red)
		}
		return yellow
	case okr.RuleUnusual:
		if e := m.External; e != nil && e.Range[0] < e.Range[1] {
			return w.unusual + w.unexplained
		}
		return w.unusual
	case okr.RuleCustom, okr.RuleKindUnknown:
	}
	return escaped(r.Expr)
}

// limitWords write a limit in one language.
type limitWords struct {
	operators   map[condition.Operator]string // around the limit
	or          string                        // between two limits
	red         string                        // after the limits of yellow
	unusual     string
	unexplained string // after unusual
}

func (w limitWords) compared(o condition.Operator, limit string) string {
	return escaped(fmt.Sprintf(w.operators[o], limit))
}

// beyond is the bad side of a limit, or of both ends of a band, "" without either.
func (w limitWords) beyond(m *okr.Metric, limit *float64, band *[2]float64) string {
	write := func(o condition.Operator, v float64) string {
		return w.compared(o, okr.FormatValue(v, m.Unit, m.Decimals))
	}
	switch {
	case m.Direction == okr.Band && band != nil:
		return write(condition.Less, band[0]) + w.or + write(condition.Greater, band[1])
	case limit != nil && m.Direction == okr.Down:
		return write(condition.Greater, *limit)
	case limit != nil && m.Direction == okr.Up:
		return write(condition.Less, *limit)
	}
	return ""
}

var english = limitWords{
	operators: map[condition.Operator]string{
		condition.Greater: "above %s", condition.GreaterOrEqual: "%s or more", condition.Less: "below %s",
		condition.LessOrEqual: "%s or less", condition.Equal: "exactly %s", condition.NotEqual: "anything but %s",
	},
	or: " or ", red: ", red: %s", unusual: "jumped away from the usual, z beyond ±3.5",
	unexplained: ", and more than outside forces explain",
}

var japanese = limitWords{
	operators: map[condition.Operator]string{
		condition.Greater: "%s超", condition.GreaterOrEqual: "%s以上", condition.Less: "%s未満",
		condition.LessOrEqual: "%s以下", condition.Equal: "%sちょうど", condition.NotEqual: "%s以外",
	},
	or: "または", red: "、赤は%s", unusual: "いつもの範囲から急に外れた、zが±3.5の外",
	unexplained: "。外部要因で説明できる幅も超えている",
}

// escaped keeps Grafana from taking a text for a template, or for one with variables of its environment.
func escaped(s string) string {
	return strings.NewReplacer("{{", `{{ "{{" }}`, "$", `{{ "$" }}`).Replace(s)
}
