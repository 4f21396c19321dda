package series

import (
	"math"
	"slices"

	"github.com/northstar/okrkpi/pkg/okr"
)

// TheilSen is the slope per bucket of a robust line through values of consecutive buckets: the median of the slopes
// between all pairs of points. Missing values (NaN) are left out. ok is false with fewer than two points. Source: Theil
// 1950, Sen 1968.
func TheilSen(values []float64) (slope float64, ok bool) {
	var room [128]float64 // enough for a quarter of weeks
	slopes := slices.Grow(room[:0], len(values)*(len(values)-1)/2)
	for i, a := range values {
		for j, b := range values[i+1:] {
			if s := okr.Minus(b, a) / float64(j+1); !math.IsNaN(s) {
				slopes = append(slopes, s)
			}
		}
	}
	return medianOf(slopes), len(slopes) > 0
}
