package series

import (
	"math"

	"github.com/northstar/okrkpi/pkg/okr"
)

// Jump is the part of the distance between x and the median of the values before it that has come since the newest of
// them: (x − newest)/(x − median). It is 1 for a jump from the median, above 1 where the value before was on the other
// side of it, near 0 where x stays away, and below 0 where it comes back. It tells a sudden change from a trend and from a
// new level. It is NaN with fewer than AnomalyFewest values, and where x is the median.
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
