package provision

import (
	"fmt"
	"strings"

	"github.com/northstar/okrkpi/pkg/okr"
)

// Grafana inserts the value of an alert into a template, which has neither arithmetic nor groups of thousands. These parts of a
// template write a number as okr.FormatValue does: first its digits into $n, then the sign, the whole part in groups, the fraction.
const (
	signPart  = "{{ if match `^-.*[1-9]` $n }}−{{ end }}" // not of a number that is rounded to 0
	wholePart = "{{ reReplaceAll `^-|\\..*` `` $n" +
		" | reReplaceAll `^((\\d{3})*\\d)$` `__$1` | reReplaceAll `^((\\d{3})*\\d\\d)$` `_$1`" + // to a multiple of three
		" | reReplaceAll `([_\\d]{3})` `$1,` | reReplaceAll `_|,$` `` }}"
	fractionPart = "{{ reReplaceAll `^[^.]*` `` $n }}"
)

// shareDecimals is the least number of decimals of a percentage, without zeros at the end. The message shows the share next to its
// threshold, and "4.0 %, above 4.0 %" would be useless.
const shareDecimals = 3

// valueTemplate is a template that writes a value with its unit.
func valueTemplate(value, unit string, decimals *int) string {
	// The text of the unit is what okr.FormatValue writes around a number whose digits no unit contains.
	before, after, _ := strings.Cut(okr.FormatValue(987_654_321, unit, new(int)), "987,654,321")
	digits := digitsTemplate(value, unit, decimals)
	if unit == "percentunit" {
		before, after = "", " %"
		digits = shareTemplate(value, decimals)
	}
	return digits + signPart + message(before) + wholePart + fractionPart + message(after)
}

// digitsTemplate is a template that rounds a value. Where the decimals depend on the value, small values that are not whole have two.
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

// shareTemplate is a template that rounds a share and moves its point by two places, into a percentage.
func shareTemplate(value string, decimals *int) string {
	n := shareDecimals
	if decimals != nil {
		n = max(n, *decimals)
	}
	return fmt.Sprintf("{{ $n := printf `%%.%df` %s | reReplaceAll `\\.(\\d\\d)` `$1.` | reReplaceAll `^(-?)0+(\\d)` `$1$2`"+
		" | reReplaceAll `\\.?0*$` `` }}", n+2, value)
}

// fallbackDecimals are the decimals of a unit where the metric has none, nil where they depend on the value.
func fallbackDecimals(unit string) *int {
	text := okr.FormatValue(0.5, unit, nil)
	_, fraction, _ := strings.Cut(text, ".")
	n := len(fraction) - len(strings.TrimLeft(fraction, "0123456789"))
	if n == 2 {
		return nil
	}
	return &n
}
