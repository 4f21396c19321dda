// Package enginetest helps to test packages that use the engine: it has stores in memory, and views of them.
package enginetest

import (
	"context"
	"testing"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/series"
)

// Store has a catalog and facts in memory.
type Store struct {
	YAML    string                      // of the catalog
	Columns map[string][]series.Columns // by metric
}

// Revision implements engine.CatalogReader.
func (s *Store) Revision(context.Context) (int64, error) { return 1, nil }

// Document implements engine.CatalogReader.
func (s *Store) Document(context.Context, int64) ([]byte, error) { return []byte(s.YAML), nil }

// Facts implements engine.SeriesReader.
func (s *Store) Facts(_ context.Context, r series.FactsRequest) ([]series.Columns, error) {
	var result []series.Columns
	for _, metric := range r.Metrics {
		for _, col := range s.Columns[metric] {
			from := max(r.Calendar.OnDate(col.Grain, r.From)-col.First, 0)
			until := min(r.Calendar.OnDate(col.Grain, r.Until)-col.First, series.Bucket(len(col.Num)))
			if from < until {
				col.First, col.Num, col.Den = col.First+from, col.Num[from:until], col.Den[from:until]
				result = append(result, col)
			}
		}
	}
	return result, nil
}

// View is an engine's view for a time range.
func View(t testing.TB, e *engine.Engine, r engine.TimeRange) *engine.View {
	t.Helper()
	v, err := e.View(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return v
}
