package workset

import (
	"context"

	"github.com/northstar/okrkpi/pkg/series"
)

// Loader reads facts.
type Loader interface {
	// LoadFacts hands over every fact of the metrics, as the chunks of their series in any order, and returns the revision of each
	// metric that has one, in one state of the database. It holds little more than the chunk at hand. An error of each ends it
	// and comes back, with the revisions that were seen so far.
	LoadFacts(ctx context.Context, cal series.Calendar, metrics []string, each func(series.Columns) error) (map[string]int64, error)
}

// RevisionReader reads revisions.
type RevisionReader interface {
	// RevisionSum is cheap enough to be asked for with every answer.
	RevisionSum(ctx context.Context) (series.RevisionSum, error)
	NewestRevisions(ctx context.Context) (series.Revisions, error)
}

// Subscription is a connection on which changes are heard. What it reads, it reads on the same connection: that tells
// whether it still stands, and works when all others are busy.
type Subscription interface {
	RevisionReader
	// Next waits for a change, and returns the revisions that are newer now: only those that have changed. A context that ends while
	// it waits leaves the subscription usable.
	Next(ctx context.Context) (series.Revisions, error)
	Close(ctx context.Context) error
}

// Store is what a Live reads from. S is the store's own kind of Subscription: the store knows series, and not this package.
type Store[S Subscription] interface {
	RevisionReader
	Loader
	// Document is a revision of the catalog.
	Document(ctx context.Context, revision int64) ([]byte, error)
	// Listen opens a subscription.
	Listen(ctx context.Context) (S, error)
}
