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

// Limits of what is computed at the same time. Nearly all panels are small requests: they never wait for a large one, and they
// wait for each other only where hundreds come at once.
const (
	smallValues      = 100_000   // of one small request, at most
	smallAtOnce      = 64        // small requests
	largeTotalValues = 4_000_000 // of all large requests together, some 240 MB
	largeAtOnce      = 4         // large requests, and at most half of the processors
	queueOfPerson    = 8         // large requests of one person, including those that are computed
	queueOfAlerting  = 1000      // large requests of alerting, which come all at once
	largePerQueue    = 1         // large requests of one queue that are computed at once
	replayFraction   = 4         // a Viewer may replay a quarter of the values of the largest answer
)

// fullQueueWait is how long a large request waits for a place in a full queue before it fails.
const fullQueueWait = time.Second

// limiter is the admission control: it decides when a request may be computed, so that the memory of all answers under way is
// bounded. It is safe for concurrent use.
type limiter struct {
	values int // of the largest answer
	small  *semaphore.Weighted
	large  *semaphore.Weighted

	mu     sync.Mutex
	queues map[requester]*queue // of everybody who has large requests
}

// queue holds the large requests of one requester. They compete one by one with those of others.
type queue struct {
	running *semaphore.Weighted
	n       int // requests that wait or are computed
}

// requester is a person with a login, alerting, or all people without a login together.
type requester struct {
	login    string
	alerting bool
}

// maxQueue is how many large requests of the requester may wait or be computed.
func (r requester) maxQueue() int {
	if r.alerting {
		return queueOfAlerting
	}
	return queueOfPerson
}

func newLimiter(values int) *limiter {
	large := max(1, min(largeTotalValues/values, largeAtOnce, runtime.GOMAXPROCS(0)/2))
	return &limiter{
		values: values,
		small:  semaphore.NewWeighted(smallAtOnce),
		large:  semaphore.NewWeighted(int64(large)),
		queues: map[requester]*queue{},
	}
}

// busyError says that other answers have to be computed first.
type busyError struct{ reason string }

func (e *busyError) Error() string { return e.reason }

var (
	errBusy = &busyError{"busy with other large questions: try again, or ask for less: " +
		"a coarser grain, a shorter time range, fewer segments or metrics"}
	errQueueFull = &busyError{"several of your large questions are waiting already: try again when they are answered, or ask for less: " +
		"a coarser grain, a shorter time range, fewer segments or metrics"}
)

// busy turns the end of the query timeout into errBusy, for a request that was still waiting.
func busy(err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return errBusy
	}
	return err
}

// acquireSmall waits until a small request may be computed.
func (l *limiter) acquireSmall(ctx context.Context) (release func(), err error) {
	if err := l.small.Acquire(ctx, 1); err != nil {
		return nil, busy(err)
	}
	return func() { l.small.Release(1) }, nil
}

// acquireLarge waits until a large request may be computed: first in the requester's queue, then among all requesters. When the
// queue is full, it fails after fullQueueWait and not at once: a program that retries without a pause would take a processor from
// everybody.
func (l *limiter) acquireLarge(ctx context.Context, r requester) (release func(), err error) {
	q, err := l.enqueue(r)
	if errors.Is(err, errQueueFull) {
		select {
		case <-ctx.Done():
			return nil, busy(ctx.Err())
		case <-time.After(fullQueueWait):
		}
		q, err = l.enqueue(r)
	}
	if err != nil {
		return nil, err
	}
	if err := q.running.Acquire(ctx, 1); err != nil {
		l.dequeue(r, q)
		return nil, busy(err)
	}
	if err := l.large.Acquire(ctx, 1); err != nil {
		q.running.Release(1)
		l.dequeue(r, q)
		return nil, busy(err)
	}
	return func() {
		l.large.Release(1)
		q.running.Release(1)
		l.dequeue(r, q)
	}, nil
}

// enqueue takes a place in the requester's queue. The error is errQueueFull.
func (l *limiter) enqueue(r requester) (*queue, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	q := l.queues[r]
	if q == nil {
		q = &queue{running: semaphore.NewWeighted(largePerQueue)}
		l.queues[r] = q
	}
	if q.n >= r.maxQueue() {
		return nil, errQueueFull
	}
	q.n++
	return q, nil
}

func (l *limiter) dequeue(r requester, q *queue) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if q.n--; q.n == 0 {
		delete(l.queues, r)
	}
}

// replayRole is the role that a replay of alert rules needs. Everybody may replay as much as the panel of a dashboard takes. An
// Editor may replay more, and a rule of their own: trying a rule is a step of editing it, and compiles the whole catalog.
func replayRole(c engine.Cost) role {
	if c.Drafted || c.Values > c.Limit/replayFraction {
		return editor
	}
	return viewer
}
