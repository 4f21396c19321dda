package series

import (
	"math"

	"github.com/northstar/okrkpi/pkg/okr"
)

// ControlLimits are the values between which a number is usual, given the values before it: at both of them its modified
// z-score is okr.UnusualScore (see ModifiedZ). They are NaN where there is no score: below AnomalyFewest points, or without variation.
func ControlLimits(history []float64) (low, high float64) {
	median := Median(history)
	// A score is a distance from the median in robust standard deviations, so that of 1 is one over their length.
	one := ModifiedZ(history, median+1).Score
	if !(one > 0) {
		return math.NaN(), math.NaN()
	}
	return median - okr.UnusualScore/one, median + okr.UnusualScore/one
}
