package series

import (
	"fmt"
	"math"
	"strings"

	"github.com/northstar/okrkpi/pkg/okr"
)

// SegmentsError says that several segments were asked for as one number, but values of the metric cannot be combined.
type SegmentsError struct {
	Metric   string
	Type     okr.MetricType
	Grain    okr.Grain
	Segments []Segment
}

func (e *SegmentsError) Error() string {
	words := make([]string, len(e.Segments))
	for i, s := range e.Segments {
		words[i] = s.JSON()
	}
	return fmt.Sprintf("metric %s is of type %s, so its values per %s for the segments %s cannot be combined: "+
		"group by segment, choose one, or load facts of the whole", e.Metric, e.Type, e.Grain, strings.Join(words, ", "))
}

// Roll computes a metric's line at a grain, in the buckets from … until (exclusive), out of columns that all belong to
// that metric: any number of segments, each at a grain that nests in the wanted one.
//
//	ratio, mean       ΣNum/ΣDen over time and segments; no value where ΣDen is 0
//	sum               ΣNum
//	last              Num of the newest bucket with facts, summed over the segments that have one there
//	distinct, median  the facts as they are, from one column at just that grain
//
// Columns of different grains are taken to cover different times. The order of the columns does not matter. Errors are
// *GrainError and *SegmentsError.
func Roll(c Calendar, t okr.MetricType, to okr.Grain, from, until Bucket, cols []Columns) (Line, error) {
	line := newLine(to, from, int(max(until-from, 0)))
	switch t {
	case okr.Ratio, okr.Mean, okr.Sum, okr.Last:
		for i := range cols {
			if !Nests(cols[i].Grain, to) {
				return Line{}, &GrainError{cols[i].Metric, t, grainsOf(cols), to}
			}
		}
		r := roller{calendar: c, clock: c.clock(), to: to, grains: grainsOf(cols)}
		switch {
		case len(cols) == 1 && cols[0].Grain == to:
			line.copyFrom(cols[0])
		case t == okr.Last:
			r.newest(line, cols)
		default:
			r.total(line, cols)
		}
		line.evaluate(t)
	case okr.Distinct, okr.Median:
		col, err := single(t, to, cols)
		if err != nil {
			return Line{}, err
		}
		line.copyFrom(col)
		copy(line.Value, line.Num)
	case okr.MetricTypeUnknown, okr.Derived:
		return Line{}, fmt.Errorf("metrics of type %q have no facts of their own to add up", t)
	}
	return line, nil
}

// evaluate fills in the values from the sums.
func (l Line) evaluate(t okr.MetricType) {
	if !t.HasSample() {
		copy(l.Value, l.Num)
		return
	}
	for i, den := range l.Den {
		if den != 0 {
			l.Value[i] = l.Num[i] / den
		}
	}
}

// copyFrom takes over the sums of a column at the line's grain.
func (l Line) copyFrom(col Columns) {
	from, until := max(l.First, col.First), min(l.Until(), col.Until())
	if from >= until {
		return
	}
	to, have := from-l.First, col.First
	copy(l.Num[to:], col.Num[from-have:until-have])
	copy(l.Den[to:], col.Den[from-have:until-have])
}

// single finds the one column at a grain.
func single(t okr.MetricType, g okr.Grain, cols []Columns) (Columns, error) {
	var found []Columns
	for _, col := range cols {
		if col.Grain == g {
			found = append(found, col)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		e := &SegmentsError{Metric: found[0].Metric, Type: t, Grain: g}
		for _, col := range found {
			e.Segments = append(e.Segments, col.Segment)
		}
		return Columns{}, e
	case len(cols) > 0:
		return Columns{}, &GrainError{cols[0].Metric, t, grainsOf(cols), g}
	}
	return Columns{Grain: g}, nil
}

// roller walks through the buckets of a line and finds, for every grain of its columns, the buckets that fall into
// each.
type roller struct {
	calendar Calendar
	clock    clock
	to       okr.Grain
	grains   []okr.Grain
	from     [okr.Quarter + 1]Bucket // by grain: the first bucket within the current one
	until    [okr.Quarter + 1]Bucket // exclusive
}

// enter moves to a bucket. Buckets are entered one after the other; the first one is opened by begin.
func (r *roller) enter(b Bucket) {
	for _, g := range r.grains {
		r.from[g] = r.until[g]
		r.until[g] = r.calendar.firstIn(&r.clock, g, r.to, b+1)
	}
}

func (r *roller) begin(b Bucket) {
	for _, g := range r.grains {
		r.until[g] = r.calendar.firstIn(&r.clock, g, r.to, b)
	}
}

// part is the range of positions of a column that fall into the current bucket.
func (r *roller) part(col *Columns) (from, until int) {
	length := Bucket(len(col.Num))
	from = int(min(max(r.from[col.Grain]-col.First, 0), length))
	until = int(min(max(r.until[col.Grain]-col.First, 0), length))
	return from, until
}

// total sums over time and segments.
func (r *roller) total(line Line, cols []Columns) {
	r.begin(line.First)
	for i := range line.Value {
		r.enter(line.First + Bucket(i))
		var num, den sum
		found := false
		for k := range cols {
			from, until := r.part(&cols[k])
			nums, dens := cols[k].Num[from:until], cols[k].Den[from:until]
			for j, n := range nums {
				if !math.IsNaN(n) {
					found = true
					num.add(n)
					den.add(dens[j])
				}
			}
		}
		if found {
			line.Num[i], line.Den[i] = num.value(), den.value()
		}
	}
}

// newest sums over segments where the newest facts are.
func (r *roller) newest(line Line, cols []Columns) {
	r.begin(line.First)
	for i := range line.Value {
		r.enter(line.First + Bucket(i))
		var num, den sum
		newest := -forever
		for k := range cols {
			col := &cols[k]
			from, j := r.part(col)
			for j--; j >= from && math.IsNaN(col.Num[j]); {
				j--
			}
			if j < from {
				continue
			}
			end := r.end(col.Grain, col.First+Bucket(j))
			if end > newest {
				newest, num, den = end, sum{}, sum{}
			}
			if end == newest {
				num.add(col.Num[j])
				den.add(col.Den[j])
			}
		}
		if newest > -forever {
			line.Num[i], line.Den[i] = num.value(), den.value()
		}
	}
}

// end is when a bucket is over, comparable between the grains of the roller's columns.
func (r *roller) end(g okr.Grain, b Bucket) int64 {
	if len(r.grains) == 1 {
		return int64(b)
	}
	return r.calendar.start(&r.clock, g, b+1)
}
