package engine

import (
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// scorecardGrain returns the grain of a scorecard's row: the query's grain, or the metric's own if that is coarser. Without a grain in the
// query it is the metric's review grain.
func scorecardGrain(m *okr.Metric, asked okr.Grain) okr.Grain {
	if asked == okr.GrainUnknown {
		return m.ReviewGrain()
	}
	return max(asked, m.Grain)
}

// The longest time ranges for which a chart shows hours, days and weeks. They give a chart between some dozens and some hundreds of points.
const (
	hourSpan = 4 * 24 * time.Hour
	daySpan  = 62 * 24 * time.Hour
	weekSpan = 3 * 366 * 24 * time.Hour
)

// chartGrain returns the grain of a chart: the query's grain, or else the finest grain that suits the length of the time range and that the
// metric's facts can be rolled up to.
func chartGrain(m *okr.Metric, asked okr.Grain, r TimeRange) okr.Grain {
	if asked != okr.GrainUnknown {
		return asked
	}
	if m.Type == okr.Distinct || m.Type == okr.Median {
		return m.Grain
	}
	fits := okr.Month
	switch span := r.To.Sub(r.From); {
	case span <= hourSpan:
		fits = okr.Hour
	case span <= daySpan:
		fits = okr.Day
	case span <= weekSpan:
		fits = okr.Week
	}
	if fits <= m.Grain || !series.Nests(m.Grain, fits) {
		return m.Grain
	}
	return fits
}
