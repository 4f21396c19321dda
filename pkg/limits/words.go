package limits

import (
	"fmt"

	"github.com/northstar/okrkpi/pkg/condition"
	"github.com/northstar/okrkpi/pkg/okr"
)

// Words write limits in one language.
type Words struct {
	operators   map[condition.Operator]string // around the limit
	or          string                        // between two limits
	red         string                        // after the limits of yellow
	unusual     string
	unexplained string // after unusual
}

// In gives the words of a locale: Japanese or else English.
func In(locale string) *Words {
	if okr.IsJapanese(locale) {
		return &japanese
	}
	return &english
}

// Comparison is that with one limit: "above 4.0 %".
func (w *Words) Comparison(o condition.Operator, limit string) string {
	return fmt.Sprintf(w.operators[o], limit)
}

// Plain is that of a condition that compares one number with a constant. The limit has the unit of the metric where the
// number is the metric's value.
func (w *Words) Plain(t condition.Threshold, m *okr.Metric) string {
	unit, decimals := Format(t, m)
	return w.Comparison(t.Operator, okr.FormatLimit(t.Limit, unit, decimals))
}

// Format is how the number is written that a condition compares with a constant. Only that of the metric itself has its unit.
func Format(t condition.Threshold, m *okr.Metric) (unit string, decimals *int) {
	if !IsOf(t, m) {
		return "", nil
	}
	return m.Unit, m.Decimals
}

// IsOf reports whether the number that a condition compares is the value of a metric.
func IsOf(t condition.Threshold, m *okr.Metric) bool {
	return t.Subject == "value" || t.Subject == m.Name
}

// Automatic is that of a rule that the catalog makes by itself for a subject, "" for one that somebody has written.
func (w *Words) Automatic(r *okr.AlertRule, s okr.Subject) string {
	switch r.Kind {
	case okr.RuleThreshold:
		if s.KPI == nil {
			return ""
		}
		t := s.KPI.Thresholds
		red := w.beyond(s.Metric, t.Red, t.RedBand)
		if r.Severity == okr.Critical {
			return red
		}
		yellow := w.beyond(s.Metric, t.Yellow, t.YellowBand)
		if red != "" {
			yellow += fmt.Sprintf(w.red, red)
		}
		return yellow
	case okr.RuleUnusual:
		if e := s.Metric.External; e != nil && e.Range[0] < e.Range[1] {
			return w.unusual + w.unexplained
		}
		return w.unusual
	case okr.RuleCustom, okr.RuleKindUnknown:
	}
	return ""
}

// beyond is the bad side of a limit, or of both ends of a band, "" without either.
func (w *Words) beyond(m *okr.Metric, limit *float64, band *[2]float64) string {
	write := func(o condition.Operator, v float64) string {
		return w.Comparison(o, okr.FormatLimit(v, m.Unit, m.Decimals))
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

var english = Words{
	operators: map[condition.Operator]string{
		condition.Greater: "above %s", condition.GreaterOrEqual: "%s or more", condition.Less: "below %s",
		condition.LessOrEqual: "%s or less", condition.Equal: "exactly %s", condition.NotEqual: "anything but %s",
	},
	or: " or ", red: ", red: %s", unusual: "jumped away from the usual, z beyond ±3.5",
	unexplained: ", and more than outside forces explain",
}

var japanese = Words{
	operators: map[condition.Operator]string{
		condition.Greater: "%s超", condition.GreaterOrEqual: "%s以上", condition.Less: "%s未満",
		condition.LessOrEqual: "%s以下", condition.Equal: "%sちょうど", condition.NotEqual: "%s以外",
	},
	or: "または", red: "、赤は%s", unusual: "いつもの範囲から急に外れた、zが±3.5の外",
	unexplained: "。外部要因で説明できる幅も超えている",
}
