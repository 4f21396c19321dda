package bench_test

import (
	"context"
	"testing"

	"github.com/northstar/okrkpi/pkg/catalog"
	"github.com/northstar/okrkpi/pkg/dev/bench"
	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/series"
	"github.com/northstar/okrkpi/pkg/workset"
)

// memory replaces the company's database. Everything has revision 1.
type memory struct {
	yaml    []byte // of the catalog
	columns []series.Columns
}

func (m *memory) Revision(context.Context) (int64, error) { return 1, nil }

func (m *memory) Document(context.Context, int64) ([]byte, error) { return m.yaml, nil }

func (m *memory) RevisionSum(context.Context) (series.RevisionSum, error) {
	return series.RevisionSum{Catalog: 1}, nil
}

func (m *memory) NewestRevisions(context.Context) (series.Revisions, error) {
	return series.Revisions{Catalog: 1}, nil
}

func (m *memory) LoadFacts(_ context.Context, _ series.Calendar, _ []string, each func(series.Columns) error) (map[string]int64, error) {
	for _, c := range m.columns {
		if err := each(c); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// newEngine is an engine with the first metrics in a working set, without a database.
func newEngine(tb testing.TB, metrics int) *engine.Engine {
	tb.Helper()
	c, err := bench.Catalog()
	if err != nil {
		tb.Fatal(err)
	}
	m := &memory{}
	if m.yaml, err = catalog.Encode(c); err != nil {
		tb.Fatal(err)
	}
	for f := range bench.Facts(metrics) {
		if n := len(m.columns); n == 0 || m.columns[n-1].Metric != f.Metric {
			m.columns = append(m.columns, series.Columns{Metric: f.Metric, Grain: f.Grain})
		}
		m.columns[len(m.columns)-1].Set(f.Bucket, f.Num, f.Den)
	}
	follower, err := workset.NewFollower(workset.FollowerConfig{Revisions: m})
	if err != nil {
		tb.Fatal(err)
	}
	set, err := workset.New(workset.Config{Loader: m, Follower: follower})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(set.Close)
	e, err := engine.New(engine.Config{Catalog: m, Series: set})
	if err != nil {
		tb.Fatal(err)
	}
	return e
}
