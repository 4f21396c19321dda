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

// pass is a request's way through the gate. What it holds is held until the whole request is answered, because so are its
// frames. It is safe for concurrent use by the queries of the request.
type pass struct {
	gate *gate
	user *backend.User // nil for nobody
	who  asker
	rows int // of Grafana's configuration

	turn   chan struct{} // holds one while a query of the request is let in
	alone  chan struct{} // holds one while a query of a large request is computed
	values int           // of all queries so far
	in     bool          // it has had its turn
	large  bool          // among the large ones
	leave  func()
}

// begin bounds what a request may take: the time, and with the pass the values. The caller ends it.
func (d *Datasource) begin(ctx context.Context, user *backend.User, fromAlert bool) (context.Context, *pass, func()) {
	ctx, cancel := context.WithTimeout(ctx, d.timeout)
	p := &pass{
		gate: d.gate, user: user, who: asker{alerting: fromAlert}, rows: rowLimit(config.GrafanaConfigFromContext(ctx)),
		turn: make(chan struct{}, 1), alone: make(chan struct{}, 1), leave: func() {},
	}
	if user != nil && user.Login != "" {
		p.who = asker{login: user.Login}
	}
	return ctx, p, func() {
		cancel()
		p.turn <- struct{}{} // and nobody takes it any more
		p.leave()
	}
}

// query bounds one query of the request. The caller says when it has been answered.
func (p *pass) query(ctx context.Context) (_ context.Context, answered func()) {
	held := false
	var once sync.Once
	b := engine.Budget{Values: p.gate.values, Rows: p.rows, Admit: func(ctx context.Context, c engine.Cost) error {
		large, err := p.admit(ctx, c)
		if err != nil || !large || held {
			return err
		}
		if err := take(ctx, p.alone); err != nil {
			return busy(err)
		}
		held = true
		return nil
	}}
	return engine.WithBudget(ctx, b), func() {
		once.Do(func() {
			if held {
				<-p.alone
			}
		})
	}
}

// admit lets a query of the request in, and tells whether the request is a large one.
func (p *pass) admit(ctx context.Context, c engine.Cost) (large bool, err error) {
	if c.Replay {
		if err := p.allowReplay(c); err != nil {
			return false, err
		}
	}
	if err := take(ctx, p.turn); err != nil {
		return false, busy(err)
	}
	defer func() { <-p.turn }()
	if err := ctx.Err(); err != nil {
		return false, err
	}
	if sum := p.values + c.Values; sum > c.Limit {
		return false, &query.Error{Reason: fmt.Sprintf("the queries of this request would take %s values together, and "+
			"the largest answer has %s: ask for less, or put them into panels of their own", okr.FormatCount(sum), okr.FormatCount(c.Limit))}
	}
	if err := p.enter(ctx, p.values+c.Values > lightValues); err != nil {
		return false, err
	}
	p.values += c.Values
	return p.large, nil
}

// enter waits for the turn of the request, once, or once more where it has become a large one.
func (p *pass) enter(ctx context.Context, large bool) error {
	if p.large || p.in && !large {
		return nil
	}
	p.leave() // the light ones, that nobody waits there for large ones
	p.leave, p.in = func() {}, false
	var leave func()
	var err error
	if large {
		leave, err = p.gate.enterHeavy(ctx, p.who)
	} else {
		leave, err = p.gate.enterLight(ctx)
	}
	if err != nil {
		return err
	}
	p.leave, p.in, p.large = leave, true, large
	return nil
}

func (p *pass) allowReplay(c engine.Cost) error {
	needed := replayRole(c)
	what := fmt.Sprintf("a replay of %s values (everybody may ask for %s)", okr.FormatCount(c.Values), okr.FormatCount(c.Limit/valuesOfReplay))
	if c.Drafted {
		what = "trying a rule of one's own on the past"
	}
	return needed.allow(p.user, what)
}

// take puts one into a channel that holds one, as soon as there is room.
func take(ctx context.Context, c chan struct{}) error {
	select {
	case c <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
