package engine

import (
	"math"
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// noBucket stands for a bucket that there is not.
const noBucket = series.Bucket(math.MinInt64)

// arrival is up to where the facts of a metric have arrived: one, or none where nothing is known of it. Facts of any segment tell
// it for all of them: who loads the others loads nothing where there is nothing. A level is only there with all segments
// that it is made of.
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
		return nil // its values are facts: each is there, or is not
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

// loaded is a line with what is known about its arrival.
func (n *Facts) loaded(l series.Line, arrivals []series.Arrival) SegmentLine {
	half := noBucket
	for i := range arrivals {
		if b, ok := arrivals[i].HalfLoaded(l.Grain, n.asOf); ok {
			half = max(half, b)
		}
	}
	return SegmentLine{Line: l, half: half, arrivals: arrivals}
}

// LateSince is the first day whose facts are waited for at the end of a bucket that is over, or else the end of the newest bucket
// with facts.
func (n *Facts) LateSince(l *SegmentLine, newest, over series.Bucket) okr.Date {
	if at, late := l.waitedSince(n.calendar.Start(l.Grain, over+1)); late {
		return okr.DateOf(at.In(n.calendar.Location()))
	}
	return n.calendar.StartDate(l.Grain, min(newest, over)+1)
}

// LateDays counts the days from there to the end of the bucket.
func (n *Facts) LateDays(l *SegmentLine, newest, over series.Bucket) float64 {
	return float64(n.calendar.StartDate(l.Grain, over+1).Days() - n.LateSince(l, newest, over).Days())
}

// waitedSince is the instant from which facts are waited for that were due at another.
func (l *SegmentLine) waitedSince(due time.Time) (since time.Time, late bool) {
	since = due
	for i := range l.arrivals {
		if at, ok := l.arrivals[i].Watermark(); ok && at.Before(since) {
			since, late = at, true
		}
	}
	return since, late
}

// NewestLoaded is the newest bucket up to one that has facts, half-loaded or not.
func (l *SegmentLine) NewestLoaded(until series.Bucket) (b series.Bucket, ok bool) {
	b, _, ok = l.Between(l.First, until+1).Last()
	if l.half <= until && l.half >= l.First {
		return max(b, l.half), true
	}
	return b, ok
}

// withhold takes the value of a bucket out of a line.
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
