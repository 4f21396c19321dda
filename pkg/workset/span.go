package workset

import (
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
		b.known = true
		b.from, b.until = s.request.Buckets(c.Grain)
	}
	return c.Between(b.from, b.until)
}
