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
var neutral = paint{"#6e6e6e", "#6e6e6e"}

// statusPaint is the one place where a status gets its colour: a tone on which words stay legible, white ones on all but
// yellow.
func statusPaint(s okr.Status) paint {
	switch s {
	case okr.Green:
		return paint{"dark-green", "#37872D"}
	case okr.Yellow:
		return paint{"yellow", "#FADE2A"}
	case okr.Red:
		return paint{"dark-red", "#C4162A"}
	case okr.Observing:
		return paint{"dark-blue", "#1F60C4"}
	case okr.Untrusted:
		return paint{"dark-purple", "#8F3BB8"}
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
