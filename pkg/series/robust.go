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
func Median(xs []float64) float64 { return medianOf(present(xs)) }

// medianOf is the median of xs, which holds no NaN. It changes their order.
func medianOf(xs []float64) float64 {
	n := len(xs)
	if n == 0 {
		return math.NaN()
	}
	upper := nth(xs, n/2)
	if n%2 == 1 {
		return upper
	}
	return slices.Max(xs[:n/2])/2 + upper/2
}

// nth moves the number that would stand at position n of the sorted xs there, with no greater one before it and no lesser
// one behind it, and returns it (C. A. R. Hoare, Find, 1961). xs holds no NaN.
func nth(xs []float64, n int) float64 {
	for low, high := 0, len(xs)-1; low < high; {
		pivot := xs[n]
		i, j := low, high
		for i <= j {
			for xs[i] < pivot {
				i++
			}
			for pivot < xs[j] {
				j--
			}
			if i <= j {
				xs[i], xs[j] = xs[j], xs[i]
				i++
				j--
			}
		}
		if j < n {
			low = i
		}
		if n < i {
			high = j
		}
	}
	return xs[n]
}

// Mean is the arithmetic mean. NaN are left out; of none it is NaN.
func Mean(xs []float64) float64 {
	var total sum
	count := 0
	for _, x := range xs {
		if !math.IsNaN(x) {
			total = total.plus(x)
			count++
		}
	}
	if count == 0 {
		return math.NaN()
	}
	return total.value() / float64(count)
}

// MAD is the median absolute deviation from the median, without a scale factor. NaN are left out; of none it is NaN.
func MAD(xs []float64) float64 { return medianOf(deviations(xs, Median(xs))) }

// deviations are the distances from a center.
func deviations(xs []float64, center float64) []float64 {
	result := present(xs)
	for i, x := range result {
		result[i] = math.Abs(x - center)
	}
	return result
}
