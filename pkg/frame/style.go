package frame

import "github.com/northstar/okrkpi/pkg/query"

// style is how a line looks in a time series panel: its colour and the panel's custom options. The overrides of a panel take precedence.
type style struct {
	colour map[string]any
	custom map[string]any
}

const (
	faint      = "rgba(142, 142, 142, 0.6)"
	valueLine  = "blue"
	targetLine = "light-green"
)

func thin(options map[string]any) map[string]any {
	options["lineWidth"] = 1
	options["fillOpacity"] = 0
	options["showPoints"] = "never"
	return options
}

func dotted() map[string]any { return map[string]any{"fill": "dot", "dash": []int{0, 10}} }

func dashed() map[string]any { return map[string]any{"fill": "dash", "dash": []int{8, 8}} }

// lineStyle returns the style of a line. It emphasises the value. A single value line has a fixed colour; several take the panel's palette.
func lineStyle(key string, alone bool) style {
	switch key {
	case string(query.LineValue):
		if !alone {
			return style{}
		}
		return style{colour: fixedColour(valueLine)}
	case string(query.LineTarget):
		return style{fixedColour(targetLine), thin(map[string]any{"lineStyle": dashed()})}
	case string(query.LineBaseline):
		return style{fixedColour(faint), thin(map[string]any{"lineStyle": dashed()})}
	case string(query.LineCumulative):
		return style{fixedColour("semi-dark-blue"), map[string]any{"lineWidth": 2, "fillOpacity": 0}}
	case string(query.LineAnomaly):
		return style{fixedColour("orange"), map[string]any{"drawStyle": "points", "pointSize": 10}}
	case string(query.LineLimitLow), string(query.LineLimitHigh):
		return style{fixedColour(faint), thin(map[string]any{"lineStyle": dotted()})}
	case string(query.LineNormal):
		return style{fixedColour("light-orange"), map[string]any{"lineWidth": 2, "fillOpacity": 0, "lineStyle": dashed()}}
	case "week_ago":
		return style{fixedColour("super-light-purple"), thin(map[string]any{})}
	case "month_ago":
		return style{fixedColour("light-purple"), thin(map[string]any{})}
	case "year_ago":
		return style{fixedColour("purple"), thin(map[string]any{})}
	default:
		return style{fixedColour(faint), thin(map[string]any{})}
	}
}

// runningStyle returns the style of the bucket that has not ended: the line continues, dashed. A single one has an entry in the legend.
// Several have none, because they would fill it.
func runningStyle(key string, alone bool) style {
	s := lineStyle(key, alone)
	if s.colour == nil {
		s.colour = fixedColour(faint)
	}
	custom := map[string]any{"lineStyle": dashed(), "fillOpacity": 0, "showPoints": "always", "pointSize": 4}
	if width, ok := s.custom["lineWidth"]; ok {
		custom["lineWidth"] = width
	}
	if !alone {
		custom["hideFrom"] = map[string]any{"legend": true, "tooltip": false, "viz": false}
	}
	return style{s.colour, custom}
}
