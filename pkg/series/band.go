package series

import "math"

// InBandShare is the share of values, 0 to 1, for which in is true, and how many values there are. It is the attainment of
// a maintained key result. Missing values (NaN) are left out; without any value the share is NaN.
func InBandShare(values []float64, in func(float64) bool) (share float64, observed int) {
	inside := 0
	for _, v := range values {
		if math.IsNaN(v) {
			continue
		}
		observed++
		if in(v) {
			inside++
		}
	}
	if observed == 0 {
		return math.NaN(), 0
	}
	return float64(inside) / float64(observed), observed
}
