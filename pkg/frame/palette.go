package frame

import (
	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/northstar/okrkpi/pkg/okr"
)

// paint is one colour in the two forms that Grafana wants: a name, which follows the theme, wherever colours are looked
// up by name, and a hex value for enum fields, which take colours literally.
type paint struct {
	name, hex string
}

// neutral says nothing: neither good nor bad.
var neutral = paint{"#8e8e8e", "#8e8e8e"}

// statusPaint is the one place where a status gets its colour.
func statusPaint(s okr.Status) paint {
	switch s {
	case okr.Green:
		return paint{"green", "#73BF69"}
	case okr.Yellow:
		return paint{"yellow", "#FADE2A"}
	case okr.Red:
		return paint{"red", "#F2495C"}
	case okr.Observing:
		return paint{"blue", "#5794F2"}
	case okr.Untrusted:
		return paint{"purple", "#B877D9"}
	case okr.NoData, okr.StatusUnknown:
		return neutral
	}
	return neutral
}

func fixedColour(name string) map[string]any {
	return map[string]any{"mode": "fixed", "fixedColor": name}
}

// statusEnum describes the values of a status field: the index in okr.Statuses, in words and colours.
func statusEnum(locale string) *data.FieldTypeConfig {
	var enum data.EnumFieldConfig
	for _, s := range okr.Statuses() {
		enum.Text = append(enum.Text, statusWord(s, locale))
		enum.Color = append(enum.Color, statusPaint(s).hex)
	}
	return &data.FieldTypeConfig{Enum: &enum}
}
