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

// appendMeasurement writes how the number of a row is measured: what is counted and divided, over which time, from which
// data. It writes nothing where nobody has written it down.
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

// counted is what is counted. What it is divided by is only said of numbers that are divided: others may say in words that
// they are not.
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
