package engine

import (
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
	"github.com/northstar/okrkpi/pkg/series"
)

// Request is a checked query with its evaluation time.
type Request struct {
	Query   query.Query
	Grain   okr.Grain // GrainUnknown means that each metric has its own
	Compare []series.Comparison
	Filters []series.Filter
	Needs   query.Needs

	At      time.Time // evaluation time: now, or the end of the time range if that has passed
	Today   okr.Date  // day of the evaluation time, in the organisation's calendar
	From    time.Time // start of the time range
	Locale  string
	Metrics []string    // the query's metrics, with the overview replaced by its metrics; empty for all
	Period  *okr.Period // nil if the catalog has none
}

// checkRange rejects a time range that is empty or outside the supported years, where the query needs one.
func (r *Request) checkRange(span TimeRange, wrong *query.Errors) {
	to := span.To
	if to.IsZero() {
		to = r.At
	}
	// Series and replays need a start. For other queries the zero time means no start.
	endless := r.Query.QueryType != query.Series && !r.Needs.Replay
	before := len(*wrong)
	if !span.From.IsZero() || !endless {
		wrong.Years("the time range starts", span.From)
	}
	wrong.Years("the time range ends", to.Add(-1)) // To is exclusive
	switch {
	case len(*wrong) > before:
	case r.Query.QueryType == query.Series && !span.From.Before(to):
		wrong.Add("", "the time range ends (%s) before it starts (%s)", to.Format(time.RFC3339), span.From.Format(time.RFC3339))
	case r.Needs.Replay && !span.From.Before(r.At):
		wrong.Add("", "the time range starts (%s) after it ends: there is nothing to replay", span.From.Format(time.RFC3339))
	}
}

// TimeRange is the half-open time range of a query.
type TimeRange struct {
	From, To time.Time
}

// daysOfQuarter is the average number of days in a quarter.
const daysOfQuarter = 365.25 / 4

// Quarters returns the length of a time range in quarters.
func (r TimeRange) Quarters() float64 { return r.To.Sub(r.From).Hours() / 24 / daysOfQuarter }
