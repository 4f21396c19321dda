package workset

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"time"
)

// FollowerConfig wires a Follower.
type FollowerConfig struct {
	Revisions RevisionReader
	// Listen opens a subscription. nil: never listen, ask for every answer.
	Listen func(ctx context.Context) (Subscription, error)
	// Report hears of the listener's state, once for each change: nil when it stands, else why it does not.
	Report func(error)
}

// Times of a follower. A change is known within Heartbeat even if its notification is lost; a listener that has been
// silent for Trust is not relied on.
const (
	Heartbeat     = 300 * time.Millisecond
	Trust         = 700 * time.Millisecond
	minBackoff    = 100 * time.Millisecond
	maxBackoff    = 10 * time.Second
	subscribeTime = 30 * time.Second // all hosts may have to be tried
)

// Follower knows the newest revisions. While its listener stands it answers from memory; otherwise it asks the database
// first. It is safe for concurrent use.
type Follower struct {
	cfg FollowerConfig

	told func(err error) bool // whether Report was told the like last; only Run looks at it

	mu    sync.Mutex
	known ledger
	heard time.Time // when the listener last proved that nothing is missed

	asking *inquiry  // nil when nobody is asking
	asked  time.Time // when the newest inquiry that was answered began
}

// NewFollower makes a follower. It knows nothing until Run or the first Ensure.
func NewFollower(cfg FollowerConfig) (*Follower, error) {
	if cfg.Revisions == nil {
		return nil, errors.New("workset: FollowerConfig needs Revisions")
	}
	if cfg.Report == nil {
		cfg.Report = func(error) {}
	}
	return &Follower{cfg: cfg, known: newLedger(), told: func(error) bool { return false }}, nil
}

// Listening reports whether the listener stands and has heard from the database lately.
func (f *Follower) Listening() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.listening()
}

func (f *Follower) listening() bool { return time.Since(f.heard) < Trust }

// Catalog is the newest revision of the catalog that is known.
func (f *Follower) Catalog() int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.known.Catalog
}

// Metrics writes the newest known revisions of metrics, in their order, 0 for those without one. Revisions of different
// epochs have nothing to do with each other.
func (f *Follower) Metrics(metrics []string, into []int64) (epoch int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i, m := range metrics {
		into[i] = f.known.Metrics[m]
	}
	return f.known.epoch
}

// compare asks for the sum of all revisions, and for all revisions when it is not what we know.
func (f *Follower) compare(ctx context.Context, r RevisionReader) error {
	sum, err := r.RevisionSum(ctx)
	if err != nil {
		return err
	}
	f.mu.Lock()
	same := f.known.agrees(sum)
	f.mu.Unlock()
	if same {
		return nil
	}
	all, err := r.NewestRevisions(ctx)
	if err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.known.settle(sum.Server, all, time.Now()) {
		f.heard = time.Time{} // what was heard meanwhile may be lost with it
	}
	return nil
}

// Run listens until the context ends, and reconnects with growing pauses.
func (f *Follower) Run(ctx context.Context) {
	if f.cfg.Listen == nil {
		return
	}
	for pause := minBackoff; ctx.Err() == nil; pause = min(2*pause, maxBackoff) {
		began := time.Now()
		err := f.listen(ctx)
		f.proved(time.Time{})
		if ctx.Err() != nil {
			return
		}
		f.report(err)
		if time.Since(began) > maxBackoff {
			pause = minBackoff
		}
		jitter := time.Duration(rand.Int64N(int64(pause/2) + 1)) //nolint:gosec // servers that spread their calls need no secrecy
		_ = sleep(ctx, pause/2+jitter)
	}
}

// listen follows one subscription until it breaks.
func (f *Follower) listen(ctx context.Context) (err error) {
	s, err := f.subscribe(ctx)
	if err != nil {
		return err
	}
	defer func() {
		closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_ = s.Close(closing) // the reason why it ended says more than how its connection closed
	}()
	for {
		// What was committed before this moment is either known after the comparison or still to be heard.
		began := time.Now()
		limited, cancel := context.WithTimeout(ctx, Trust)
		err := f.compare(limited, s)
		cancel()
		if err != nil {
			return err
		}
		f.proved(began)
		f.report(nil)
		if err := f.hear(ctx, s); err != nil {
			return err
		}
	}
}

func (f *Follower) subscribe(ctx context.Context) (Subscription, error) {
	ctx, cancel := context.WithTimeout(ctx, subscribeTime)
	defer cancel()
	return f.cfg.Listen(ctx)
}

// hear takes in changes until a heartbeat is due.
func (f *Follower) hear(ctx context.Context, s Subscription) error {
	due, cancel := context.WithTimeout(ctx, Heartbeat)
	defer cancel()
	for {
		c, err := s.Next(due)
		switch {
		case err == nil:
			f.mu.Lock()
			f.known.learn(c)
			f.mu.Unlock()
		case due.Err() != nil && ctx.Err() == nil:
			return nil
		default:
			return err
		}
	}
}

// report tells of changes only.
func (f *Follower) report(err error) {
	if !f.told(err) {
		f.told = func(next error) bool { return (next == nil) == (err == nil) }
		f.cfg.Report(err)
	}
}

func (f *Follower) proved(at time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.heard = at
}

// sleep waits, and fails when the context ends first.
func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
