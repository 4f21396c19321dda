package series

import "math"

// Z95 is how many standard deviations a 95 % interval reaches to either side: a quantile of the normal distribution.
const Z95 = 1.959963984540054

// Wilson is the interval of the true share, given successes among n observations, z standard deviations to either side,
// without correction for continuity. Both ends are within 0…1. They are NaN without observations, and where successes is
// not within 0…n. Source: E. B. Wilson, Probable Inference, 1927.
func Wilson(successes, n, z float64) (low, high float64) {
	if !(n > 0 && successes >= 0 && successes <= n) {
		return math.NaN(), math.NaN()
	}
	share := successes / n
	center := share + z*z/(2*n)
	reach := z * math.Sqrt(share*(1-share)/n+z*z/(4*n*n))
	whole := 1 + z*z/n
	low, high = max(0, (center-reach)/whole), min(1, (center+reach)/whole)
	if successes == 0 {
		low = 0
	}
	if successes == n {
		high = 1
	}
	return low, high
}
