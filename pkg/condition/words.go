package condition

import (
	"fmt"

	"github.com/northstar/okrkpi/pkg/okr"
)

// Words say in one language when an alert rule fires. Panels, the command line and messages use the same words.
type Words struct{ language string }

// WordsIn gives the words of a locale: Japanese or else English.
func WordsIn(locale string) Words {
	return Words{okr.Language(locale)}
}

// Comparison says how a number compares with a formatted threshold: "above 4.0 %".
func (w Words) Comparison(o Operator, threshold string) string {
	return fmt.Sprintf(operatorWords[o].In(w.language), threshold)
}

// Threshold says when a plain comparison holds. The constant has the unit of the metric where the number is the metric's value.
func (w Words) Threshold(t Threshold, m *okr.Metric) string {
	unit, decimals := t.NumberFormat(m)
	return w.Comparison(t.Operator, okr.FormatLimit(t.Limit, unit, decimals))
}

// AutomaticRule says when an automatic rule fires for a subject; "" for a rule that is written in the catalog.
func (w Words) AutomaticRule(r *okr.AlertRule, s okr.Subject) string {
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
			yellow += fmt.Sprintf(redWords.In(w.language), red)
		}
		return yellow
	case okr.RuleUnusual:
		words := unusualWords.In(w.language)
		if e := s.Metric.External; e != nil && e.Range[0] < e.Range[1] {
			words += unexplainedWords.In(w.language)
		}
		return words
	case okr.RuleCustom, okr.RuleKindUnknown:
	}
	return ""
}

// beyond says which values are worse than a threshold or outside a band; "" without either.
func (w Words) beyond(m *okr.Metric, threshold *float64, band *[2]float64) string {
	write := func(o Operator, v float64) string {
		return w.Comparison(o, okr.FormatLimit(v, m.Unit, m.Decimals))
	}
	switch {
	case m.Direction == okr.Band && band != nil:
		return write(Less, band[0]) + orWords.In(w.language) + write(Greater, band[1])
	case threshold != nil && m.Direction == okr.Down:
		return write(Greater, *threshold)
	case threshold != nil && m.Direction == okr.Up:
		return write(Less, *threshold)
	}
	return ""
}

// operatorWords are the words around a threshold.
var operatorWords = map[Operator]okr.Text{
	Greater:        {"en": "above %s", "ja": "%s超"},
	GreaterOrEqual: {"en": "%s or more", "ja": "%s以上"},
	Less:           {"en": "below %s", "ja": "%s未満"},
	LessOrEqual:    {"en": "%s or less", "ja": "%s以下"},
	Equal:          {"en": "exactly %s", "ja": "%sちょうど"},
	NotEqual:       {"en": "anything but %s", "ja": "%s以外"},
}

var (
	orWords  = okr.Text{"en": " or ", "ja": "または"}        // between two thresholds
	redWords = okr.Text{"en": ", red: %s", "ja": "、赤は%s"} // after the thresholds of yellow

	unusualWords = okr.Text{
		"en": fmt.Sprintf("jumped away from the usual, z beyond ±%v", okr.UnusualScore),
		"ja": fmt.Sprintf("いつもの範囲から急に外れた、zが±%vの外", okr.UnusualScore),
	}
	// unexplainedWords come after unusual.
	unexplainedWords = okr.Text{"en": ", and more than outside forces explain", "ja": "。外部要因で説明できる幅も超えている"}
)
