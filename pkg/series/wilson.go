package series

import "math"

// Z95 is how many standard deviations a 95 % interval reaches to either side.
const Z95 = 1.959963984540054

// Wilson is the interval in which the true share lies when there were so many successes among n observations (E. B.
// Wilson, Probable Inference, 1927; without correction for continuity), z standard deviations to either side. Both ends
// are within 0…1. They are NaN where there is no share: without observations, or with fewer than no successes or more
// than n.
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
