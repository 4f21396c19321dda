package series

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/northstar/okrkpi/pkg/okr"
)

// SegmentsError says that a query needs one number for several segments of a metric whose values cannot be combined.
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

// Roll computes the line of a metric in the buckets [from, until) of a grain. See Roller.Roll.
func Roll(c Calendar, t okr.MetricType, to okr.Grain, from, until Bucket, cols []Columns) (Line, error) {
	return NewRoller(c, to, from, until).Roll(t, cols)
}

// Roller sums facts into the buckets of one grain and range. It computes once which finer buckets belong to each, so one
// Roller for many metrics is faster than one for each. It is not safe for concurrent use.
type Roller struct {
	calendar    Calendar
	clock       clock
	to          okr.Grain
	from, until Bucket
	edges       [okr.Quarter + 1][]Bucket // by grain: the first bucket within each bucket of the range, and the one after the last
}

// NewRoller returns a roller for the buckets [from, until) of a grain.
func NewRoller(c Calendar, to okr.Grain, from, until Bucket) *Roller {
	return &Roller{calendar: c, clock: c.clock(), to: to, from: from, until: max(from, until)}
}

// Roll computes the line of a metric from columns of that metric: any number of segments, each at a grain that nests in
// that of the roller. The chunks of a series must follow each other, oldest first.
//
//	ratio, mean       ΣNum/ΣDen over time and segments; no value where ΣDen is 0
//	sum               ΣNum
//	last              Num at the newest end of a bucket at which no segment misses, summed over segments
//	distinct, median  the facts as they are, from one series at just that grain
//
// Columns of different grains are expected to cover different times. Where some grains nest and others do not, buckets
// that overlap with facts of the others have no value, because those facts cannot be divided. The order of the series does
// not matter. Errors are *GrainError where no grain nests, and *SegmentsError.
func (r *Roller) Roll(t okr.MetricType, cols []Columns) (Line, error) { return r.roll(t, 0, cols) }

// RollLevels is Roll for a metric of type last whose levels stay valid for carry days.
func (r *Roller) RollLevels(carry int, cols []Columns) (Line, error) {
	return r.roll(okr.Last, carry, cols)
}

func (r *Roller) roll(t okr.MetricType, carry int, cols []Columns) (Line, error) {
	line := newLine(r.to, r.from, int(r.until-r.from))
	switch t {
	case okr.Ratio, okr.Mean, okr.Sum, okr.Last:
		nest, others := r.nesting(cols)
		if len(nest) == 0 && len(others) > 0 {
			return Line{}, &GrainError{others[0].Metric, t, grainsOf(others), r.to}
		}
		switch {
		case len(cols) == 1 && cols[0].Grain == r.to && carry == 0:
			line.copyFrom(cols[0])
		case t == okr.Last:
			r.levels(line, carry, cols)
		default:
			r.total(line, nest)
		}
		r.block(line, others)
		line.evaluate(t)
	case okr.Distinct, okr.Median:
		chunks, err := single(t, r.to, cols)
		if err != nil {
			return Line{}, err
		}
		for _, col := range chunks {
			line.copyFrom(col)
		}
		copy(line.Value, line.Num)
	case okr.MetricTypeUnknown, okr.Derived:
		return Line{}, fmt.Errorf("metrics of type %q have no facts of their own to add up", t)
	}
	return line, nil
}

// nesting separates the columns whose grain nests in that of the roller from the others.
func (r *Roller) nesting(cols []Columns) (nest, others []Columns) {
	if !slices.ContainsFunc(cols, func(c Columns) bool { return !Nests(c.Grain, r.to) }) {
		return cols, nil
	}
	for _, col := range cols {
		if Nests(col.Grain, r.to) {
			nest = append(nest, col)
		} else {
			others = append(others, col)
		}
	}
	return nest, others
}

// block removes the sums of buckets that overlap with facts of other grains.
func (r *Roller) block(line Line, others []Columns) {
	for _, col := range others {
		for i, num := range col.Num {
			if math.IsNaN(num) {
				continue
			}
			start := r.calendar.start(&r.clock, col.Grain, col.First+Bucket(i))
			end := r.calendar.start(&r.clock, col.Grain, col.First+Bucket(i)+1)
			from := max(r.calendar.at(&r.clock, r.to, start), line.First)
			until := min(r.calendar.at(&r.clock, r.to, end-1)+1, line.Until())
			for b := from; b < until; b++ {
				line.Num[b-line.First], line.Den[b-line.First] = math.NaN(), math.NaN()
			}
		}
	}
}

// evaluate computes the values from the sums.
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

// copyFrom copies the sums of a column at the line's grain.
func (l Line) copyFrom(col Columns) {
	from, until := max(l.First, col.First), min(l.Until(), col.Until())
	if from >= until {
		return
	}
	to, have := from-l.First, col.First
	copy(l.Num[to:], col.Num[from-have:until-have])
	copy(l.Den[to:], col.Den[from-have:until-have])
}

// single finds the only series at a grain, as its chunks.
func single(t okr.MetricType, g okr.Grain, cols []Columns) ([]Columns, error) {
	var found []Columns
	several := false
	for _, col := range cols {
		if col.Grain == g {
			found = append(found, col)
			several = several || !col.sameSeries(&found[0])
		}
	}
	switch {
	case several:
		e := &SegmentsError{Metric: found[0].Metric, Type: t, Grain: g}
		for i := range found {
			if i == 0 || !found[i].sameSeries(&found[i-1]) {
				e.Segments = append(e.Segments, found[i].Segment)
			}
		}
		return nil, e
	case len(found) == 0 && len(cols) > 0:
		return nil, &GrainError{cols[0].Metric, t, grainsOf(cols), g}
	}
	return found, nil
}

// cut computes which buckets of a grain belong to each bucket of the range.
func (r *Roller) cut(g okr.Grain) {
	if r.edges[g] != nil || g == r.to {
		return
	}
	edges := make([]Bucket, 0, r.until-r.from+1)
	for b := r.from; b <= r.until; b++ {
		edges = append(edges, r.calendar.firstIn(&r.clock, g, r.to, b))
	}
	r.edges[g] = edges
}

// total sums columns over time and segments.
func (r *Roller) total(line Line, cols []Columns) {
	for i := range cols {
		r.cut(cols[i].Grain)
	}
	var room [16]int
	next := room[:0] // by column: index at which the next bucket begins
	for k := range cols {
		next = append(next, r.position(&cols[k], 0))
	}
	for i := range line.Num {
		var num, den sum
		found := false
		for k := range cols {
			from := next[k]
			next[k] = r.position(&cols[k], i+1)
			nums, dens := cols[k].Num[from:next[k]], cols[k].Den[from:next[k]]
			for j, n := range nums {
				if !math.IsNaN(n) {
					found = true
					num = num.plus(n)
					den = den.plus(dens[j])
				}
			}
		}
		if !found {
			continue
		}
		line.Num[i], line.Den[i] = num.value(), den.value()
		if num.mayCancel() {
			line.Num[i] = num.settled(r.size(cols, i))
		}
	}
}

// size is the sum of the absolute numerators in the i-th bucket of the range.
func (r *Roller) size(cols []Columns, i int) float64 {
	total := 0.0
	for k := range cols {
		for _, n := range cols[k].Num[r.position(&cols[k], i):r.position(&cols[k], i+1)] {
			if !math.IsNaN(n) {
				total += math.Abs(n)
			}
		}
	}
	return total
}

// position is the index in a column at which the i-th bucket of the range begins, limited to the column.
func (r *Roller) position(col *Columns, i int) int {
	first := r.from + Bucket(i)
	if edges := r.edges[col.Grain]; edges != nil {
		first = edges[i]
	}
	return int(min(max(first-col.First, 0), Bucket(len(col.Num))))
}

// levels sets each bucket to its newest level for which no segment is missing, whatever the grains of the facts.
func (r *Roller) levels(line Line, carry int, cols []Columns) {
	l := newLevels(r.calendar, carry, cols)
	r.cut(l.grain)
	for i := range line.Num {
		if total, ok := r.newestLevel(&l, i); ok {
			line.Num[i], line.Den[i] = total.num.settled(total.size), total.den.value()
		}
	}
}

// newestLevel is the newest level in the i-th bucket of the range.
func (r *Roller) newestLevel(l *levels, i int) (total level, ok bool) {
	first, until := r.from+Bucket(i), r.from+Bucket(i)+1
	if edges := r.edges[l.grain]; edges != nil {
		first, until = edges[i], edges[i+1]
	}
	for b := l.newestBefore(until); b >= max(first, l.first); b = l.nearFacts(b - 1) {
		if total, ok = l.at(b); ok {
			return total, true
		}
	}
	return level{}, false
}
