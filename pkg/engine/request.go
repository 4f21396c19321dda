package engine

import (
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
	"github.com/northstar/okrkpi/pkg/series"
)

// request is a query that has been checked, asked at one instant.
type request struct {
	query.Query
	grain   okr.Grain // GrainUnknown: chosen per metric
	compare []series.Comparison
	filters []series.Filter
	needs   query.Needs

	at     time.Time // evaluation time: now, or the end of the time range where that is over
	today  okr.Date  // of the evaluation time, in the organisation's calendar
	from   time.Time // start of the time range
	locale string
	named  []string    // the query's metrics, the overview spelled out; empty for all
	period *okr.Period // nil where the catalog has none
}

// checkRange refuses time ranges that hold no time, where a question needs some.
func (r *request) checkRange(span TimeRange, wrong *query.Errors) {
	to := span.To
	if to.IsZero() {
		to = r.at
	}
	// Series and replays have to begin somewhere; others take the zero time for no time.
	endless := r.QueryType != query.Series && !r.needs.Replay
	before := len(*wrong)
	if !span.From.IsZero() || !endless {
		wrong.Years("the time range starts", span.From)
	}
	wrong.Years("the time range ends", to.Add(-1)) // exclusive
	switch {
	case len(*wrong) > before:
	case r.QueryType == query.Series && !span.From.Before(to):
		wrong.Add("", "the time range ends (%s) before it starts (%s)", to.Format(time.RFC3339), span.From.Format(time.RFC3339))
	case r.needs.Replay && !span.From.Before(r.at):
		wrong.Add("", "the time range starts (%s) after it ends: there is nothing to replay", span.From.Format(time.RFC3339))
	}
}

// TimeRange is the half-open span of time that a query covers.
type TimeRange struct {
	From, To time.Time
}
