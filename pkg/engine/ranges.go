package engine

import "github.com/northstar/okrkpi/pkg/okr"

// thresholdText writes a scale of colours in words, so that a reader need not know it by heart. The words say on which side of
// a threshold the threshold itself is.
func thresholdText(steps []okr.Step, m *okr.Metric, locale string) string {
	return ranges(steps, colourText, limitStyle{m.Unit, m.Decimals, true}, locale)
}

// paceText does so for thresholds that follow from a pace. They are rounded as values are, as far as they stay apart.
func paceText(steps []okr.Step, m *okr.Metric, locale string) string {
	var room [4]float64
	limits := room[:0]
	for _, s := range steps[min(1, len(steps)):] {
		limits = append(limits, s.Limit)
	}
	return ranges(steps, colourText, limitStyle{m.Unit, okr.ApartDecimals(limits, m.Unit, m.Decimals), false}, locale)
}

// keptRange writes the range that a maintained key result has to stay in. Its colour is that of the share of buckets that did.
func keptRange(steps []okr.Step, m *okr.Metric, locale string) string {
	return ranges(steps, keptText, limitStyle{m.Unit, m.Decimals, true}, locale)
}

// limitStyle is how the limits of a scale are written.
type limitStyle struct {
	unit     string
	decimals *int
	chosen   bool // by somebody, and not computed
}

func (l limitStyle) append(text []byte, limit float64) []byte {
	if l.chosen {
		return okr.AppendLimit(text, limit, l.unit, l.decimals)
	}
	return okr.AppendValue(text, limit, l.unit, l.decimals)
}

// around is what stands before and after the limit of a range.
type around struct{ before, after okr.Text }

var (
	// The lowest range ends below its limit, or with it.
	belowLimit = around{okr.Both(" below ", ": "), okr.Both("", " 未満")}
	upToLimit  = around{okr.Both(" up to ", ": "), okr.Both("", " 以下")}
	// The others begin with it, or above it.
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
