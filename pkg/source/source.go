package source

import (
	"context"
	"errors"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/series"
	"github.com/northstar/okrkpi/pkg/workset"
)

// Source reads everything from the database, every time.
type Source struct {
	store *postgres.Store
}

var (
	_ engine.CatalogReader   = Source{}
	_ engine.SeriesReader    = Source{}
	_ workset.Loader         = Source{}
	_ workset.RevisionReader = Source{}
	_ workset.Subscriber     = Source{}
)

// New makes a source of an open store. The store stays the caller's to close.
func New(s *postgres.Store) Source { return Source{s} }

// Revision is the newest revision of the catalog.
func (s Source) Revision(ctx context.Context) (int64, error) { return s.store.Revision(ctx) }

// Document is a revision of the catalog. One that is missing or too large is an *engine.UnreadableError.
func (s Source) Document(ctx context.Context, revision int64) ([]byte, error) {
	document, err := s.store.Document(ctx, revision)
	var missing *postgres.NotFoundError
	var large *postgres.DocumentSizeError
	if errors.As(err, &missing) || errors.As(err, &large) {
		return nil, &engine.UnreadableError{Revision: revision, Reason: err.Error()}
	}
	return document, err
}

// Facts returns the facts of some metrics over a span of days.
func (s Source) Facts(ctx context.Context, r engine.FactsRequest) ([]series.Columns, error) {
	return s.store.Facts(ctx, postgres.FactsRequest(r))
}

// Load hands over all facts of some metrics, and returns their revisions.
func (s Source) Load(ctx context.Context, cal series.Calendar, metrics []string, each func(series.Columns) error,
) (map[string]int64, error) {
	return s.store.Snapshot(ctx, cal, metrics, each)
}

// Digest tells whether anything has changed.
func (s Source) Digest(ctx context.Context) (workset.Digest, error) {
	d, err := s.store.Digest(ctx)
	return workset.Digest(d), err
}

// Revisions tells what has changed.
func (s Source) Revisions(ctx context.Context) (workset.Revisions, error) {
	all, err := s.store.Standing(ctx)
	return workset.Revisions(all), err
}

// Subscribe listens for changes.
func (s Source) Subscribe(ctx context.Context) (workset.Subscription, error) {
	l, err := s.store.Listen(ctx)
	if err != nil {
		return nil, err
	}
	return subscription{l}, nil
}

type subscription struct{ listener *postgres.Listener }

func (s subscription) Next(ctx context.Context) (workset.Change, error) {
	c, err := s.listener.Next(ctx)
	return workset.Change(c), err
}

func (s subscription) Digest(ctx context.Context) (workset.Digest, error) {
	d, err := s.listener.Digest(ctx)
	return workset.Digest(d), err
}

func (s subscription) Revisions(ctx context.Context) (workset.Revisions, error) {
	all, err := s.listener.Standing(ctx)
	return workset.Revisions(all), err
}

func (s subscription) Close(ctx context.Context) error { return s.listener.Close(ctx) }
