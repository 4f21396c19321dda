package enginetest

import (
	"context"
	"iter"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// Store is a database in memory: one revision of a catalog, and facts of revision 0. It has everything that an engine or a working
// set reads, except a journal.
type Store struct {
	YAML    string                      // of the catalog
	Columns map[string][]series.Columns // by metric
}

// ColumnsOf makes the columns of facts, in any order; of several facts of one bucket the last one counts.
func ColumnsOf(facts iter.Seq[series.Fact]) map[string][]series.Columns {
	type key struct {
		metric  string
		grain   okr.Grain
		segment series.Segment
		whole   series.Keys
	}
	points := map[key][]series.Point{}
	var order []key
	for f := range facts {
		k := key{f.Metric, f.Grain, f.Segment, f.Whole}
		if points[k] == nil {
			order = append(order, k)
		}
		points[k] = append(points[k], series.Point{Bucket: f.Bucket, Num: f.Num, Den: f.Den})
	}
	columns := map[string][]series.Columns{}
	for _, k := range order {
		head := series.Columns{Metric: k.metric, Grain: k.grain, Segment: k.segment, Whole: k.whole}
		columns[k.metric] = series.AppendChunks(columns[k.metric], head, points[k])
	}
	return columns
}

// Revision implements engine.CatalogReader.
func (s *Store) Revision(context.Context) (int64, error) { return 1, nil }

// Document implements engine.CatalogReader.
func (s *Store) Document(context.Context, int64) ([]byte, error) { return []byte(s.YAML), nil }

// Facts implements engine.SeriesReader.
func (s *Store) Facts(_ context.Context, r series.FactsRequest) ([]series.Columns, error) {
	var result []series.Columns
	for _, metric := range r.Metrics {
		for _, c := range s.Columns[metric] {
			if part, ok := c.Between(r.Buckets(c.Grain)); ok {
				result = append(result, part)
			}
		}
	}
	return result, nil
}

// RevisionSum implements workset.RevisionReader.
func (s *Store) RevisionSum(context.Context) (series.RevisionSum, error) {
	return series.RevisionSum{Catalog: 1}, nil
}

// NewestRevisions implements workset.RevisionReader.
func (s *Store) NewestRevisions(context.Context) (series.Revisions, error) {
	return series.Revisions{Catalog: 1}, nil
}

// LoadFacts implements workset.Loader.
func (s *Store) LoadFacts(_ context.Context, _ series.Calendar, metrics []string, each func(series.Columns) error,
) (map[string]int64, error) {
	for _, metric := range metrics {
		for _, c := range s.Columns[metric] {
			if err := each(c); err != nil {
				return nil, err
			}
		}
	}
	return nil, nil
}
