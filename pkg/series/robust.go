package series

import (
	"math"
	"slices"
)

// present copies the numbers that are there.
func present(xs []float64) []float64 {
	kept := make([]float64, 0, len(xs))
	for _, x := range xs {
		if !math.IsNaN(x) {
			kept = append(kept, x)
		}
	}
	return kept
}

// Median is the middle of the numbers, halfway between the two in the middle of an even count. NaN are left out; of
// none it is NaN.
func Median(xs []float64) float64 { return sortedMedian(present(xs)) }

// sortedMedian sorts xs, which holds no NaN.
func sortedMedian(xs []float64) float64 {
	n := len(xs)
	if n == 0 {
		return math.NaN()
	}
	slices.Sort(xs)
	if n%2 == 1 {
		return xs[n/2]
	}
	return xs[n/2-1]/2 + xs[n/2]/2
}

// Mean is the arithmetic mean. NaN are left out; of none it is NaN.
func Mean(xs []float64) float64 {
	var total sum
	count := 0
	for _, x := range xs {
		if !math.IsNaN(x) {
			total.add(x)
			count++
		}
	}
	if count == 0 {
		return math.NaN()
	}
	return total.value() / float64(count)
}

// MAD is the median absolute deviation from the median, without a scale factor. NaN are left out; of none it is NaN.
func MAD(xs []float64) float64 { return sortedMedian(deviations(xs, Median(xs))) }

// deviations are the distances from a center.
func deviations(xs []float64, center float64) []float64 {
	result := present(xs)
	for i, x := range result {
		result[i] = math.Abs(x - center)
	}
	return result
}
