package frame

import (
	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
)

var (
	ofKeyResults = both("Weighted mean of the attainments of its key results", "主要な結果の達成率の加重平均")
	dataFrom     = both("data: ", "データ: ")
)

// measurement is how the number of a row is measured, in words: what is counted and divided, over which time, from which
// data. It is "" where nobody has written it down.
func measurement(r *engine.Row, locale string) string {
	if r.Metric == nil {
		return ofKeyResults.In(locale)
	}
	d := r.Metric.Definition
	var room [256]byte
	text := append(room[:0], counted(r.Metric, locale)...)
	text = appendPart(text, "", d.AggregationPeriod.In(locale))
	text = appendPart(text, dataFrom.In(locale), d.DataSource)
	return string(text)
}

// appendPart appends a part of a list of words, unless there is none.
func appendPart(list []byte, before, part string) []byte {
	if part == "" {
		return list
	}
	if len(list) > 0 {
		list = append(list, " · "...)
	}
	list = append(list, before...)
	return append(list, part...)
}

func counted(m *okr.Metric, locale string) string {
	d := m.Definition
	switch {
	case !d.Numerator.IsZero() && !d.Denominator.IsZero():
		return d.Numerator.In(locale) + " ÷ " + d.Denominator.In(locale)
	case !d.Logic.IsZero():
		return d.Logic.In(locale)
	case !d.Numerator.IsZero():
		return d.Numerator.In(locale)
	}
	return m.Formula
}
