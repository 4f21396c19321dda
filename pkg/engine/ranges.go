package engine

import "github.com/northstar/okrkpi/pkg/okr"

// thresholdText writes the colour ranges in words. The words say to which range a threshold itself belongs.
func thresholdText(steps []okr.Step, m *okr.Metric, locale string) string {
	return ranges(steps, colourText, limitStyle{m.Unit, m.Decimals, true}, locale)
}

// paceText does so for thresholds that are computed from a pace. They are rounded like values, with as many decimals as it takes to tell
// them apart.
func paceText(steps []okr.Step, m *okr.Metric, locale string) string {
	var room [4]float64
	limits := room[:0]
	for _, s := range steps[min(1, len(steps)):] {
		limits = append(limits, s.Limit)
	}
	return ranges(steps, colourText, limitStyle{m.Unit, okr.ApartDecimals(limits, m.Unit, m.Decimals), false}, locale)
}

// keptRange writes the range that a maintained key result must stay in.
func keptRange(steps []okr.Step, m *okr.Metric, locale string) string {
	return ranges(steps, keptText, limitStyle{m.Unit, m.Decimals, true}, locale)
}

// limitStyle is how thresholds are written.
type limitStyle struct {
	unit     string
	decimals *int
	chosen   bool // the threshold is in the catalog and not computed
}

func (l limitStyle) append(text []byte, limit float64) []byte {
	if l.chosen {
		return okr.AppendLimit(text, limit, l.unit, l.decimals)
	}
	return okr.AppendValue(text, limit, l.unit, l.decimals)
}

// around is the text before and after the threshold of a range.
type around struct{ before, after okr.Text }

var (
	// The lowest range ends below its threshold, or includes it.
	belowLimit = around{okr.Both(" below ", ": "), okr.Both("", " 未満")}
	upToLimit  = around{okr.Both(" up to ", ": "), okr.Both("", " 以下")}
	// The other ranges start with their threshold, or above it.
	fromLimit  = around{okr.Both(" from ", ": "), okr.Both("", " 以上")}
	aboveLimit = around{okr.Both(" above ", ": "), okr.Both("", " 超")}
)

func ranges(steps []okr.Step, names map[okr.Status]okr.Text, style limitStyle, locale string) string {
	if len(steps) < 2 {
		return ""
	}
	var room [160]byte
	text := room[:0]
	for i, s := range steps {
		words, limit := &fromLimit, s.Limit
		switch first := i == 0; {
		case first && steps[1].After:
			words, limit = &upToLimit, steps[1].Limit
		case first:
			words, limit = &belowLimit, steps[1].Limit
		case s.After:
			words = &aboveLimit
		}
		if i > 0 {
			text = append(text, separatorText.In(locale)...)
		}
		text = append(append(text, names[s.Status].In(locale)...), words.before.In(locale)...)
		text = append(style.append(text, limit), words.after.In(locale)...)
	}
	return string(text)
}
