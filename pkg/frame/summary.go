package frame

import (
	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
)

// summary is what there is to say beneath a tile: the status in words, by how many days facts are late where it is of an earlier
// bucket, the change on last week and, of a key result or objective, the attainment.
func summary(r *engine.Row, locale string) string { return string(appendSummary(nil, r, locale)) }

func appendSummary(text []byte, r *engine.Row, locale string) []byte {
	text = append(text, r.Effective.Sign()...)
	text = append(text, ' ')
	text = append(text, statusWord(r.Effective, locale)...)
	if gap := gapWords[r.Gap].In(locale); gap != "" {
		text = append(append(text, between...), gap...)
	}
	if r.ValueReason != "" && known(r.Value) {
		text = append(append(text, between...), factsLate[0].In(locale)...)
		text = append(okr.AppendValue(text, r.StaleDays, "", nil), factsLate[1].In(locale)...)
	}
	if known(r.WoW) {
		text = append(append(text, between...), onLastWeek.In(locale)...)
		text = okr.AppendChange(text, r.WoW)
	}
	if known(r.Attainment) {
		text = append(append(text, between...), attained.In(locale)...)
		text = okr.AppendValue(text, r.Attainment, "", &twoDecimals)
	}
	return text
}

// between parts of a list of words.
const between = " · "

var twoDecimals = 2

var (
	onLastWeek = both("week ", "前週比 ")
	attained   = both("attained ", "達成率 ")
	factsLate  = [2]okr.Text{both("facts late by ", "データ "), both(" d", " 日遅れ")}
)

// moves are the values of the column moved, in the order of its indexes.
var moves = []struct {
	text  okr.Text
	paint paint
}{
	{both("Better", "改善"), statusPaint(okr.Green)},
	{both("Worse", "悪化"), statusPaint(okr.Red)},
	{both("Unchanged", "横ばい"), neutral},
}

// movedField tells whether numbers are better or worse than a week ago, by the direction in which each of them is
// better. It is null where nothing is known or where a number has to stay within a band.
func movedField(locale string, rows []engine.Row) *data.Field {
	f := pick("moved", rows, func(r *engine.Row) *data.EnumItemIndex {
		if !known(r.WoW) || r.Metric == nil {
			return nil
		}
		gain := r.WoW
		switch r.Metric.Direction {
		case okr.Up:
		case okr.Down:
			gain = -gain
		case okr.Band, okr.DirectionUnknown:
			return nil
		}
		index := data.EnumItemIndex(2)
		if gain > 0 {
			index = 0
		} else if gain < 0 {
			index = 1
		}
		return &index
	})
	var enum data.EnumFieldConfig
	for _, m := range moves {
		enum.Text = append(enum.Text, m.text.In(locale))
		enum.Color = append(enum.Color, m.paint.hex)
	}
	f.Config.TypeConfig = &data.FieldTypeConfig{Enum: &enum}
	return f
}
