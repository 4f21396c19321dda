package frame

import (
	"slices"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
)

// course is one time series on its way into a frame: the values of consecutive buckets.
type course struct {
	name   string
	axis   []time.Time // starts of consecutive buckets, in which the values lie
	from   int         // position of the first value on the axis
	values []*float64
	labels data.Labels
	config *data.FieldConfig
}

func (c *course) field(values []*float64) *data.Field {
	f := data.NewField("value", c.labels, values)
	f.Config = c.config
	return f
}

// alone is the course as a frame of its own, without the buckets in which it has no part.
func (c *course) alone() *data.Frame {
	times := data.NewField("time", nil, c.axis[c.from:c.from+len(c.values)])
	return data.NewFrame(c.name, times, c.field(c.values))
}

// timeSeries makes a data plane time series of courses: one wide frame, which says every time once, where all courses
// share their buckets, else a frame for each. No courses are one frame without fields, which is no data.
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

// multi makes a data plane time series with a frame for each course.
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

// commonAxis is the longest axis, if the others lie in it and end where it ends.
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

// isEndOf tells whether a run of times is the last part of a longer one. No times are part of any.
func isEndOf(longer, times []time.Time) bool {
	return slices.EqualFunc(longer[len(longer)-len(times):], times, time.Time.Equal)
}

// along are the values with a cell for every bucket of an axis that the course's own is the end of.
func (c *course) along(axis []time.Time) []*float64 {
	if len(c.values) == len(axis) {
		return c.values
	}
	cells := make([]*float64, len(axis))
	copy(cells[len(axis)-len(c.axis)+c.from:], c.values)
	return cells
}
