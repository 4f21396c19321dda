package engine

import (
	"context"
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// Stamp stands for everything but the query that a scorecard, a series, a tree or definitions are made of: the catalog, the
// facts, and the times as far as buckets and days can tell them apart. The same query under equal stamps has the same answer.
// Stamps are comparable.
type Stamp struct {
	revision     int64
	newest       int64 // revision that is stored: a notice names it
	facts        any
	today        okr.Date
	at, from, to instant
}

// instant is a time as buckets see it: the hour is the finest there is, and a time range that ends with it does not touch
// the next.
type instant struct {
	set   bool
	hour  series.Bucket
	start bool // it is the very start of the hour
}

// Stamp is that of a question which is asked now. There is none where the reader of facts cannot tell whether they have
// changed.
func (e *Engine) Stamp(ctx context.Context, r TimeRange) (stamp Stamp, ok bool, err error) {
	if e.states == nil {
		return Stamp{}, false, nil
	}
	s, err := e.state(ctx)
	if err != nil {
		return Stamp{}, false, err
	}
	at := e.evaluationTime(r)
	mark := func(t time.Time) instant {
		if t.IsZero() {
			return instant{}
		}
		hour := s.calendar.At(okr.Hour, t)
		return instant{set: true, hour: hour, start: s.calendar.Start(okr.Hour, hour).Equal(t)}
	}
	return Stamp{
		revision: s.revision, newest: s.newest, facts: e.states.State(),
		today: okr.DateOf(at.In(s.catalog.Organization.Timezone)),
		at:    mark(at), from: mark(r.From), to: mark(r.To),
	}, true, nil
}
