package plugin

import (
	"context"
	"fmt"
	"sync"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/config"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
)

// ticket is the admission of one request by the limiter. The request keeps its place until all its queries are answered, because
// their frames stay in memory until then. It is safe for concurrent use by the queries of the request.
type ticket struct {
	limiter   *limiter
	user      *backend.User // nil for nobody
	requester requester
	rows      int // the most of an answer, from Grafana's configuration

	admitting chan struct{} // holds one element while a query is being admitted
	computing chan struct{} // holds one element while a query of a large request is computed
	values    int           // of all queries so far
	admitted  bool
	large     bool // admitted as a large request
	release   func()
}

// begin limits the time of a request, and its values by the ticket. The caller calls end when the request is answered.
func (d *Datasource) begin(ctx context.Context, user *backend.User, fromAlert bool) (_ context.Context, _ *ticket, end func()) {
	ctx, cancel := context.WithTimeout(ctx, d.timeout)
	t := &ticket{
		limiter: d.limiter, user: user, requester: requester{alerting: fromAlert}, rows: rowLimit(config.GrafanaConfigFromContext(ctx)),
		admitting: make(chan struct{}, 1), computing: make(chan struct{}, 1), release: func() {},
	}
	if user != nil && user.Login != "" {
		t.requester = requester{login: user.Login}
	}
	return ctx, t, func() {
		cancel()
		t.admitting <- struct{}{} // never taken out again, so that no query is admitted any more
		t.release()
	}
}

// startQuery limits one query of the request. The caller calls answered when the query has been answered.
func (t *ticket) startQuery(ctx context.Context) (_ context.Context, answered func()) {
	computing := false
	var once sync.Once
	b := engine.Budget{Values: t.limiter.values, Rows: t.rows, Admit: func(ctx context.Context, c engine.Cost) error {
		large, err := t.admit(ctx, c)
		if err != nil || !large || computing {
			return err
		}
		if err := acquire(ctx, t.computing); err != nil {
			return busy(err)
		}
		computing = true
		return nil
	}}
	return engine.WithBudget(ctx, b), func() {
		once.Do(func() {
			if computing {
				<-t.computing
			}
		})
	}
}

// admit waits until a query of the request may be computed, and reports whether the request is a large one.
func (t *ticket) admit(ctx context.Context, c engine.Cost) (large bool, err error) {
	if c.Replay {
		if err := t.allowReplay(c); err != nil {
			return false, err
		}
	}
	if err := acquire(ctx, t.admitting); err != nil {
		return false, busy(err)
	}
	defer func() { <-t.admitting }()
	if err := ctx.Err(); err != nil {
		return false, err
	}
	if sum := t.values + c.Values; sum > c.Limit {
		return false, &query.Error{Reason: fmt.Sprintf("the queries of this request would take %s values together, and "+
			"the largest answer has %s: ask for less, or put them into panels of their own", okr.FormatCount(sum), okr.FormatCount(c.Limit))}
	}
	if err := t.enter(ctx, t.values+c.Values > smallValues); err != nil {
		return false, err
	}
	t.values += c.Values
	return t.large, nil
}

// enter acquires a place for the request: once, and once more when it grows from a small into a large one.
func (t *ticket) enter(ctx context.Context, large bool) error {
	if t.large || t.admitted && !large {
		return nil
	}
	t.release() // a request that waits as a large one must not hold up small ones
	t.release, t.admitted = func() {}, false
	var release func()
	var err error
	if large {
		release, err = t.limiter.acquireLarge(ctx, t.requester)
	} else {
		release, err = t.limiter.acquireSmall(ctx)
	}
	if err != nil {
		return err
	}
	t.release, t.admitted, t.large = release, true, large
	return nil
}

func (t *ticket) allowReplay(c engine.Cost) error {
	needed := replayRole(c)
	what := fmt.Sprintf("a replay of %s values (everybody may ask for %s)", okr.FormatCount(c.Values), okr.FormatCount(c.Limit/replayFraction))
	if c.Drafted {
		what = "trying a rule of one's own on the past"
	}
	return needed.allow(t.user, what)
}

// acquire puts an element into a channel as soon as there is room. The error is the context's when that ends first.
func acquire(ctx context.Context, c chan struct{}) error {
	select {
	case c <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
