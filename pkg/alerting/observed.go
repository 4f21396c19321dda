package alerting

import (
	"fmt"
	"strings"

	"github.com/northstar/okrkpi/pkg/okr"
)

// observedQuery is the query whose numbers messages show.
const observedQuery = "C"

// noValue stands where a rule holds, or has no data, without a value.
const noValue = "–"

// observed is a template of the value that a rule compares, written with the unit of its metric. A value that is missing
// is not a number, and does not equal itself.
func (x *exporter) observed(subjects []okr.Subject, t threshold) string {
	written := byMetric(subjects, func(m *okr.Metric) string {
		unit, decimals := m.Unit, m.Decimals
		if !t.inUnitOf(m) {
			unit, decimals = "", nil
		}
		return valueTemplate("$values."+observedQuery+".Value", unit, decimals)
	})
	value := "$values." + observedQuery
	return fmt.Sprintf("{{ if and %s (eq %s.Value %s.Value) }}%s{{ else }}%s{{ end }}", value, value, value, written, noValue)
}

// byMetric is a text that depends on the metric of an alert.
func byMetric(subjects []okr.Subject, text func(*okr.Metric) string) string {
	var texts []string // different ones, in the order of subjects
	metrics, seen := map[string][]string{}, map[string]bool{}
	for _, s := range subjects {
		if seen[s.Metric.Name] {
			continue
		}
		seen[s.Metric.Name] = true
		one := text(s.Metric)
		if metrics[one] == nil {
			texts = append(texts, one)
		}
		metrics[one] = append(metrics[one], fmt.Sprintf("%q", s.Metric.Name))
	}
	if len(texts) == 1 {
		return texts[0]
	}
	var b strings.Builder
	for i, one := range texts {
		word := "else if"
		if i == 0 {
			word = "if"
		}
		fmt.Fprintf(&b, "{{ %s eq $labels.metric %s }}%s", word, strings.Join(metrics[one], " "), one)
	}
	return b.String() + "{{ end }}"
}

// valueTemplate writes a number as okr.FormatValue does, as far as Grafana's templates can: a share has four digits, since
// they cannot multiply.
func valueTemplate(value, unit string, decimals *int) string {
	if unit == "percentunit" {
		return "{{ humanizePercentage " + value + " | reReplaceAll `%` ` %` }}"
	}
	// The unit goes around a number that okr.FormatValue has written.
	around := strings.SplitN(okr.FormatValue(1, unit, new(int)), "1", 2)
	digits := decimals
	if digits == nil {
		digits = fallbackDecimals(unit)
	}
	number := fmt.Sprintf("printf `%%.2f` %s | reReplaceAll `\\.?0+$` ``", value)
	if digits != nil {
		number = fmt.Sprintf("printf `%%.%df` %s", *digits, value)
	}
	if unit != "percent" {
		number += thousands
	}
	return escaped(around[0]) + "{{ " + number + " }}" + escaped(around[1])
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

// thousands puts commas into a number below a billion.
const thousands = " | reReplaceAll `(\\d)(\\d{3})(\\.|$)` `$1,$2$3` | reReplaceAll `(\\d)(\\d{3}),` `$1,$2,`"
