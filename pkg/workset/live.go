package workset

import (
	"context"
	"sync"
	"time"

	"github.com/northstar/okrkpi/pkg/series"
)

// LiveConfig is what a Live may use.
type LiveConfig struct {
	MaxBytes int64   // of facts in memory; DefaultBytes when 0
	Budget   *Budget // of memory shared with others, in place of MaxBytes; may be nil
	// Report is called with nil when changes arrive as they happen, else with the reason why they do not. May be nil.
	Report func(error)
}

// Live serves facts from memory where they are there and up to date, and reads the rest from the store. It implements
// engine.CatalogReader, engine.SeriesReader and engine.Versioned.
type Live struct {
	readDocument func(ctx context.Context, revision int64) ([]byte, error)
	follower     *Follower
	set          *Set
	cancel       context.CancelFunc
	running      sync.WaitGroup
}

// NewLive starts listening for changes. It does not wait for the database. The caller closes the store, after the Live.
func NewLive[S Subscription](store Store[S], cfg LiveConfig) (*Live, error) {
	l := &Live{readDocument: store.Document}
	var err error
	l.follower, err = NewFollower(FollowerConfig{
		Revisions: store, Report: cfg.Report,
		Listen: func(ctx context.Context) (Subscription, error) { return store.Listen(ctx) },
	})
	if err != nil {
		return nil, err
	}
	if cfg.Budget == nil {
		cfg.Budget = NewBudget(cfg.MaxBytes)
	}
	l.set, err = New(Config{Loader: store, Follower: l.follower, Budget: cfg.Budget})
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	l.cancel = cancel
	l.running.Go(func() { l.follower.Run(ctx) })
	return l, nil
}

// Close stops listening and frees the memory.
func (l *Live) Close() {
	l.cancel()
	l.running.Wait()
	l.set.Close()
}

// Revision is the newest revision of the catalog.
func (l *Live) Revision(ctx context.Context) (int64, error) {
	if err := l.follower.Ensure(ctx, time.Now()); err != nil {
		return 0, err
	}
	return l.follower.Catalog(), nil
}

// Document is a revision of the catalog as YAML.
func (l *Live) Document(ctx context.Context, revision int64) ([]byte, error) {
	return l.readDocument(ctx, revision)
}

// Version implements engine.Versioned.
func (l *Live) Version() any { return l.set.Version() }

// Epoch implements engine.Versioned.
func (l *Live) Epoch() int64 { return l.follower.Epoch() }

// Facts returns the facts of some metrics over a span of days. See Set.Facts.
func (l *Live) Facts(ctx context.Context, r series.FactsRequest) ([]series.Columns, error) {
	return l.set.Facts(ctx, r)
}

// Listening reports whether changes arrive as they happen.
func (l *Live) Listening() bool { return l.follower.Listening() }

// Stats counts what is in memory and what was read.
func (l *Live) Stats() Stats { return l.set.Stats() }
