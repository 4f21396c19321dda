package okr

import (
	"bytes"
	"math"
	"slices"
	"strconv"
	"strings"
)

// currencies holds the signs of Grafana's currency units.
var currencies = map[string]string{
	"currencyUSD": "$", "currencyEUR": "€", "currencyGBP": "£", "currencyJPY": "¥", "currencyINR": "₹",
	"currencyKRW": "₩", "currencyCNY": "¥", "currencyBRL": "R$", "currencyCHF": "CHF ", "currencyCAD": "CA$",
	"currencyAUD": "A$",
}

// durations holds the length in seconds and the short name of Grafana's time units.
var durations = map[string]struct {
	seconds float64
	short   string
}{
	"ms": {0.001, "ms"}, "s": {1, "s"}, "m": {60, "min"}, "h": {3600, "h"}, "d": {86400, "d"},
}

// UnitSeconds is the length of a time unit such as "h". ok is false for a unit that is not one of time.
func UnitSeconds(unit string) (seconds float64, ok bool) {
	d, ok := durations[unit]
	return d.seconds, ok
}

// FormatCount writes a whole number for texts: 1,000,000.
func FormatCount[T int | int64](n T) string { return FormatValue(float64(n), "", nil) }

// Plural writes a number of things for texts: "1 row", "1,000 rows".
func Plural(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return FormatCount(n) + " " + many
}

// FormatValue writes a value with its unit (a Grafana unit id) for texts. decimals is nil for the usual number: one for
// shares and times, none for currencies, and two for other numbers that are below 1,000 and not whole. A missing value
// (NaN) is a dash.
func FormatValue(v float64, unit string, decimals *int) string {
	var room [32]byte
	return string(AppendValue(room[:0], v, unit, decimals))
}

// AppendValue appends the text of FormatValue to text.
func AppendValue(text []byte, v float64, unit string, decimals *int) []byte {
	u := styleOf(unit)
	v *= u.scale
	return u.append(text, v, u.decimals(v, decimals))
}

// style is how the numbers of a unit are written.
type style struct {
	before, after string  // texts around the number; a space precedes after
	scale         float64 // factor from the value to the written number
	fallback      int     // decimals where none are given; below 0: by the size of the number
}

func styleOf(unit string) style {
	switch unit {
	case "", "none", "short", "locale":
		return style{scale: 1, fallback: -1}
	case "percentunit":
		return style{after: "%", scale: 100, fallback: 1}
	case "percent":
		return style{after: "%", scale: 1, fallback: 1}
	}
	if sign, ok := currencies[unit]; ok {
		return style{before: sign, scale: 1}
	}
	if d, ok := durations[unit]; ok {
		return style{after: d.short, scale: 1, fallback: 1}
	}
	kind, name, ok := strings.Cut(unit, ":")
	switch {
	case ok && kind == "prefix":
		return style{before: name, scale: 1, fallback: -1}
	case ok && kind == "currency":
		return style{before: name, scale: 1}
	case ok && (kind == "suffix" || kind == "count"):
		unit = name
	}
	return style{after: unit, scale: 1, fallback: -1}
}

// decimals is how many decimals a number has: the given ones, or else those of the unit.
func (u style) decimals(v float64, given *int) int {
	switch {
	case given != nil:
		return *given
	case u.fallback >= 0:
		return u.fallback
	case v != math.Trunc(v) && math.Abs(v) < 1000:
		return 2
	}
	return 0
}

// append writes a number with its unit. A missing or infinite one is a dash.
func (u style) append(text []byte, v float64, decimals int) []byte {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return append(text, "–"...)
	}
	text = appendNumber(text, u.before, v, decimals)
	if u.after != "" {
		text = append(append(text, ' '), u.after...)
	}
	return text
}

// AppendChange appends a relative change with its sign: "+1.5 %", "−3.0 %", or "0.0 %" where rounding leaves nothing. It
// appends nothing for a missing change (NaN).
func AppendChange(text []byte, share float64) []byte {
	if math.IsNaN(share) || math.IsInf(share, 0) {
		return text
	}
	begin := len(text)
	text = AppendValue(append(text, '+'), share, "percentunit", nil)
	if share < 0 || !bytes.ContainsAny(text[begin:], "123456789") {
		text = slices.Delete(text, begin, begin+1)
	}
	return text
}

// appendNumber writes v with before in front and groups of thousands. A number that is rounded to 0 has no sign.
func appendNumber(text []byte, before string, v float64, decimals int) []byte {
	var room [32]byte
	digits := strconv.AppendFloat(room[:0], math.Abs(v), 'f', decimals, 64)
	if v < 0 && len(bytes.Trim(digits, "0.")) > 0 {
		text = append(text, "−"...)
	}
	text = append(text, before...)
	whole := bytes.IndexByte(digits, '.')
	if whole < 0 {
		whole = len(digits)
	}
	for i, d := range digits[:whole] {
		if i > 0 && (whole-i)%3 == 0 {
			text = append(text, ',')
		}
		text = append(text, d)
	}
	return append(text, digits[whole:]...)
}
