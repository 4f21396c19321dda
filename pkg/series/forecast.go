package series

import (
	"math"

	"github.com/northstar/okrkpi/pkg/okr"
)

// ForecastFewest is the number of points below which no forecast is given. Ours: a slope through fewer is chance.
const ForecastFewest = 4

// ForecastInput is the course of a number within a period.
type ForecastInput struct {
	Values    []float64  // of the complete buckets so far, in order; NaN for gaps
	Baseline  float64    // at the period's start; NaN: no linear pace
	Current   float64    // value of the newest complete bucket
	Elapsed   float64    // share of the period, 0 to 1, that is over at the end of that bucket
	Remaining float64    // buckets from there to the end of the period
	Bounds    okr.Bounds // values that the number can take
}

// Forecast is the range in which the number is expected at the end of the period. Its ends are where two simple
// assumptions lead: that the change since the baseline goes on at its average pace, baseline + (current −
// baseline)/elapsed, and that the trend goes on, current + Theil–Sen slope · remaining. ok is false below ForecastFewest points and
// without a current value.
func Forecast(in ForecastInput) (low, high float64, ok bool) {
	if math.IsNaN(in.Current) || count(in.Values) < ForecastFewest {
		return math.NaN(), math.NaN(), false
	}
	slope, _ := TheilSen(in.Values)
	low = in.Current + slope*max(in.Remaining, 0)
	high = low
	if pace := in.Baseline + (in.Current-in.Baseline)/min(in.Elapsed, 1); in.Elapsed > 0 && !math.IsNaN(pace) {
		low, high = min(low, pace), max(high, pace)
	}
	return in.Bounds.Clamp(low), in.Bounds.Clamp(high), true
}
