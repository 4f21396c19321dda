package frame

import (
	"strings"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
)

var (
	ofKeyResults = okr.Both("Weighted mean of the attainments of its key results", "主要な結果の達成率の加重平均")
	dataFrom     = okr.Both("data: ", "データ: ")
)

// appendMeasurement writes how a row's value is measured: numerator and denominator, the period of aggregation, and the data source. It
// writes nothing for parts that the definition does not have.
func appendMeasurement(text []byte, r *engine.Row, locale string) []byte {
	if r.Metric == nil {
		return append(text, ofKeyResults.In(locale)...)
	}
	begin, d := len(text), r.Metric.Definition
	add := func(before, part string) {
		if part == "" {
			return
		}
		if len(text) > begin {
			text = append(text, between...)
		}
		text = append(append(text, before...), part...)
	}
	add("", counted(r.Metric, locale))
	add("", d.AggregationPeriod.In(locale))
	add(dataFrom.In(locale), d.DataSource)
	return text
}

// counted returns what is counted. It includes the denominator only for metrics that are divided, because the denominator of others may say
// in words that there is none.
func counted(m *okr.Metric, locale string) string {
	d := m.Definition
	switch divided := m.Type.HasSample() || strings.Contains(m.Formula, "/"); {
	case divided && !d.Numerator.IsZero() && !d.Denominator.IsZero():
		return d.Numerator.In(locale) + " ÷ " + d.Denominator.In(locale)
	case !d.Logic.IsZero():
		return d.Logic.In(locale)
	case !d.Numerator.IsZero():
		return d.Numerator.In(locale)
	}
	return m.Formula
}
