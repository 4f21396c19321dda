package engine

import (
	"cmp"
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
	"github.com/northstar/okrkpi/pkg/series"
)

// View is one revision of the catalog and its facts at one instant. Each use case is a method of View, so that all parts of an answer are
// consistent. A view is made for one answer. It is safe for concurrent use.
type View struct {
	*Revision
	engine  *Engine
	span    TimeRange
	at      time.Time   // evaluation time, in the organisation's time zone
	version any         // of the facts when the view was made; nil if the SeriesReader is not Versioned
	mixed   atomic.Bool // facts of another version have been read
}

// View pins the catalog in force, the version of the facts, and the evaluation time: now, or the end of the time range if that has passed.
// Errors are *NoCatalogError, *NoReadableError, and those of the readers.
func (e *Engine) View(ctx context.Context, span TimeRange) (*View, error) {
	if err := ctx.Err(); err != nil { // the request of this query may have been cancelled
		return nil, err
	}
	rev, err := e.newestReadable(ctx)
	if err != nil {
		return nil, err
	}
	v := &View{Revision: rev, engine: e, span: span, at: e.clock()}
	if !span.To.IsZero() && !v.at.Before(span.To) {
		v.at = span.To
	}
	v.at = v.at.In(rev.calendar.Location())
	if e.versions != nil {
		v.version = e.versions.Version()
	}
	return v, nil
}

// With returns the same view of another catalog, for example one with a draft rule.
func (v *View) With(c *okr.Catalog) (*View, error) {
	rev, err := newRevision(v.number, c)
	if err != nil {
		return nil, err
	}
	return &View{Revision: rev, engine: v.engine, span: v.span, at: v.at, version: v.version}, nil
}

// Notice returns which revision the view uses instead of the newest, or "" if it uses the newest. An empty locale means the organisation's
// language.
func (v *View) Notice(locale string) string {
	if v.unread == nil {
		return ""
	}
	return v.asInForce().Notice(cmp.Or(locale, v.catalog.Organization.Locale))
}

// Identity identifies all inputs of an answer except the query: the catalog, the facts and the times, as precisely as hours and days can
// tell them apart. Equal identities and equal queries mean equal answers. Identities are comparable.
type Identity struct {
	revision     int64
	newest       int64 // number of the newest stored revision, because a notice names it
	facts        any
	today        okr.Date
	at, from, to instant
}

// instant is a time in hours, the finest buckets. A time range that ends at the start of an hour does not include that hour, so the start
// differs from the rest of the hour.
type instant struct {
	set   bool
	hour  series.Bucket
	start bool // the time is exactly the start of the hour
}

// Pinned reports whether all facts that have been read are of the pinned version. It is false if the SeriesReader is not Versioned.
func (v *View) Pinned() bool { return v.version != nil && !v.mixed.Load() }

// Identity returns the identity of the view. ok is false if the view is not Pinned.
func (v *View) Identity() (id Identity, ok bool) {
	if !v.Pinned() {
		return Identity{}, false
	}
	mark := func(t time.Time) instant {
		if t.IsZero() {
			return instant{}
		}
		hour := v.calendar.At(okr.Hour, t)
		return instant{set: true, hour: hour, start: v.calendar.Start(okr.Hour, hour).Equal(t)}
	}
	return Identity{
		revision: v.number, newest: v.newest, facts: v.version, today: okr.DateOf(v.at),
		at: mark(v.at), from: mark(v.span.From), to: mark(v.span.To),
	}, true
}

// readFacts reads facts and records whether they may be of another version than the pinned one.
func (v *View) readFacts(ctx context.Context, r series.FactsRequest) ([]series.Columns, error) {
	columns, err := v.engine.series.Facts(ctx, r)
	if versions := v.engine.versions; versions != nil && versions.Version() != v.version {
		v.mixed.Store(true)
	}
	return columns, err
}

// Begin checks a query and resolves the names in it. The error joins everything that is wrong with the query, as *query.Error.
func (v *View) Begin(ctx context.Context, q query.Query) (Request, error) {
	if err := ctx.Err(); err != nil {
		return Request{}, err
	}
	checked, wrong := q.Check()
	return v.resolve(ctx, checked, wrong)
}

// BeginReplay is Begin for a query that replays alert rules over the time range, whatever its format.
func (v *View) BeginReplay(ctx context.Context, q query.Query) (Request, error) {
	checked, wrong := q.Check()
	checked.Needs.Replay = true
	return v.resolve(ctx, checked, wrong)
}

// resolve checks a query against the catalog and adds what is wrong to the errors found so far.
func (v *View) resolve(ctx context.Context, checked query.Checked, wrong query.Errors) (Request, error) {
	req := Request{
		Query: checked.Query, Grain: checked.Grain, Compare: checked.Comparisons, Filters: checked.Filters, Needs: checked.Needs,
	}
	if checked.TooLarge {
		return req, errors.Join(wrong...)
	}
	req.At, req.From, req.Today = v.at, v.span.From, okr.DateOf(v.at)
	req.Locale = cmp.Or(req.Query.Locale, v.catalog.Organization.Locale)
	if _, ok := query.SpecOf(req.Query.QueryType); ok {
		v.check(&req, v.span, &wrong)
	}
	if len(wrong) == 0 && req.Query.QueryType == query.Series {
		wrong.Join(v.checkSeriesSize(ctx, &req, v.span))
	}
	return req, errors.Join(wrong...)
}
