package bench

import (
	"context"

	"github.com/northstar/okrkpi/pkg/catalog"
	"github.com/northstar/okrkpi/pkg/postgres"
)

// Load stores the company in a database that has been migrated, with the facts of its first metrics. It changes nothing that is there
// already.
func Load(ctx context.Context, store *postgres.Store, metrics int) (postgres.ImportResult, error) {
	c, err := Catalog()
	if err != nil {
		return postgres.ImportResult{}, err
	}
	document, err := catalog.Encode(c)
	if err != nil {
		return postgres.ImportResult{}, err
	}
	request := postgres.ApplyRequest{Document: document, Author: "bench", Note: "the company of the benchmarks"}
	if _, err := store.Apply(ctx, request); err != nil {
		return postgres.ImportResult{}, err
	}
	return store.Import(ctx, postgres.ImportRequest{Calendar: Calendar(c), Metrics: c.Metrics, Facts: Facts(metrics)})
}
