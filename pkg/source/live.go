package source

import (
	"context"
	"sync"
	"time"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/series"
	"github.com/northstar/okrkpi/pkg/workset"
)

// LiveConfig wires a Live.
type LiveConfig struct {
	Store    *postgres.Store // stays the caller's to close, after the Live
	MaxBytes int64           // of facts in memory; workset.DefaultBytes when 0
	Budget   *workset.Budget // of memory shared with others, in place of MaxBytes; may be nil
	// Report hears whether changes are heard as they happen: nil when they are, else why not.
	Report func(error)
}

// Live answers from memory what is in memory and up to date, and reads the rest from the database.
type Live struct {
	source   Source
	follower *workset.Follower
	set      *workset.Set
	cancel   context.CancelFunc
	running  sync.WaitGroup
}

var (
	_ engine.CatalogReader = (*Live)(nil)
	_ engine.SeriesReader  = (*Live)(nil)
	_ engine.Versioned     = (*Live)(nil)
)

// NewLive starts listening for changes. It does not wait for the database.
func NewLive(cfg LiveConfig) (*Live, error) {
	l := &Live{source: New(cfg.Store)}
	var err error
	l.follower, err = workset.NewFollower(workset.FollowerConfig{
		Revisions: l.source, Subscriber: l.source, Report: cfg.Report,
	})
	if err != nil {
		return nil, err
	}
	if cfg.Budget == nil {
		cfg.Budget = workset.NewBudget(cfg.MaxBytes)
	}
	l.set, err = workset.New(workset.Config{Loader: l.source, Follower: l.follower, Budget: cfg.Budget})
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	l.cancel = cancel
	l.running.Go(func() { l.follower.Run(ctx) })
	return l, nil
}

// Close stops listening and lets go of everything.
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

// Document is a revision of the catalog.
func (l *Live) Document(ctx context.Context, revision int64) ([]byte, error) {
	return l.source.Document(ctx, revision)
}

// Version implements engine.Versioned.
func (l *Live) Version() any { return l.set.Version() }

// Epoch implements engine.Versioned.
func (l *Live) Epoch() int64 { return l.follower.Epoch() }

// Facts returns all facts of some metrics.
func (l *Live) Facts(ctx context.Context, r engine.FactsRequest) ([]series.Columns, error) {
	return l.set.Facts(ctx, r)
}

// Listening reports whether changes are heard as they happen.
func (l *Live) Listening() bool { return l.follower.Listening() }

// Stats tells what is in memory.
func (l *Live) Stats() workset.Stats { return l.set.Stats() }
