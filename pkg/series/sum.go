package series

import "math"

// sum adds numbers with a running correction (Neumaier's form of Kahan's sum), so that their order hardly matters.
type sum struct {
	total, lost float64
}

func (s *sum) add(x float64) {
	t := s.total + x
	if math.Abs(s.total) >= math.Abs(x) {
		s.lost += s.total - t + x
	} else {
		s.lost += x - t + s.total
	}
	s.total = t
}

func (s *sum) value() float64 { return s.total + s.lost }
