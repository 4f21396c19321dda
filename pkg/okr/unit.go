package okr

import (
	"bytes"
	"math"
	"slices"
	"strconv"
	"strings"
)

// currencies maps Grafana's currency units to their signs.
var currencies = map[string]string{
	"currencyUSD": "$", "currencyEUR": "€", "currencyGBP": "£", "currencyJPY": "¥", "currencyINR": "₹",
	"currencyKRW": "₩", "currencyCNY": "¥", "currencyBRL": "R$", "currencyCHF": "CHF ", "currencyCAD": "CA$",
	"currencyAUD": "A$",
}

// durations maps Grafana's time units to their length in seconds and their short names.
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

// FormatValue writes a value with its unit (a Grafana unit id), for texts. Without a number of decimals, shares and
// times have one, currencies none, and other numbers two where they are small and not whole. No value (NaN) is a dash.
func FormatValue(v float64, unit string, decimals *int) string {
	var room [32]byte
	return string(AppendValue(room[:0], v, unit, decimals))
}

// AppendValue appends what FormatValue writes to a text.
func AppendValue(text []byte, v float64, unit string, decimals *int) []byte {
	u := styleOf(unit)
	v *= u.scale
	return u.append(text, v, u.decimals(v, decimals))
}

// style is how the numbers of a unit are written.
type style struct {
	before, after string  // the number; a space comes before what is after it
	scale         float64 // from the value to the number that is written
	fallback      int     // decimals when none are given; below 0 they follow the size of the number
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

// decimals is how many a number has: those that are given, or else those of the unit.
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

// append writes a number with its unit. One that is missing or beyond all bounds is a dash.
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

// AppendChange appends a relative change with its sign: "+1.5 %", "−3.0 %", and "0.0 %" for one that is too small to see. Of
// no change (NaN) it appends nothing.
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

// appendNumber writes v with groups of thousands and what stands before it. What is rounded to 0 has no sign.
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
