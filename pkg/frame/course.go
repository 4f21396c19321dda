package frame

import (
	"slices"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
)

// course is one line before it is put into a frame: the values of consecutive buckets.
type course struct {
	name   string
	axis   []time.Time // starts of consecutive buckets
	from   int         // index in axis of the first value
	values []*float64
	labels data.Labels
	config *data.FieldConfig
}

func (c *course) field(values []*float64) *data.Field {
	f := data.NewField("value", c.labels, values)
	f.Config = c.config
	return f
}

// alone returns the line as a frame of its own, with only the buckets that it has values for.
func (c *course) alone() *data.Frame {
	times := data.NewField("time", nil, c.axis[c.from:c.from+len(c.values)])
	return data.NewFrame(c.name, times, c.field(c.values))
}

// timeSeries returns the lines as a data plane time series: one wide frame if all lines share their buckets, else one frame for each.
// Without lines it is one frame without fields, which means no data.
func timeSeries(courses []course) data.Frames {
	axis, shared := commonAxis(courses)
	if !shared {
		return multi(courses)
	}
	fields := []*data.Field{data.NewField("time", nil, axis)}
	for i := range courses {
		fields = append(fields, courses[i].field(courses[i].along(axis)))
	}
	return typed(data.FrameTypeTimeSeriesWide, data.Frames{data.NewFrame("", fields...)})
}

// multi returns a data plane time series with one frame for each line.
func multi(courses []course) data.Frames {
	frames := make(data.Frames, 0, max(len(courses), 1))
	for i := range courses {
		frames = append(frames, courses[i].alone())
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
func commonAxis(courses []course) ([]time.Time, bool) {
	var longest []time.Time
	for i := range courses {
		if len(courses[i].axis) > len(longest) {
			longest = courses[i].axis
		}
	}
	for i := range courses {
		if !isEndOf(longest, courses[i].axis) {
			return nil, false
		}
	}
	return longest, len(courses) > 0
}

// isEndOf reports whether times equals the end of longer. An empty times always does.
func isEndOf(longer, times []time.Time) bool {
	return slices.EqualFunc(longer[len(longer)-len(times):], times, time.Time.Equal)
}

// along returns the values with a cell for every bucket of axis, nil where the line has no value. The line's own axis must be the end of
// axis.
func (c *course) along(axis []time.Time) []*float64 {
	if len(c.values) == len(axis) {
		return c.values
	}
	cells := make([]*float64, len(axis))
	copy(cells[len(axis)-len(c.axis)+c.from:], c.values)
	return cells
}
