package engine

import (
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// scorecardGrain is the grain of a scorecard's row: the one that was asked for, or the metric's own where that is
// coarser.
func scorecardGrain(m *okr.Metric, asked okr.Grain) okr.Grain {
	if asked == okr.GrainUnknown {
		return m.ReviewGrain()
	}
	return max(asked, m.Grain)
}

// Spans up to which a chart shows hours, days and weeks, so that it has some dozens to some hundreds of points.
const (
	hourSpan = 4 * 24 * time.Hour
	daySpan  = 62 * 24 * time.Hour
	weekSpan = 3 * 366 * 24 * time.Hour
)

// chartGrain is the grain of a chart: the one that was asked for, or the finest that the metric has and that the span of
// time bears.
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
