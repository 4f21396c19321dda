package workset

import (
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
		l.known = true
		l.from, l.until = s.request.Buckets(c.Grain)
	}
	return c.Between(l.from, l.until)
}
