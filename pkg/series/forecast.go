package series

import (
	"math"

	"github.com/northstar/okrkpi/pkg/okr"
)

// ForecastFewest is the least number of points for a forecast. Ours: a slope through fewer is chance.
const ForecastFewest = 4

// ForecastInput is what a number did within a period so far.
type ForecastInput struct {
	Values    []float64  // of the complete buckets so far, in order; NaN: no value
	Baseline  float64    // at the start of the period; NaN: none, so no average pace
	Current   float64    // value of the newest complete bucket
	Elapsed   float64    // share of the period, 0 to 1, that has passed at the end of that bucket
	Remaining float64    // buckets from there to the end of the period
	Bounds    okr.Bounds // values that the number can take
}

// Forecast is the expected range of the number at the end of the period. One end assumes the average pace since the
// baseline: baseline + (current − baseline)/elapsed. The other assumes the trend: current + Theil–Sen slope · remaining
// buckets. Both are limited to the bounds. ok is false below ForecastFewest points and without a current value.
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
