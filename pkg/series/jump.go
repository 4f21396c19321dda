package series

import (
	"math"

	"github.com/northstar/okrkpi/pkg/okr"
)

// Jump is the part of its way from the usual, the median of the values before it, that x has come since the newest of
// them: 1 for a jump from the usual, above 1 where the value before was on the other side, near 0 where x stays away, and
// less where it comes back. It tells a sharp change from a trend and from a level that a number had reached already. It
// is NaN where there are too few values for a z-score, and where x is the usual.
func Jump(history []float64, x float64) float64 {
	var room [usual]float64
	points := appendPresent(room[:0], history)
	if len(points) < AnomalyFewest {
		return math.NaN()
	}
	before := points[len(points)-1]
	if way := okr.Minus(x, medianOf(points)); way != 0 {
		return okr.Minus(x, before) / way
	}
	return math.NaN()
}
