package okr

import (
	"math"
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

// FormatValue writes a value with its unit (a Grafana unit id), for texts. Without a number of decimals, shares and
// times have one, currencies none, and other numbers two where they are small and not whole. No value (NaN) is a dash.
func FormatValue(v float64, unit string, decimals *int) string {
	if math.IsNaN(v) {
		return "–"
	}
	switch {
	case unit == "percentunit":
		return number(v*100, decimals, 1) + " %"
	case unit == "percent":
		return number(v, decimals, 1) + " %"
	case currencies[unit] != "":
		if v < 0 {
			return "−" + currencies[unit] + number(-v, decimals, 0)
		}
		return currencies[unit] + number(v, decimals, 0)
	case durations[unit].short != "":
		return number(v, decimals, 1) + " " + durations[unit].short
	case unit == "" || unit == "none" || unit == "short" || unit == "locale":
		return number(v, decimals, -1)
	default:
		return number(v, decimals, -1) + " " + strings.TrimPrefix(unit, "suffix:")
	}
}

// number groups thousands. fallback is the number of decimals when none is given; below 0 it follows the size of v.
func number(v float64, decimals *int, fallback int) string {
	n := fallback
	if decimals != nil {
		n = *decimals
	} else if n < 0 {
		n = 0
		if a := math.Abs(v); v != math.Trunc(v) && a < 1000 {
			n = 2
		}
	}
	s := strconv.FormatFloat(v, 'f', n, 64)
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "−", s[1:]
	}
	if strings.Trim(s, "0.") == "" {
		sign = ""
	}
	whole, fraction, found := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if found {
		whole += "." + fraction
	}
	return sign + whole
}
