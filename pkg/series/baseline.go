package series

import (
	"math"

	"github.com/northstar/okrkpi/pkg/okr"
)

const (
	// BaselineFewest is the least number of points of a stable baseline. Ours: as few as a forecast needs.
	BaselineFewest = 4

	// BaselineSpread is the part of the median within which spread and drift of a stable baseline stay. Ours: a usual
	// target is 1.2 to 1.5 times the baseline, and a value that moves by more than a quarter would reach it by chance.
	BaselineSpread = 0.25

	// MADToSigma times the MAD of a normal distribution is its standard deviation. It is 1/MADFactor, rounded.
	MADToSigma = 1.4826
)

// BaselineResult is the baseline of a number before a period. Median, Mean and Seasonal are NaN without points.
type BaselineResult struct {
	Median   float64 // the baseline
	Mean     float64 // only for comparison with the median: one outlier moves it
	Seasonal float64 // median of the same month of the year before, where the rule says so
	Points   int     // values behind Median and Mean
	Stable   bool    // few and small changes: the baseline is reliable
}

// Baseline is the baseline of a line: the median of the buckets that lie completely within the rule's months before the
// period.
//
// Seasonal is the median of the buckets completely within one month: the month in which the period starts, one year
// earlier.
//
// A baseline is stable with at least BaselineFewest points, where MADToSigma·MAD and the drift (Theil–Sen slope times the
// buckets from the first point to the last) are both within BaselineSpread of the median, in absolute terms.
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

// BaselineSpan is the range of buckets [from, until) that lie completely within the rule's months before a period.
func BaselineSpan(c Calendar, g okr.Grain, period okr.Period, rule okr.BaselineRule) (from, until Bucket) {
	return c.within(g, period.Start.AddMonths(-rule.Months), period.Start)
}

// within is the range of buckets [first, after) that lie completely between from and until (exclusive).
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
