package workset

import (
	"context"

	"github.com/northstar/okrkpi/pkg/series"
)

// Loader reads facts.
type Loader interface {
	// LoadFacts hands every fact of the metrics to each, as the chunks of their series in any order, and returns the revision of
	// each metric that has one. All of it belongs to one snapshot of the database. It holds little more than one chunk at a time.
	// An error of each ends it and is returned, with the revisions that were read so far.
	LoadFacts(ctx context.Context, cal series.Calendar, metrics []string, each func(series.Columns) error) (map[string]int64, error)
}

// RevisionReader reads revisions.
type RevisionReader interface {
	// RevisionSum is cheap enough to be read for every answer.
	RevisionSum(ctx context.Context) (series.RevisionSum, error)
	NewestRevisions(ctx context.Context) (series.Revisions, error)
}

// Subscription is a connection that receives changes. Its RevisionReader reads on the same connection: that shows whether the
// connection still works, and it works while all other connections are busy.
type Subscription interface {
	RevisionReader
	// Next waits for a change and returns only the revisions that have changed. After a context that ends while it waits, the
	// subscription can still be used.
	Next(ctx context.Context) (series.Revisions, error)
	Close(ctx context.Context) error
}

// Store is what a Live reads from. S is the store's own type of Subscription: the store imports series, and not this package.
type Store[S Subscription] interface {
	RevisionReader
	Loader
	// Document is a revision of the catalog as YAML.
	Document(ctx context.Context, revision int64) ([]byte, error)
	// Listen opens a subscription.
	Listen(ctx context.Context) (S, error)
}
