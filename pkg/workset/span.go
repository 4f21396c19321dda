package workset

import (
	"math"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// span cuts the chunks of series down to the days of a request.
type span struct {
	request series.FactsRequest
	limits  [okr.Quarter + 1]limits // by grain, as far as needed
}

// limits are the buckets that start on the days of a request, half-open.
type limits struct {
	known       bool
	from, until series.Bucket
}

// cut returns the part of a chunk from the first to the last fact in the span. ok is false where there is none.
func (s *span) cut(c series.Columns) (part series.Columns, ok bool) {
	l := &s.limits[c.Grain]
	if !l.known {
		*l = limits{
			known: true,
			from:  s.firstFrom(c.Grain, s.request.From, math.MinInt64),
			until: s.firstFrom(c.Grain, s.request.Until, math.MaxInt64),
		}
	}
	return c.Between(l.from, l.until)
}

// firstFrom is the first bucket that starts on a date or later; open where there is no date.
func (s *span) firstFrom(g okr.Grain, d okr.Date, open series.Bucket) series.Bucket {
	if d.IsZero() {
		return open
	}
	cal := s.request.Calendar
	b := cal.OnDate(g, d)
	if g != okr.Hour && cal.StartDate(g, b).Before(d) {
		b++
	}
	return b
}
