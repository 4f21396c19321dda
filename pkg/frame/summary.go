package frame

import (
	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
)

// summary returns the text below a tile: the status, by how many days facts are late if the value is of an earlier bucket, the change
// against last week, and the attainment of a key result or objective.
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

// between separates the parts of a text.
const between = " · "

var twoDecimals = 2

var (
	onLastWeek = okr.Both("week ", "前週比 ")
	attained   = okr.Both("attained ", "達成率 ")
	factsLate  = [2]okr.Text{okr.Both("facts late by ", "データ "), okr.Both(" d", " 日遅れ")}
)

// moves are the values of the column moved, in the order of their indexes.
var moves = []struct {
	code  string
	text  okr.Text
	paint paint
}{
	{"better", okr.Both("Better", "改善"), statusPaint(okr.Green)},
	{"worse", okr.Both("Worse", "悪化"), statusPaint(okr.Red)},
	{"unchanged", okr.Both("Unchanged", "横ばい"), neutral},
}

// move returns the index in moves of a row's change against a week ago. Better and worse follow the direction of the metric. ok is false if
// the change is unknown, or if the value must stay in a band.
func move(r *engine.Row) (index int, ok bool) {
	if !known(r.WoW) || r.Metric == nil {
		return 0, false
	}
	gain := r.WoW
	switch r.Metric.Direction {
	case okr.Up:
	case okr.Down:
		gain = -gain
	case okr.Band, okr.DirectionUnknown:
		return 0, false
	}
	switch {
	case gain > 0:
		return 0, true
	case gain < 0:
		return 1, true
	}
	return 2, true
}

// moveCode returns the code of a row's change, the same in every language, or "" if it is unknown.
func moveCode(r *engine.Row) string {
	if i, ok := move(r); ok {
		return moves[i].code
	}
	return ""
}

// movedField returns a column of the changes as an enum, null if unknown.
func movedField(locale string, rows []engine.Row) *data.Field {
	f := pick("moved", rows, func(r *engine.Row) *data.EnumItemIndex {
		i, ok := move(r)
		if !ok {
			return nil
		}
		index := data.EnumItemIndex(i)
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
