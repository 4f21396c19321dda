package series

import (
	"math"

	"github.com/northstar/okrkpi/pkg/okr"
)

// Line is the values of one number in consecutive buckets: index i is bucket First+i, and NaN means no value. Num and Den
// are the sums behind the values: NaN without facts, nil where the line is not made of sums.
type Line struct {
	Grain           okr.Grain
	First           Bucket
	Value, Num, Den []float64
}

func newLine(g okr.Grain, first Bucket, length int) Line {
	all := missing(3 * length)
	return Line{
		Grain: g, First: first,
		Value: all[:length:length], Num: all[length : 2*length : 2*length], Den: all[2*length:],
	}
}

// Len is the number of buckets.
func (l Line) Len() int { return len(l.Value) }

// Until is the bucket after the last.
func (l Line) Until() Bucket { return l.First + Bucket(len(l.Value)) }

// At is the value in a bucket; NaN without one, and outside the line.
func (l Line) At(b Bucket) float64 { return l.pick(l.Value, b) }

// SampleAt is the denominator in a bucket; NaN without one.
func (l Line) SampleAt(b Bucket) float64 { return l.pick(l.Den, b) }

func (l Line) pick(values []float64, b Bucket) float64 {
	if i := b - l.First; i >= 0 && i < Bucket(len(values)) {
		return values[i]
	}
	return math.NaN()
}

// Last is the newest bucket with a value. ok is false without one.
func (l Line) Last() (b Bucket, value float64, ok bool) {
	for i := len(l.Value) - 1; i >= 0; i-- {
		if !math.IsNaN(l.Value[i]) {
			return l.First + Bucket(i), l.Value[i], true
		}
	}
	return 0, math.NaN(), false
}

// Window are the values of the buckets [from, until), NaN outside the line. It shares the memory of the line where that
// covers the buckets.
func (l Line) Window(from, until Bucket) []float64 {
	if from >= l.First && until <= l.Until() && from <= until {
		return l.Value[from-l.First : until-l.First : until-l.First]
	}
	values := missing(int(max(until-from, 0)))
	for i := range values {
		values[i] = l.At(from + Bucket(i))
	}
	return values
}

// Between is the part of the line in the buckets [from, until). It shares the memory of the line.
func (l Line) Between(from, until Bucket) Line {
	from = min(max(from, l.First), l.Until())
	until = max(min(until, l.Until()), from)
	cut := func(values []float64) []float64 {
		if values == nil {
			return nil
		}
		return values[from-l.First : until-l.First : until-l.First]
	}
	return Line{l.Grain, from, cut(l.Value), cut(l.Num), cut(l.Den)}
}
