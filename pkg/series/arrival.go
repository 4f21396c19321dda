package series

import (
	"math"
	"slices"
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
)

// arrivalWeeks is how many weeks before the newest fact tell which days and hours usually have facts. Ours: two months,
// long enough for a pattern and short enough to follow a new one.
const arrivalWeeks = 8

// Arrival is up to where the facts of a metric have arrived, judged by the facts alone.
//
// The watermark is the start of the first bucket after the newest fact that usually has facts: in more than half of the
// last arrivalWeeks weeks, the same weekday (and hour) had some. Weeks before the first fact and weeks without facts do
// not count. So weekends and nights without facts are not late, and a metric with rare facts hardly ever is. Without a
// week to compare with, a bucket is expected where a segment had a fact in every bucket so far, for more than half a week.
// Weeks, months and quarters are always expected.
//
// Of a level (type last), all segments have to arrive.
type Arrival struct {
	Metric string
	Grain  okr.Grain // of the newest facts; of a level with a missing segment, the finest of all facts
	Newest Bucket    // newest with facts; of a level that never had all segments, the one before the oldest fact
	// Missing are the segments of a level that have no level in the newest bucket, while others have.
	Missing []Segment

	calendar Calendar
	cols     []Columns
	levels   *levels // nil for other types
	awaited  Bucket  // the first bucket after Newest that is expected to have facts
	waits    bool    // there is such a bucket
}

// ArrivalOf finds how far the facts of one metric have arrived. cols are all columns of a metric whose values can be
// combined. carry (days) is for levels. ok is false where there are no facts.
func ArrivalOf(c Calendar, t okr.MetricType, carry int, cols []Columns) (a Arrival, ok bool) {
	newest := -forever
	clk := c.clock()
	for i := range cols {
		col := &cols[i]
		b, known := col.newest(col.Until(), col.First)
		if !known {
			continue
		}
		// Of facts that end at the same time, the finest grain is expected next. Of levels the coarsest must arrive, too.
		end := c.start(&clk, col.Grain, b+1)
		if end > newest || end == newest && (col.Grain < a.Grain) != (t == okr.Last) {
			newest, ok = end, true
			a.Metric, a.Grain, a.Newest = col.Metric, col.Grain, b
		}
	}
	if !ok {
		return Arrival{}, false
	}
	a.calendar, a.cols = c, cols
	first := Bucket(forever)
	for i := range cols {
		if cols[i].Grain == a.Grain {
			first = min(first, cols[i].First)
		}
	}
	if t == okr.Last {
		l := newLevels(c, carry, cols)
		a.levels = &l
		if !a.backToLevel() {
			return a, true
		}
	}
	a.await(first)
	return a, true
}

// backToLevel sets Newest to the newest bucket in which no segment is missing. It reports whether that is the newest of
// all.
func (a *Arrival) backToLevel() bool {
	l := a.levels
	b := l.until + l.carried - 1
	for b >= l.first {
		if _, ok := l.at(b); ok {
			break
		}
		b = l.nearFacts(b - 1)
	}
	if b >= l.until-1 {
		if a.Newest = b; a.Grain != l.grain {
			a.Newest = a.calendar.Holding(a.Grain, l.grain, b+1) - 1
		}
		return true
	}
	a.Missing = l.missing(l.until - 1)
	a.Grain, a.Newest = l.grain, b
	a.awaited, a.waits = b+1, true
	return false
}

// has reports whether a bucket has facts; of a level, whether no segment is missing at its end.
func (a *Arrival) has(b Bucket) bool {
	if a.levels != nil {
		clk := a.calendar.clock()
		_, ok := a.levels.at(a.calendar.lastIn(&clk, a.levels.grain, a.Grain, b))
		return ok
	}
	for i := range a.cols {
		if num, _ := a.cols[i].at(b); a.cols[i].Grain == a.Grain && !math.IsNaN(num) {
			return true
		}
	}
	return false
}

// await finds the first bucket after the newest one that usually has facts.
func (a *Arrival) await(first Bucket) {
	if a.Grain != okr.Day && a.Grain != okr.Hour {
		a.awaited, a.waits = a.Newest+1, true
		return
	}
	week := a.week()
	var counts [arrivalWeeks + 1]bool // by weeks back: whether the week has facts
	for n := 1; n <= arrivalWeeks; n++ {
		until := a.Newest - week*Bucket(n-1)
		for b := until; b > max(until-week, first-1) && !counts[n]; b-- {
			counts[n] = a.has(b)
		}
	}
	for b := a.Newest + 1; b <= a.Newest+week; b++ {
		if a.usual(b, first, counts[:]) {
			a.awaited, a.waits = b, true
			return
		}
	}
}

// week is how many buckets of the grain a week has where clocks do not change.
func (a *Arrival) week() Bucket {
	if a.Grain == okr.Hour {
		return 7 * 24
	}
	return 7
}

// usual reports whether bucket b, after the newest, usually has facts.
func (a *Arrival) usual(b, first Bucket, counts []bool) bool {
	weeks, found := 0, 0
	clk := a.calendar.clock()
	for n := 1; n < len(counts); n++ {
		before := b - Bucket(7*n)
		if a.Grain == okr.Hour {
			before = Bucket(clk.hourDaysBefore(int64(b), int64(7*n)))
		}
		if before < first || !counts[n] {
			continue
		}
		weeks++
		if a.has(before) {
			found++
		}
	}
	if weeks > 0 {
		return 2*found > weeks
	}
	return slices.ContainsFunc(a.cols, func(c Columns) bool { return c.Grain == a.Grain && c.dense(a.Newest, a.week()) })
}

// Watermark is the start of the first bucket that is expected to have facts. ok is false where none is.
func (a *Arrival) Watermark() (at time.Time, ok bool) {
	if !a.waits {
		return time.Time{}, false
	}
	return a.calendar.Start(a.Grain, a.awaited), true
}

// HalfLoaded is the bucket of grain g that has ended at an instant and has only a part of its facts. ok is false where
// there is none.
func (a *Arrival) HalfLoaded(g okr.Grain, at time.Time) (b Bucket, ok bool) {
	if !a.waits || !Nests(a.Grain, g) || a.Grain == g || !a.has(a.Newest) {
		return 0, false
	}
	b = a.calendar.Holding(g, a.Grain, a.Newest)
	if b != a.calendar.Holding(g, a.Grain, a.awaited) || a.calendar.Start(g, b+1).After(at) {
		return 0, false
	}
	return b, true
}

// Loaded counts the buckets of the facts' grain within bucket b of grain g: those with facts, and all.
func (a *Arrival) Loaded(g okr.Grain, b Bucket) (loaded, all int) {
	clk := a.calendar.clock()
	until := a.calendar.firstIn(&clk, a.Grain, g, b+1)
	for own := a.calendar.firstIn(&clk, a.Grain, g, b); own < until; own++ {
		if all++; own <= a.Newest && a.has(own) {
			loaded++
		}
	}
	return loaded, all
}

// dense reports whether all buckets up to until have a fact, for more than half a week.
func (c Columns) dense(until, week Bucket) bool {
	for b := c.First; b <= until; b++ {
		if num, _ := c.at(b); math.IsNaN(num) {
			return false
		}
	}
	return 2*(until-c.First+1) > week
}
