package series

import (
	"math"

	"github.com/northstar/okrkpi/pkg/okr"
)

const (
	baselineFewest = 4      // points below which a level is not called stable
	baselineSpread = 0.25   // of the median, within which a level is called stable
	madToSigma     = 1.4826 // MAD of a normal distribution to its standard deviation
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
// The level is stable with at least 4 points, a spread of 1.4826·MAD within a quarter of the median, and a drift
// (Theil–Sen slope over the time from the first point to the last) within a quarter of the median, both in absolute
// terms.
func Baseline(c Calendar, line Line, period okr.Period, rule okr.BaselineRule) BaselineResult {
	before := line.before(c, period, rule)
	r := BaselineResult{
		Median:   Median(before),
		Mean:     Mean(before),
		Seasonal: math.NaN(),
		Points:   len(present(before)),
	}
	r.Stable = stable(before, r)
	if rule.Seasonal {
		first := okr.NewDate(period.Start.Year-1, period.Start.Month, 1)
		r.Seasonal = Median(line.within(c, first, first.AddMonths(1)))
	}
	return r
}

// BaselineMedian is the median of Baseline without the rest, which costs far more.
func BaselineMedian(c Calendar, line Line, period okr.Period, rule okr.BaselineRule) float64 {
	return Median(line.before(c, period, rule))
}

// before are the values of the rule's months before a period.
func (l Line) before(c Calendar, period okr.Period, rule okr.BaselineRule) []float64 {
	return l.within(c, period.Start.AddMonths(-rule.Months), period.Start)
}

// within are the values of the buckets that lie wholly between two dates, the second exclusive.
func (l Line) within(c Calendar, from, until okr.Date) []float64 {
	first := c.OnDate(l.Grain, from)
	if c.StartDate(l.Grain, first).Before(from) {
		first++
	}
	return l.Between(first, c.OnDate(l.Grain, until)).Value
}

func stable(values []float64, r BaselineResult) bool {
	if r.Points < baselineFewest {
		return false
	}
	limit := baselineSpread * math.Abs(r.Median)
	slope, _ := trend(values)
	first, last := 0, len(values)-1
	for math.IsNaN(values[first]) {
		first++
	}
	for math.IsNaN(values[last]) {
		last--
	}
	return madToSigma*MAD(values) <= limit && math.Abs(slope)*float64(last-first) <= limit
}
