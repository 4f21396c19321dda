package frame

import (
	"cmp"
	"math"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
)

// Stat is a scorecard as one small time series for each number that has a metric, for tiles: complete buckets only, the
// last of them the value that the scorecard judges. They are one frame where all have the same buckets.
func Stat(s *engine.Scorecard) data.Frames {
	tiles := make([]course, 0, len(s.Rows))
	for i := range s.Rows {
		if s.Rows[i].Metric != nil {
			tiles = append(tiles, tile(&s.Rows[i], s.Locale))
		}
	}
	frames := timeSeries(tiles)
	frames[0].Meta.Custom = scorecardSource(s)
	frames[0].Meta.Notices = notices(s.Notices)
	return frames
}

func tile(r *engine.Row, locale string) course {
	times, values := judgedCourse(r)
	config := metricConfig(r.Metric)
	config.DisplayNameFromDS = r.Title
	config.Description = tileDescription(r)
	config.NoValue = statusWord(okr.NoData, locale)
	config.Thresholds = thresholds(r.Steps)
	config.Color = tileColour(r)
	config.Links = drillDown(r.Metric.Name, locale)
	scaleToOwnValues(config, values)
	return course{name: r.Title, axis: times, values: values, labels: tileLabels(r), config: config}
}

// tileDescription is what a tile's hint says: why the value is of an earlier bucket, or missing, and what its colours mean.
func tileDescription(r *engine.Row) string {
	if r.ValueReason == "" || r.ThresholdText == "" {
		return r.ValueReason + r.ThresholdText
	}
	return r.ValueReason + " · " + r.ThresholdText
}

// scaleToOwnValues gives a sparkline its own range. Without one a panel spans all tiles, and a share beside a revenue is
// a flat line.
func scaleToOwnValues(c *data.FieldConfig, values []*float64) {
	low, high := math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if v != nil {
			low, high = min(low, *v), max(high, *v)
		}
	}
	if low > high {
		return
	}
	margin := 0.05 * (high - low)
	if margin == 0 {
		margin = cmp.Or(math.Abs(high), 1)
	}
	c.SetMin(low - margin)
	c.SetMax(high + margin)
	if c.Decimals != nil && (high-low) < 10*math.Pow10(-int(*c.Decimals)) {
		// A panel rounds the range to the decimals of the value, of which a share as 0.1024 has fewer than it needs.
		c.Decimals = nil
	}
}

// tileLabels are stable, and distinct for every row: one metric may be a key result and a KPI at the same time.
func tileLabels(r *engine.Row) data.Labels {
	labels := data.Labels{"metric": r.Metric.Name}
	switch r.Role {
	case query.RoleKeyResult:
		labels["key_result"] = r.ID
	case query.RoleKPIMain, query.RoleKPIMonitoring:
		labels["kpi"] = r.ID
	case query.RoleNorthStar, query.RoleObjective, query.RoleMetric:
	}
	return labels
}

// tileColour lets the thresholds colour the value where they agree with the status. A person's correction and doubts
// about the data win over the scale of values; where no colour is due the tile stays neutral.
func tileColour(r *engine.Row) map[string]any {
	if r.Effective == r.Status && len(r.Steps) > 0 {
		return map[string]any{"mode": "thresholds"}
	}
	if r.Effective == okr.Observing {
		return fixedColour(neutral.name)
	}
	return fixedColour(statusPaint(r.Effective).name)
}

// judgedCourse is the row's history up to and with its value. Without a value it is that one empty bucket: a tile shows the
// last value that there is, which would be an older one that nobody asked for.
func judgedCourse(r *engine.Row) ([]time.Time, []*float64) {
	if r.Bucket.IsZero() {
		return []time.Time{}, []*float64{}
	}
	if math.IsNaN(r.Value) {
		return []time.Time{r.Bucket}, []*float64{nil}
	}
	var times []time.Time
	var values []*float64
	for i, t := range r.History.Times {
		if t.Before(r.Bucket) {
			times = append(times, t)
			values = append(values, number(&r.History.Value[i]))
		}
	}
	return append(times, r.Bucket), append(values, number(&r.Value))
}
