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
	// Listen opens a subscription. nil: never listen, poll the database for every answer.
	Listen func(ctx context.Context) (Subscription, error)
	// Report is called once for each change: with nil when the listener works, else with the reason why it does not. May be nil.
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

// Follower knows the newest revisions. While its listener works they are in memory; otherwise it polls the database first. It is
// safe for concurrent use.
type Follower struct {
	cfg FollowerConfig

	reported  bool  // Report was called; only Run uses it and lastError
	lastError error // that Report was called with last

	mu    sync.Mutex
	known knownRevisions
	heard time.Time // when the listener last proved that it misses nothing

	polling *poll     // nil when no poll is under way
	polled  time.Time // when the newest poll that succeeded began
}

// NewFollower makes a follower. It knows nothing until Run or the first Ensure.
func NewFollower(cfg FollowerConfig) (*Follower, error) {
	if cfg.Revisions == nil {
		return nil, errors.New("workset: FollowerConfig needs Revisions")
	}
	if cfg.Report == nil {
		cfg.Report = func(error) {}
	}
	return &Follower{cfg: cfg, known: newKnownRevisions()}, nil
}

// Listening reports whether the listener works and has received an answer of the database lately.
func (f *Follower) Listening() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.heardLately()
}

func (f *Follower) heardLately() bool { return time.Since(f.heard) < Trust }

// Catalog is the newest known revision of the catalog, 0 where there is none.
func (f *Follower) Catalog() int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.known.Catalog
}

// Metrics writes the newest known revisions of metrics into a slice of the same length, 0 for those without one. Revisions of
// different epochs cannot be compared.
func (f *Follower) Metrics(metrics []string, into []int64) (epoch int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i, m := range metrics {
		into[i] = f.known.Metrics[m]
	}
	return f.known.epoch
}

// compare reads the sum of all revisions, and all revisions when the sum is not the known one.
func (f *Follower) compare(ctx context.Context, r RevisionReader) error {
	sum, err := r.RevisionSum(ctx)
	if err != nil {
		return err
	}
	f.mu.Lock()
	same := f.known.matches(sum)
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
	if f.known.merge(sum.Server, all, time.Now()) {
		f.heard = time.Time{} // changes that were received meanwhile were dropped with the old epoch
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
		err := f.followSubscription(ctx)
		f.setHeard(time.Time{})
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

// followSubscription follows one subscription until it breaks.
func (f *Follower) followSubscription(ctx context.Context) (err error) {
	s, err := f.subscribe(ctx)
	if err != nil {
		return err
	}
	defer func() {
		closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_ = s.Close(closing) // the error that ended it says more than that of closing
	}()
	for {
		// A commit before this moment is either known after the comparison or still to be received.
		began := time.Now()
		limited, cancel := context.WithTimeout(ctx, Trust)
		err := f.compare(limited, s)
		cancel()
		if err != nil {
			return err
		}
		f.setHeard(began)
		f.report(nil)
		if err := f.receive(ctx, s); err != nil {
			return err
		}
	}
}

func (f *Follower) subscribe(ctx context.Context) (Subscription, error) {
	ctx, cancel := context.WithTimeout(ctx, subscribeTime)
	defer cancel()
	return f.cfg.Listen(ctx)
}

// receive takes changes until a heartbeat is due.
func (f *Follower) receive(ctx context.Context, s Subscription) error {
	due, cancel := context.WithTimeout(ctx, Heartbeat)
	defer cancel()
	for {
		c, err := s.Next(due)
		switch {
		case err == nil:
			f.mu.Lock()
			f.known.update(c)
			f.mu.Unlock()
		case due.Err() != nil && ctx.Err() == nil:
			return nil
		default:
			return err
		}
	}
}

// report calls Report when the listener starts or stops working.
func (f *Follower) report(err error) {
	if f.reported && (f.lastError == nil) == (err == nil) {
		return
	}
	f.reported, f.lastError = true, err
	f.cfg.Report(err)
}

func (f *Follower) setHeard(at time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.heard = at
}

// sleep waits. The error is the context's when that ends first.
func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
