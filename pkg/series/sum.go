package series

// sum adds numbers and keeps what rounding takes away (Knuth's TwoSum), so that their order hardly matters.
type sum struct {
	total, lost float64
}

func (s *sum) add(x float64) {
	t := s.total + x
	added := t - s.total
	s.lost += (s.total - (t - added)) + (x - added)
	s.total = t
}

func (s *sum) value() float64 { return s.total + s.lost }
