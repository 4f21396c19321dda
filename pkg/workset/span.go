package workset

import (
	"math"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// span cuts the chunks of series down to the days of a request.
type span struct {
	request series.FactsRequest
	bounds  [okr.Quarter + 1]bounds // by grain, as far as needed
}

// bounds are the buckets that start on the days of a request: from inclusive, until exclusive.
type bounds struct {
	known       bool
	from, until series.Bucket
}

// cut returns the part of a chunk from the first to the last fact in the span. ok is false where there is none.
func (s *span) cut(c series.Columns) (part series.Columns, ok bool) {
	b := &s.bounds[c.Grain]
	if !b.known {
		*b = bounds{
			known: true,
			from:  s.firstFrom(c.Grain, s.request.From, math.MinInt64),
			until: s.firstFrom(c.Grain, s.request.Until, math.MaxInt64),
		}
	}
	return c.Between(b.from, b.until)
}

// firstFrom is the first bucket that starts on a date or later, and open where the date is zero.
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
