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

// Stat returns a scorecard as one small time series for each row that has a metric, for tiles. It has complete buckets only; the last one
// is the value that the scorecard judges. Rows with the same buckets share one frame.
func Stat(s *engine.Scorecard) data.Frames {
	tiles := make([]line, 0, len(s.Rows))
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

func tile(r *engine.Row, locale string) line {
	times, values := judgedHistory(r)
	config := metricConfig(r.Metric)
	config.DisplayNameFromDS = r.Title
	config.Description = tileDescription(r)
	config.NoValue = statusWord(okr.NoData, locale)
	config.Thresholds = thresholds(r.Steps)
	config.Color = tileColour(r)
	config.Links = drillDown(r.Metric.Name, locale)
	scaleToOwnValues(config, values)
	return line{name: r.Title, axis: times, values: values, labels: tileLabels(r), config: config}
}

// tileDescription returns the hint of a tile: why the value is of an earlier bucket or missing, and what its colours mean.
func tileDescription(r *engine.Row) string {
	if r.ValueReason == "" || r.ThresholdText == "" {
		return r.ValueReason + r.ThresholdText
	}
	return r.ValueReason + " · " + r.ThresholdText
}

// scaleToOwnValues gives a sparkline its own range. Otherwise a panel uses one range for all tiles, and a share next to a revenue is a flat
// line.
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
		// A panel rounds the range to the decimals of the value, which can be too few for a share such as 0.1024.
		c.Decimals = nil
	}
}

// tileLabels returns stable labels that differ between rows: one metric may be both a key result and a KPI.
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

// tileColour uses the thresholds if they agree with the status. Otherwise it is the colour of the status, for example after a correction by
// a person or for untrusted data. While the metric is being observed, the colour is neutral.
func tileColour(r *engine.Row) map[string]any {
	if r.Effective == r.Status && len(r.Steps) > 0 {
		return map[string]any{"mode": "thresholds"}
	}
	if r.Effective == okr.Observing {
		return fixedColour(neutral.name)
	}
	return fixedColour(statusPaint(r.Effective).name)
}

// judgedHistory returns the row's history up to and including its value. If the value is missing, it returns only that empty bucket,
// because a tile displays the last value that it finds, and an older value would mislead.
func judgedHistory(r *engine.Row) ([]time.Time, []*float64) {
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
