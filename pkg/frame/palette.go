package frame

import (
	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/northstar/okrkpi/pkg/okr"
)

// paint is one colour in the two forms that Grafana needs: a name, which follows the theme, where colours are looked up by name, and a hex
// value for enum fields, which take colours literally.
type paint struct {
	name, hex string
}

// neutral is neither good nor bad.
var neutral = paint{"#6e6e6e", "#6e6e6e"}

// statusPaint is the only place that defines the colour of a status. White text is legible on all colours but yellow.
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

// statusEnum describes the values of a status field, with text and colour for each index in okr.Statuses.
func statusEnum(locale string) *data.FieldTypeConfig {
	var enum data.EnumFieldConfig
	for _, s := range okr.Statuses() {
		enum.Text = append(enum.Text, statusWord(s, locale))
		enum.Color = append(enum.Color, statusPaint(s).hex)
	}
	return &data.FieldTypeConfig{Enum: &enum}
}
