package engine

import (
	"context"

	"github.com/northstar/okrkpi/pkg/series"
)

// CatalogReader reads revisions of the catalog.
type CatalogReader interface {
	// Revision is the newest revision, 0 when nothing has been applied. It is called for every question and must be cheap.
	Revision(ctx context.Context) (int64, error)
	// Document is the canonical YAML of a revision. The error of one that is missing or too large is an okr.ErrUnreadableRevision.
	Document(ctx context.Context, revision int64) ([]byte, error)
}

// SeriesReader reads facts.
type SeriesReader interface {
	// Facts returns the facts of the metrics at their own grain, as the chunks of the series of each metric, grain and segment.
	// Those of a metric follow each other, and so do those of a series, oldest first. Metrics without facts are left out. All of
	// one answer belongs to one state of the database.
	// The list is the caller's to change, and what its Columns hold is not.
	Facts(ctx context.Context, r series.FactsRequest) ([]series.Columns, error)
}

// Versioned is a SeriesReader that can tell whether any facts have changed.
type Versioned interface {
	// Version is a comparable value. As long as it stays the same, the same request brings the same facts. It is as fresh as the
	// last answer of the CatalogReader.
	Version() any
	// Epoch is another number after revisions have lost their meaning, for example because a failover has lost the newest and
	// others were counted in their place.
	Epoch() int64
}
