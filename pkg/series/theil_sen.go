package series

import (
	"math"
	"slices"
)

// TheilSen is the slope of a robust line: the median of the slopes between all pairs of points (Theil 1950, Sen 1968).
// Pairs with the same x and points without y (NaN) are left out; ok is false where no pair is left. xs and ys are
// equally long.
func TheilSen(xs, ys []float64) (slope float64, ok bool) {
	var room [128]float64 // enough for a quarter of weeks
	slopes := slices.Grow(room[:0], len(xs)*(len(xs)-1)/2)
	for i := range xs {
		for j := i + 1; j < len(xs); j++ {
			if s := (ys[j] - ys[i]) / (xs[j] - xs[i]); xs[i] != xs[j] && !math.IsNaN(s) {
				slopes = append(slopes, s)
			}
		}
	}
	return medianOf(slopes), len(slopes) > 0
}

// trend is the Theil–Sen slope per bucket of values in consecutive buckets.
func trend(values []float64) (slope float64, ok bool) {
	xs := make([]float64, len(values))
	for i := range xs {
		xs[i] = float64(i)
	}
	return TheilSen(xs, values)
}
