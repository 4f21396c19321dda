package series

import (
	"math"

	"github.com/northstar/okrkpi/pkg/okr"
)

// sum adds numbers and keeps the rounding errors (Knuth's TwoSum), so that the order of the numbers hardly matters.
type sum struct {
	total, lost float64
}

// plus returns a new sum, which the compiler can keep in registers.
func (s sum) plus(x float64) sum {
	t := s.total + x
	added := t - s.total
	return sum{t, s.lost + ((s.total - (t - added)) + (x - added))}
}

func (s sum) value() float64 { return s.total + s.lost }

// settled is the value of a sum whose absolute numbers add up to size. It is 0 where the numbers cancel out and only
// rounding error is left, as in 1.10 + 2.20 − 3.30.
func (s sum) settled(size float64) float64 {
	v := s.value()
	if left := math.Abs(v); left < size/2 && okr.Same(size+left, size) {
		return 0
	}
	return v
}

// mayCancel reports whether a sum is so small that it may be rounding error. Whole numbers are exact.
func (s sum) mayCancel() bool {
	v := s.value()
	return v != 0 && math.Abs(v) < 1
}
