// Package source joins the engine to the database: it serves the store as what the engine reads from. It holds no logic
// of its own, so that neither side knows the other.
package source

import (
	"context"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/series"
)

// Source reads catalog and facts from a database.
type Source struct {
	*postgres.Store
}

var (
	_ engine.CatalogReader = Source{}
	_ engine.SeriesReader  = Source{}
)

// New makes a source of an open store. The store stays the caller's to close.
func New(s *postgres.Store) Source { return Source{s} }

// Facts returns the facts of some metrics over a span of days.
func (s Source) Facts(ctx context.Context, r engine.FactsRequest) ([]series.Columns, error) {
	return s.Store.Facts(ctx, postgres.FactsRequest(r))
}
