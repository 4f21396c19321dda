package workset

import (
	"context"

	"github.com/northstar/okrkpi/pkg/series"
)

// Loader reads facts.
type Loader interface {
	// Load hands over every fact of the metrics, as the chunks of their series in any order, and returns the revision of each
	// metric that has one, in one state of the database. It holds little more than the chunk at hand. An error of each ends it
	// and comes back, with the revisions that were seen so far.
	Load(ctx context.Context, cal series.Calendar, metrics []string, each func(series.Columns) error) (map[string]int64, error)
}

// Revisions are the newest revisions of everything that a question depends on.
type Revisions struct {
	Catalog int64
	Metrics map[string]int64
}

// Digest is one number that changes with every revision: revisions only grow.
func (r Revisions) Digest() Digest {
	d := Digest{Catalog: r.Catalog}
	for _, revision := range r.Metrics {
		d.Facts += revision
	}
	return d
}

// Digest sums up revisions: that of the catalog, and the sum of those of all metrics. Server stands for the run of the
// server that counted them. Another one, after a restart, a failover or a restored backup, may have lost commits and
// counted others with the same numbers.
type Digest struct {
	Catalog, Facts int64
	Server         int64
}

// Change is what a notification tells: revisions that are newer now. It names only what has changed.
type Change = Revisions

// RevisionReader reads revisions.
type RevisionReader interface {
	// Digest is cheap enough to be asked for with every answer.
	Digest(ctx context.Context) (Digest, error)
	Revisions(ctx context.Context) (Revisions, error)
}

// Subscription is a connection on which changes are heard. What it reads, it reads on the same connection: that tells
// whether it still stands, and works when all others are busy.
type Subscription interface {
	RevisionReader
	// Next waits for a change. A context that ends while it waits leaves the subscription usable.
	Next(ctx context.Context) (Change, error)
	Close(ctx context.Context) error
}

// Subscriber opens subscriptions.
type Subscriber interface {
	Subscribe(ctx context.Context) (Subscription, error)
}
