package series

import (
	"math"
	"slices"

	"github.com/northstar/okrkpi/pkg/okr"
)

// appendPresent appends the numbers that are not NaN.
func appendPresent(kept, xs []float64) []float64 {
	for _, x := range xs {
		if !math.IsNaN(x) {
			kept = append(kept, x)
		}
	}
	return kept
}

// count is how many numbers are not NaN.
func count(xs []float64) int {
	n := 0
	for _, x := range xs {
		if !math.IsNaN(x) {
			n++
		}
	}
	return n
}

// Median is the median, the mean of the middle two for an even count. NaN are left out; without numbers it is NaN.
func Median(xs []float64) float64 {
	var room [usual]float64
	return medianOf(appendPresent(room[:0], xs))
}

// usual is how many numbers fit into an array on the stack: the weeks of half a year and some more.
const usual = 32

// medianOf is the median of xs, which has no NaN. It reorders xs.
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

// nth reorders xs so that xs[n] is the number that would stand there if xs were sorted, and returns it. xs has no NaN.
// Source: C. A. R. Hoare, Find, 1961.
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

// Mean is the arithmetic mean. NaN are left out; without numbers it is NaN.
func Mean(xs []float64) float64 {
	var total sum
	for _, x := range xs {
		if !math.IsNaN(x) {
			total = total.plus(x)
		}
	}
	if n := count(xs); n > 0 {
		return total.value() / float64(n)
	}
	return math.NaN()
}

// MAD is the median absolute deviation from the median, without a scale factor. NaN are left out; without numbers it is
// NaN.
func MAD(xs []float64) float64 { return medianOf(deviations(xs, Median(xs))) }

// deviations are the absolute distances from center.
func deviations(xs []float64, center float64) []float64 {
	result := appendPresent(nil, xs)
	for i, x := range result {
		result[i] = math.Abs(okr.Minus(x, center))
	}
	return result
}
