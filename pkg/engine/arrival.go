package engine

import (
	"math"
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// noBucket means no bucket.
const noBucket = series.Bucket(math.MinInt64)

// arrival returns how far the facts of a metric have been loaded, or nil if that is unknown. Facts of one segment count for all segments,
// because a loader writes no row for a segment without activity. Levels (type last) are the exception: their total is complete only when
// every segment of cols has a fact, so arrival looks at cols alone.
func (n *Facts) arrival(m *okr.Metric, cols []series.Columns) []series.Arrival {
	all := n.columns[m.Name]
	if m.Type == okr.Last && len(cols) < len(all) {
		return n.arrivalOf(m, cols)
	}
	a, known := n.arrivals[m.Name]
	if !known {
		a = n.arrivalOf(m, all)
		n.arrivals[m.Name] = a
	}
	return a
}

func (n *Facts) arrivalOf(m *okr.Metric, cols []series.Columns) []series.Arrival {
	if !m.Type.Additive() {
		return nil // such values cannot be combined: a bucket has a fact or it has none
	}
	a, ok := series.ArrivalOf(n.calendar, m.Type, m.Carry, cols)
	if !ok {
		return nil
	}
	if len(n.room) == cap(n.room) {
		n.room = make([]series.Arrival, 0, len(n.columns))
	}
	n.room = append(n.room, a)
	return n.room[len(n.room)-1 : len(n.room) : len(n.room)]
}

// loaded returns the line together with its arrivals and its half-loaded bucket at the evaluation time.
func (n *Facts) loaded(l series.Line, arrivals []series.Arrival) SegmentLine {
	half := noBucket
	for i := range arrivals {
		if b, ok := arrivals[i].HalfLoaded(l.Grain, n.asOf); ok {
			half = max(half, b)
		}
	}
	return SegmentLine{Line: l, half: half, arrivals: arrivals}
}

// LateSince returns the first day without the facts that were due at the end of bucket over. If the arrivals do not tell it, it is the day
// after bucket newest, the newest one with facts.
func (n *Facts) LateSince(l *SegmentLine, newest, over series.Bucket) okr.Date {
	if at, late := l.waitedSince(n.calendar.Start(l.Grain, over+1)); late {
		return okr.DateOf(at.In(n.calendar.Location()))
	}
	return n.calendar.StartDate(l.Grain, min(newest, over)+1)
}

// LateDays returns the number of days from LateSince to the end of bucket over.
func (n *Facts) LateDays(l *SegmentLine, newest, over series.Bucket) float64 {
	return float64(n.calendar.StartDate(l.Grain, over+1).Days() - n.LateSince(l, newest, over).Days())
}

// waitedSince returns the earliest watermark before due. If no watermark is before due, it returns due, false.
func (l *SegmentLine) waitedSince(due time.Time) (since time.Time, late bool) {
	since = due
	for i := range l.arrivals {
		if at, ok := l.arrivals[i].Watermark(); ok && at.Before(since) {
			since, late = at, true
		}
	}
	return since, late
}

// NewestLoaded returns the newest bucket, up to and including until, that has facts. A half-loaded bucket counts. ok is false if there is
// none.
func (l *SegmentLine) NewestLoaded(until series.Bucket) (b series.Bucket, ok bool) {
	b, _, ok = l.Between(l.First, until+1).Last()
	if l.half <= until && l.half >= l.First {
		return max(b, l.half), true
	}
	return b, ok
}

// withhold sets the value, the numerator and the denominator of one bucket to NaN. A bucket outside the line is ignored.
func withhold(l series.Line, b series.Bucket) {
	if b < l.First || b >= l.Until() {
		return
	}
	for _, values := range [][]float64{l.Value, l.Num, l.Den} {
		if values != nil {
			values[b-l.First] = math.NaN()
		}
	}
}
