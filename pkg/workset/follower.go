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
	Revisions  RevisionReader
	Subscriber Subscriber // nil: never listen, ask for every answer
	// Report hears of the listener's state, once for each change: nil when it stands, else why it does not.
	Report func(error)
}

// Times of a follower. A change is known within Heartbeat even if its notification is lost; a listener that has been
// silent for Trust is not relied on.
const (
	Heartbeat  = 300 * time.Millisecond
	Trust      = 700 * time.Millisecond
	minBackoff = 100 * time.Millisecond
	maxBackoff = 10 * time.Second
)

// Follower knows the newest revisions. While its listener stands it answers from memory; otherwise it asks the database
// first. It is safe for concurrent use.
type Follower struct {
	cfg FollowerConfig

	mu      sync.Mutex
	known   Revisions
	digest  Digest
	heard   time.Time // when the listener last proved that nothing is missed
	changed func(metrics []string)

	asking sync.Mutex // one guard question at a time
	asked  time.Time  // guarded by asking: when the newest one began
}

// NewFollower makes a follower. It knows nothing until Run or the first Ensure.
func NewFollower(cfg FollowerConfig) (*Follower, error) {
	if cfg.Revisions == nil {
		return nil, errors.New("workset: FollowerConfig needs Revisions")
	}
	if cfg.Report == nil {
		cfg.Report = func(error) {}
	}
	return &Follower{cfg: cfg, known: Revisions{Metrics: map[string]int64{}}, changed: func([]string) {}}, nil
}

// OnChange sets what is called with the names of metrics that have newer facts. It must be set before Run.
func (f *Follower) OnChange(fn func(metrics []string)) { f.changed = fn }

// Listening reports whether the listener stands and has heard from the database lately.
func (f *Follower) Listening() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return time.Since(f.heard) < Trust
}

// Catalog is the newest revision of the catalog that is known.
func (f *Follower) Catalog() int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.known.Catalog
}

// Metrics writes the newest known revisions of metrics, in their order, 0 for those without one.
func (f *Follower) Metrics(metrics []string, into []int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i, m := range metrics {
		into[i] = f.known.Metrics[m]
	}
}

// Ensure returns once everything that was committed before since is known: at once while the listener stands, else after
// asking the database.
func (f *Follower) Ensure(ctx context.Context, since time.Time) error {
	if f.Listening() {
		return nil
	}
	f.asking.Lock()
	defer f.asking.Unlock()
	if f.asked.After(since) {
		return nil // somebody asked while we waited for our turn
	}
	began := time.Now()
	if err := f.compare(ctx, f.cfg.Revisions.Digest); err != nil {
		return err
	}
	f.asked = began
	return nil
}

// compare asks for the digest, and for all revisions when it is not what we know.
func (f *Follower) compare(ctx context.Context, ask func(context.Context) (Digest, error)) error {
	d, err := ask(ctx)
	if err != nil {
		return err
	}
	f.mu.Lock()
	same := d == f.digest
	f.mu.Unlock()
	if same {
		return nil
	}
	all, err := f.cfg.Revisions.Revisions(ctx)
	if err != nil {
		return err
	}
	f.learn(all)
	return nil
}

// learn takes in revisions that are newer than those known. What is older was overtaken on the way.
func (f *Follower) learn(c Change) {
	f.mu.Lock()
	f.known.Catalog = max(f.known.Catalog, c.Catalog)
	var newer []string
	for m, revision := range c.Metrics {
		if old := f.known.Metrics[m]; revision > old {
			f.known.Metrics[m] = revision
			f.digest.Facts += revision - old
			newer = append(newer, m)
		}
	}
	f.digest.Catalog = f.known.Catalog
	f.mu.Unlock()
	if len(newer) > 0 {
		f.changed(newer)
	}
}

// Run listens until the context ends, and reconnects with growing pauses.
func (f *Follower) Run(ctx context.Context) {
	if f.cfg.Subscriber == nil {
		return
	}
	for pause := minBackoff; ctx.Err() == nil; pause = min(2*pause, maxBackoff) {
		began := time.Now()
		err := f.listen(ctx)
		f.mu.Lock()
		f.heard = time.Time{}
		f.mu.Unlock()
		if ctx.Err() != nil {
			return
		}
		f.cfg.Report(err)
		if time.Since(began) > maxBackoff {
			pause = minBackoff
		}
		jitter := time.Duration(rand.Int64N(int64(pause/2) + 1)) //nolint:gosec // servers that spread their calls need no secrecy
		select {
		case <-ctx.Done():
		case <-time.After(pause/2 + jitter):
		}
	}
}

// listen follows one subscription until it breaks.
func (f *Follower) listen(ctx context.Context) (err error) {
	s, err := f.cfg.Subscriber.Subscribe(ctx)
	if err != nil {
		return err
	}
	defer func() {
		closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_ = s.Close(closing) // the reason why it ended says more than how its connection closed
	}()
	for standing := false; ; {
		// What was committed before this moment is either known after the comparison or still to be heard.
		began := time.Now()
		limited, cancel := context.WithTimeout(ctx, Trust)
		err := f.compare(limited, s.Digest)
		cancel()
		if err != nil {
			return err
		}
		f.proved(began)
		if !standing {
			standing = true
			f.cfg.Report(nil)
		}
		if err := f.hear(ctx, s); err != nil {
			return err
		}
	}
}

// hear takes in changes until a heartbeat is due.
func (f *Follower) hear(ctx context.Context, s Subscription) error {
	due, cancel := context.WithTimeout(ctx, Heartbeat)
	defer cancel()
	for {
		c, err := s.Next(due)
		switch {
		case err == nil:
			f.learn(c)
		case due.Err() != nil && ctx.Err() == nil:
			return nil
		default:
			return err
		}
	}
}

func (f *Follower) proved(at time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.heard = at
}
