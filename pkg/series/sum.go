package series

// sum adds numbers and keeps what rounding takes away (Knuth's TwoSum), so that their order hardly matters.
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
