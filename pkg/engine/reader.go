package engine

import (
	"context"

	"github.com/northstar/okrkpi/pkg/series"
)

// CatalogReader reads revisions of the catalog.
type CatalogReader interface {
	// Revision returns the number of the newest revision, 0 if none has been applied. It is called for every query and must be cheap.
	Revision(ctx context.Context) (int64, error)
	// Document returns the canonical YAML of a revision. The error for a revision that is missing or too large wraps
	// okr.ErrUnreadableRevision.
	Document(ctx context.Context, revision int64) ([]byte, error)
}

// SeriesReader reads facts.
type SeriesReader interface {
	// Facts returns the facts of the metrics at their own grain, as chunks of the series of each metric, grain and segment. The chunks of a
	// metric are adjacent, and so are the chunks of a series, oldest first. Metrics without facts are left out. All facts of one call come
	// from one snapshot of the database. The caller may change the list but not the contents of its Columns.
	Facts(ctx context.Context, r series.FactsRequest) ([]series.Columns, error)
}

// Versioned is a SeriesReader that can tell whether facts have changed.
type Versioned interface {
	// Version returns a comparable value. While it stays the same, the same request returns the same facts. It is as fresh as the last answer
	// of the CatalogReader.
	Version() any
	// Epoch returns a number that changes when revision numbers may have been reused, for example because a failover lost the newest revisions
	// and others took their numbers.
	Epoch() int64
}
