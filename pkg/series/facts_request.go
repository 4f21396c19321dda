package series

import (
	"math"

	"github.com/northstar/okrkpi/pkg/okr"
)

// FactsRequest is the metrics and the range of days whose facts are read, by the start of their buckets.
type FactsRequest struct {
	Calendar Calendar
	Metrics  []string
	From     okr.Date // first day; zero: from the first fact on
	Until    okr.Date // day after the last; zero: up to the last fact
}

// Buckets are the buckets of a grain that start in the span, from … until (exclusive).
func (r FactsRequest) Buckets(g okr.Grain) (from, until Bucket) {
	return r.firstFrom(g, r.From, math.MinInt64), r.firstFrom(g, r.Until, math.MaxInt64)
}

// firstFrom is the first bucket that starts on a date or later; open where there is no date.
func (r FactsRequest) firstFrom(g okr.Grain, d okr.Date, open Bucket) Bucket {
	if d.IsZero() {
		return open
	}
	b := r.Calendar.OnDate(g, d)
	if g != okr.Hour && r.Calendar.StartDate(g, b).Before(d) {
		b++
	}
	return b
}
