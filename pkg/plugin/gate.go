package plugin

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"

	"github.com/northstar/okrkpi/pkg/engine"
)

// What is computed at once. Nearly all panels are light: they wait for no large answer, and so many of them at once only where
// somebody sends hundreds.
const (
	lightValues    = 100_000   // of one request
	lightAtOnce    = 64        // requests
	heldValues     = 4_000_000 // of all larger requests together, some 240 MB
	heavyAtOnce    = 4         // requests at most, and half of the processors
	waitingOfOne   = 8         // large requests of one person, the one that is being answered among them
	waitingOfAlert = 1000      // those of alerting, which come all at once
	parallelOfOne  = 1         // that are answered of these
	valuesOfReplay = 4         // part of the largest answer that a replay takes which everybody may ask for: a quarter
)

// patience is how long a large question waits for a place among those of the same person before it is refused.
const patience = time.Second

// gate lets requests in when it is their turn, so that the memory of all answers in the making is bounded. It is safe for
// concurrent use.
type gate struct {
	values int // of the largest answer
	light  *semaphore.Weighted
	heavy  *semaphore.Weighted

	mu    sync.Mutex
	users map[asker]*queue // by who has large requests
}

// queue are the large requests of one person. One after the other asks for its turn among those of others.
type queue struct {
	turn *semaphore.Weighted
	n    int
}

// asker is who asks: somebody with a login, alerting by itself, or people without a login, who share a queue.
type asker struct {
	login    string
	alerting bool
}

// most is how many large requests may wait, or be answered.
func (a asker) most() int {
	if a.alerting {
		return waitingOfAlert
	}
	return waitingOfOne
}

func newGate(values int) *gate {
	heavy := max(1, min(heldValues/values, heavyAtOnce, runtime.GOMAXPROCS(0)/2))
	return &gate{
		values: values,
		light:  semaphore.NewWeighted(lightAtOnce),
		heavy:  semaphore.NewWeighted(int64(heavy)),
		users:  map[asker]*queue{},
	}
}

// busyError says that other answers have to be computed first.
type busyError struct{ reason string }

func (e *busyError) Error() string { return e.reason }

var (
	errBusy = &busyError{"busy with other large questions: try again, or ask for less: " +
		"a coarser grain, a shorter time range, fewer segments or metrics"}
	errManyWaiting = &busyError{"several of your large questions are waiting already: try again when they are answered, or ask for less: " +
		"a coarser grain, a shorter time range, fewer segments or metrics"}
)

// busy is the error of whoever waited in vain.
func busy(err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return errBusy
	}
	return err
}

// enterLight waits for a turn among the small answers.
func (g *gate) enterLight(ctx context.Context) (leave func(), err error) {
	if err := g.light.Acquire(ctx, 1); err != nil {
		return nil, busy(err)
	}
	return func() { g.light.Release(1) }, nil
}

// enterHeavy waits for a turn among the large answers: first among those of the same person, then among everybody's. Where too many
// of that person wait already, it says so after some patience: told at once, a program that asks again at once would take a
// processor from everybody.
func (g *gate) enterHeavy(ctx context.Context, user asker) (leave func(), err error) {
	q, err := g.line(user)
	if errors.Is(err, errManyWaiting) {
		select {
		case <-ctx.Done():
			return nil, busy(ctx.Err())
		case <-time.After(patience):
		}
		q, err = g.line(user)
	}
	if err != nil {
		return nil, err
	}
	if err := q.turn.Acquire(ctx, 1); err != nil {
		g.unline(user, q)
		return nil, busy(err)
	}
	if err := g.heavy.Acquire(ctx, 1); err != nil {
		q.turn.Release(1)
		g.unline(user, q)
		return nil, busy(err)
	}
	return func() {
		g.heavy.Release(1)
		q.turn.Release(1)
		g.unline(user, q)
	}, nil
}

// line takes a place in the queue of a person, where there is one.
func (g *gate) line(user asker) (*queue, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	q := g.users[user]
	if q == nil {
		q = &queue{turn: semaphore.NewWeighted(parallelOfOne)}
		g.users[user] = q
	}
	if q.n >= user.most() {
		return nil, errManyWaiting
	}
	q.n++
	return q, nil
}

func (g *gate) unline(user asker, q *queue) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if q.n--; q.n == 0 {
		delete(g.users, user)
	}
}

// replayRole is who may have rules replayed at some cost: everybody what the panel of a dashboard takes, an Editor what is dearer. A
// rule of one's own is compiled with the whole catalog, and trying one is a step of editing it.
func replayRole(c engine.Cost) role {
	if c.Drafted || c.Values > c.Limit/valuesOfReplay {
		return editor
	}
	return viewer
}
