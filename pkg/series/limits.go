package series

import (
	"math"

	"github.com/northstar/okrkpi/pkg/okr"
)

// ControlLimits are the values between which a number is not unusual, given the values before it: at both, the modified
// z-score is okr.UnusualScore. They are NaN where there is no score: below AnomalyFewest values, or without variation.
func ControlLimits(history []float64) (low, high float64) {
	median := Median(history)
	// A score is a distance from the median in robust standard deviations. So 1/score(median+1) is the length of one.
	one := ModifiedZ(history, median+1).Score
	if !(one > 0) {
		return math.NaN(), math.NaN()
	}
	return median - okr.UnusualScore/one, median + okr.UnusualScore/one
}
