package frame

import (
	"slices"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
)

// line is one line of an answer before it becomes a field or a frame: the values of consecutive buckets.
type line struct {
	name   string
	axis   []time.Time // starts of consecutive buckets
	from   int         // index in axis of the first value
	values []*float64
	labels data.Labels
	config *data.FieldConfig
}

func (l *line) field(values []*float64) *data.Field {
	f := data.NewField("value", l.labels, values)
	f.Config = l.config
	return f
}

// alone returns the line as a frame of its own, with only the buckets that it has values for.
func (l *line) alone() *data.Frame {
	times := data.NewField("time", nil, l.axis[l.from:l.from+len(l.values)])
	return data.NewFrame(l.name, times, l.field(l.values))
}

// timeSeries returns the lines as a data plane time series: one wide frame if all lines share their buckets, else one frame for each.
// Without lines it is one frame without fields, which means no data.
func timeSeries(lines []line) data.Frames {
	axis, shared := commonAxis(lines)
	if !shared {
		return multi(lines)
	}
	fields := []*data.Field{data.NewField("time", nil, axis)}
	for i := range lines {
		fields = append(fields, lines[i].field(lines[i].along(axis)))
	}
	return typed(data.FrameTypeTimeSeriesWide, data.Frames{data.NewFrame("", fields...)})
}

// multi returns a data plane time series with one frame for each line.
func multi(lines []line) data.Frames {
	frames := make(data.Frames, 0, max(len(lines), 1))
	for i := range lines {
		frames = append(frames, lines[i].alone())
	}
	if len(frames) == 0 {
		frames = append(frames, data.NewFrame(""))
	}
	return typed(data.FrameTypeTimeSeriesMulti, frames)
}

func typed(kind data.FrameType, frames data.Frames) data.Frames {
	for _, f := range frames {
		f.Meta = &data.FrameMeta{Type: kind, TypeVersion: version, PreferredVisualization: data.VisTypeGraph}
	}
	return frames
}

// commonAxis returns the longest axis, if every other axis is the end of it.
func commonAxis(lines []line) ([]time.Time, bool) {
	var longest []time.Time
	for i := range lines {
		if len(lines[i].axis) > len(longest) {
			longest = lines[i].axis
		}
	}
	for i := range lines {
		if !isEndOf(longest, lines[i].axis) {
			return nil, false
		}
	}
	return longest, len(lines) > 0
}

// isEndOf reports whether times equals the end of longer. An empty times always does.
func isEndOf(longer, times []time.Time) bool {
	return slices.EqualFunc(longer[len(longer)-len(times):], times, time.Time.Equal)
}

// along returns the values with a cell for every bucket of axis, nil where the line has no value. The line's own axis must be the end of
// axis.
func (l *line) along(axis []time.Time) []*float64 {
	if len(l.values) == len(axis) {
		return l.values
	}
	cells := make([]*float64, len(axis))
	copy(cells[len(axis)-len(l.axis)+l.from:], l.values)
	return cells
}
