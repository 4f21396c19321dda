package bench_test

import (
	"testing"

	"github.com/northstar/okrkpi/pkg/catalog"
	"github.com/northstar/okrkpi/pkg/dev/bench"
	"github.com/northstar/okrkpi/pkg/dev/enginetest"
	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/series"
	"github.com/northstar/okrkpi/pkg/workset"
)

// newEngine is an engine with the first metrics in a working set, without a database.
func newEngine(tb testing.TB, metrics int) *engine.Engine {
	tb.Helper()
	c, err := bench.Catalog()
	if err != nil {
		tb.Fatal(err)
	}
	document, err := catalog.Encode(c)
	if err != nil {
		tb.Fatal(err)
	}
	store := &enginetest.Store{YAML: string(document), Columns: enginetest.ColumnsOf(func(yield func(series.Fact) bool) {
		for f := range bench.Facts(metrics) {
			if !yield(f) {
				return
			}
		}
	})}
	follower, err := workset.NewFollower(workset.FollowerConfig{Revisions: store})
	if err != nil {
		tb.Fatal(err)
	}
	set, err := workset.New(workset.Config{Loader: store, Follower: follower})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(set.Close)
	e, err := engine.New(engine.Config{Catalog: store, Series: set})
	if err != nil {
		tb.Fatal(err)
	}
	return e
}
