package provision

import (
	"fmt"
	"strings"

	"github.com/northstar/okrkpi/pkg/okr"
)

// observedQuery is the query whose values messages show.
const observedQuery = "C"

// noValue is written where an alert has no value.
const noValue = "–"

// observed is a template of the value that a rule compares, with the unit of its metric. A missing value is NaN, which does not equal
// itself.
func (x *exporter) observed(subjects []okr.Subject, t ruleThreshold) string {
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

// byMetric is a template of a text that depends on the metric of an alert.
func byMetric(subjects []okr.Subject, text func(*okr.Metric) string) string {
	var texts []string // distinct, in the order of subjects
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
