package series

import "math"

// InBandShare is the share of observed values, 0 to 1, that lie where they should, and how many were observed. It is
// the attainment of a key result that is to be maintained. NaN were not observed; of none the share is NaN.
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
