package provision

import (
	"fmt"
	"strings"

	"github.com/northstar/okrkpi/pkg/okr"
)

// Grafana fills in the value of an alert, so its templates have to write it, and they know neither arithmetic nor groups of
// thousands. These parts of a template write any number just as okr.FormatValue does: first its digits as $n, then the sign,
// the whole part in groups and the fraction.
const (
	signPart  = "{{ if match `^-.*[1-9]` $n }}−{{ end }}" // not of what is rounded to 0
	wholePart = "{{ reReplaceAll `^-|\\..*` `` $n" +
		" | reReplaceAll `^((\\d{3})*\\d)$` `__$1` | reReplaceAll `^((\\d{3})*\\d\\d)$` `_$1`" + // to a multiple of three
		" | reReplaceAll `([_\\d]{3})` `$1,` | reReplaceAll `_|,$` `` }}"
	fractionPart = "{{ reReplaceAll `^[^.]*` `` $n }}"
)

// shareDecimals are those of the percentage of a share, at least, but for noughts at the end: the share stands beside its limit,
// and "4.0 %, above 4.0 %" would say nothing.
const shareDecimals = 3

// valueTemplate writes a number with its unit.
func valueTemplate(value, unit string, decimals *int) string {
	// The unit goes around a number that okr.FormatValue has written, one that no unit has digits of.
	before, after, _ := strings.Cut(okr.FormatValue(987_654_321, unit, new(int)), "987,654,321")
	digits := digitsTemplate(value, unit, decimals)
	if unit == "percentunit" {
		before, after = "", " %"
		digits = shareTemplate(value, decimals)
	}
	return digits + signPart + message(before) + wholePart + fractionPart + message(after)
}

// digitsTemplate rounds a number. Where its unit leaves the decimals to the number, small ones have two if they are not whole.
func digitsTemplate(value, unit string, decimals *int) string {
	if decimals == nil {
		decimals = fallbackDecimals(unit)
	}
	if decimals != nil {
		return fmt.Sprintf("{{ $n := printf `%%.%df` %s }}", *decimals, value)
	}
	return fmt.Sprintf("{{ $n := printf `%%.2f` %[1]s }}"+
		"{{ if or (ge %[1]s 1000.0) (le %[1]s -1000.0) (match `^-?\\d+$` (printf `%%g` %[1]s)) }}{{ $n = printf `%%.0f` %[1]s }}{{ end }}", value)
}

// shareTemplate rounds a share and moves its point by two places, which makes a percentage of it.
func shareTemplate(value string, decimals *int) string {
	n := shareDecimals
	if decimals != nil {
		n = max(n, *decimals)
	}
	return fmt.Sprintf("{{ $n := printf `%%.%df` %s | reReplaceAll `\\.(\\d\\d)` `$1.` | reReplaceAll `^(-?)0+(\\d)` `$1$2`"+
		" | reReplaceAll `\\.?0*$` `` }}", n+2, value)
}

// fallbackDecimals are those of a unit whose metric says nothing, nil where they depend on the value.
func fallbackDecimals(unit string) *int {
	text := okr.FormatValue(0.5, unit, nil)
	_, fraction, _ := strings.Cut(text, ".")
	n := len(fraction) - len(strings.TrimLeft(fraction, "0123456789"))
	if n == 2 {
		return nil
	}
	return &n
}
