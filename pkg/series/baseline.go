package series

import (
	"math"

	"github.com/northstar/okrkpi/pkg/okr"
)

const (
	// BaselineFewest is the number of points below which a level is not called stable. Ours: as few as a forecast needs.
	BaselineFewest = 4

	// BaselineSpread is the part of the median within which spread and drift of a stable level stay. Ours: a usual target is 1.2
	// to 1.5 times the baseline, and a level that moves by more than a quarter would reach it by chance.
	BaselineSpread = 0.25

	// MADToSigma makes the median absolute deviation of a normal distribution its standard deviation: 1/MADFactor, rounded.
	MADToSigma = 1.4826
)

// BaselineResult is the normal level of a number before a period. Levels are NaN where there are no points.
type BaselineResult struct {
	Median   float64 // the baseline
	Mean     float64 // for contrast only: one outlier moves it
	Seasonal float64 // median of the same month one year before, where the rule asks for it
	Points   int     // buckets with a value behind median and mean
	Stable   bool    // the level may be relied on
}

// Baseline is the level of a line in the buckets that lie wholly within the rule's months before the period starts.
//
// Seasonal looks at the buckets wholly within the month, one year before, of the month in which the period starts.
//
// The level is stable with at least BaselineFewest points, a spread of MADToSigma·MAD within BaselineSpread of the median, and a
// drift (Theil–Sen slope over the time from the first point to the last) within BaselineSpread of the median, both in
// absolute terms.
func Baseline(c Calendar, line Line, period okr.Period, rule okr.BaselineRule) BaselineResult {
	before := line.Window(BaselineSpan(c, line.Grain, period, rule))
	r := BaselineResult{
		Median:   Median(before),
		Mean:     Mean(before),
		Seasonal: math.NaN(),
		Points:   count(before),
	}
	r.Stable = stable(before, r)
	if rule.Seasonal {
		first := okr.NewDate(period.Start.Year-1, period.Start.Month, 1)
		r.Seasonal = Median(line.Window(c.within(line.Grain, first, first.AddMonths(1))))
	}
	return r
}

// BaselineSpan are the buckets from … until (exclusive) that lie wholly within the rule's months before a period starts.
func BaselineSpan(c Calendar, g okr.Grain, period okr.Period, rule okr.BaselineRule) (from, until Bucket) {
	return c.within(g, period.Start.AddMonths(-rule.Months), period.Start)
}

// within are the buckets that lie wholly between two dates, the second exclusive.
func (c Calendar) within(g okr.Grain, from, until okr.Date) (first, after Bucket) {
	first = c.OnDate(g, from)
	if c.StartDate(g, first).Before(from) {
		first++
	}
	return first, max(first, c.OnDate(g, until))
}

func stable(values []float64, r BaselineResult) bool {
	if r.Points < BaselineFewest {
		return false
	}
	limit := BaselineSpread * math.Abs(r.Median)
	slope, _ := TheilSen(values)
	first, last := 0, len(values)-1
	for math.IsNaN(values[first]) {
		first++
	}
	for math.IsNaN(values[last]) {
		last--
	}
	return okr.AtMost(MADToSigma*MAD(values), limit) && okr.AtMost(math.Abs(slope)*float64(last-first), limit)
}
