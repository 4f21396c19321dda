package series

import (
	"cmp"
	"iter"
	"math"
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
)

// Fact is one measurement of a metric in a bucket and segment: numerator and denominator. For types other than ratio and
// mean, the numerator is the value.
type Fact struct {
	Metric   string
	Grain    okr.Grain
	Bucket   Bucket
	Segment  Segment
	Whole    Keys // segment keys for which the fact covers all labels together
	Num, Den float64
}

// AsideFact is a fact that does not count any more, because the meaning of its metric changed. Its start is as it was
// stored, independent of the calendar: an instant for hours, a date for anything longer.
type AsideFact struct {
	Metric   string
	Type     okr.MetricType // of the metric, by which it was loaded
	Grain    okr.Grain
	Start    time.Time
	Segment  Segment
	Whole    Keys
	Num, Den float64
}

// Columns holds facts of one metric, grain and segment in dense columns: index i is bucket First+i, and a NaN in Num means
// no fact. Num and Den have the same length.
//
// A series is one Columns, or several with long gaps between them: its chunks, from the oldest on. So memory and time
// depend on the number of facts, not on the time between them.
type Columns struct {
	Metric   string
	Grain    okr.Grain
	Segment  Segment
	Whole    Keys // segment keys for which the facts cover all labels together
	First    Bucket
	Num, Den []float64
}

// Compare orders columns by metric, grain, segment, whole and time.
func (c *Columns) Compare(o *Columns) int {
	return cmp.Or(cmp.Compare(c.Metric, o.Metric), cmp.Compare(c.Grain, o.Grain), cmp.Compare(c.Segment, o.Segment),
		cmp.Compare(c.Whole, o.Whole), cmp.Compare(c.First, o.First))
}

// Until is the bucket after the last.
func (c Columns) Until() Bucket { return c.First + Bucket(len(c.Num)) }

// Between returns the part from the first to the last fact in the buckets [from, until). It shares the memory of c. ok is
// false where there is no fact.
func (c Columns) Between(from, until Bucket) (part Columns, ok bool) {
	from, until = max(from, c.First)-c.First, min(until, c.Until())-c.First
	for from < until && math.IsNaN(c.Num[from]) {
		from++
	}
	for from < until && math.IsNaN(c.Num[until-1]) {
		until--
	}
	if from >= until {
		return Columns{}, false
	}
	c.First += from
	c.Num, c.Den = c.Num[from:until:until], c.Den[from:until:until]
	return c, true
}

// Facts lists the facts, oldest first.
func (c Columns) Facts() iter.Seq[Fact] {
	return func(yield func(Fact) bool) {
		for i, num := range c.Num {
			if math.IsNaN(num) {
				continue
			}
			fact := Fact{
				Metric: c.Metric, Grain: c.Grain, Bucket: c.First + Bucket(i), Segment: c.Segment, Whole: c.Whole, Num: num,
				Den: c.Den[i],
			}
			if !yield(fact) {
				return
			}
		}
	}
}

// Set stores the fact of a bucket and extends the columns where needed. It is fast for facts in the order of their
// buckets.
func (c *Columns) Set(b Bucket, num, den float64) {
	if len(c.Num) == 0 {
		c.First = b
	}
	for c.Until() <= b {
		c.Num = append(c.Num, math.NaN())
		c.Den = append(c.Den, math.NaN())
	}
	if gap := int(c.First - b); gap > 0 {
		c.Num = append(missing(gap), c.Num...)
		c.Den = append(missing(gap), c.Den...)
		c.First = b
	}
	c.Num[b-c.First], c.Den[b-c.First] = num, den
}

// at is the fact of a bucket, NaN where there is none.
func (c *Columns) at(b Bucket) (num, den float64) {
	if i := b - c.First; i >= 0 && i < Bucket(len(c.Num)) {
		return c.Num[i], c.Den[i]
	}
	return math.NaN(), math.NaN()
}

// newest is the newest bucket with a fact from oldest to until, both inclusive.
func (c *Columns) newest(until, oldest Bucket) (Bucket, bool) {
	for b := min(until, c.Until()-1); b >= max(oldest, c.First); b-- {
		if !math.IsNaN(c.Num[b-c.First]) {
			return b, true
		}
	}
	return 0, false
}

// missing returns n missing values.
func missing(n int) []float64 {
	values := make([]float64, n)
	for i := range values {
		values[i] = math.NaN()
	}
	return values
}
