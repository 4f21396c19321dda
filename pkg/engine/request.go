package engine

import (
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
	"github.com/northstar/okrkpi/pkg/series"
)

// Request is a query that has been checked, asked at one instant.
type Request struct {
	Query   query.Query
	Grain   okr.Grain // GrainUnknown: chosen per metric
	Compare []series.Comparison
	Filters []series.Filter
	Needs   query.Needs

	At      time.Time // evaluation time: now, or the end of the time range where that is over
	Today   okr.Date  // of the evaluation time, in the organisation's calendar
	From    time.Time // start of the time range
	Locale  string
	Metrics []string    // the query's metrics, the overview spelled out; empty for all
	Period  *okr.Period // nil where the catalog has none
}

// checkRange refuses time ranges that hold no time, where a query needs some.
func (r *Request) checkRange(span TimeRange, wrong *query.Errors) {
	to := span.To
	if to.IsZero() {
		to = r.At
	}
	// Series and replays have to begin somewhere; others take the zero time for no time.
	endless := r.Query.QueryType != query.Series && !r.Needs.Replay
	before := len(*wrong)
	if !span.From.IsZero() || !endless {
		wrong.Years("the time range starts", span.From)
	}
	wrong.Years("the time range ends", to.Add(-1)) // exclusive
	switch {
	case len(*wrong) > before:
	case r.Query.QueryType == query.Series && !span.From.Before(to):
		wrong.Add("", "the time range ends (%s) before it starts (%s)", to.Format(time.RFC3339), span.From.Format(time.RFC3339))
	case r.Needs.Replay && !span.From.Before(r.At):
		wrong.Add("", "the time range starts (%s) after it ends: there is nothing to replay", span.From.Format(time.RFC3339))
	}
}

// TimeRange is the half-open span of time that a query covers.
type TimeRange struct {
	From, To time.Time
}

// daysOfQuarter are on average in a quarter.
const daysOfQuarter = 365.25 / 4

// Quarters is the length of a time range in quarters.
func (r TimeRange) Quarters() float64 { return r.To.Sub(r.From).Hours() / 24 / daysOfQuarter }
