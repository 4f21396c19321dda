package source

import (
	"context"
	"time"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/postgres"
)

// Journal reads what was said from the database, every time: one statement over an index costs about a millisecond, and
// nothing can be out of date.
type Journal struct{ store *postgres.Store }

var _ engine.JournalReader = Journal{}

// NewJournal makes a reader of an open store. The store stays the caller's to close.
func NewJournal(s *postgres.Store) Journal { return Journal{s} }

// Entries lists entries that no newer one replaces, newest first.
func (j Journal) Entries(ctx context.Context, r engine.JournalRequest) ([]okr.Entry, error) {
	return j.store.Journal(ctx, postgres.JournalRequest(r))
}

// Revisions lists the newest revisions of the catalog that were applied in a span of time, newest first.
func (j Journal) Revisions(ctx context.Context, from, until time.Time, limit int) ([]engine.CatalogRevision, error) {
	revisions, err := j.store.RevisionsIn(ctx, from, until, limit)
	if err != nil {
		return nil, err
	}
	list := make([]engine.CatalogRevision, len(revisions))
	for i, r := range revisions {
		list[i] = engine.CatalogRevision{Number: r.Number, AppliedAt: r.AppliedAt, Author: r.Author, Login: r.Login, Note: r.Note}
	}
	return list, nil
}
