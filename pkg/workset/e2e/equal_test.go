package e2e_test

import (
	"context"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/postgres/pgtest"
	"github.com/northstar/okrkpi/pkg/query"
)

// forget removes all facts and notifies every listener, in place of a new database.
const forget = `TRUNCATE okr.fact;
	UPDATE okr.metric_revision SET revision = revision + 1, confirmed = revision + 1;
	SELECT pg_notify('okr_change', json_build_object('metrics', json_object_agg(metric, revision))::text)
	FROM okr.metric_revision`

// For any query about any organisation, memory and database give the same answer, to the last bit, also after changes. A server
// with too little memory may give a TooLargeError, and no other answer.
func TestMemoryAnswersAsTheDatabaseDoes(t *testing.T) {
	t.Parallel()
	cfg := pgtest.New(t)
	store := pgtest.Open(t, cfg)
	roomy, tiny := live(t, cfg), liveWithin(t, cfg, 40_000)
	var now time.Time
	clock := func() time.Time { return now }
	fromDatabase := newEngine(t, store, clock)
	fromMemory := []*engine.Engine{newEngine(t, roomy, clock), newEngine(t, tiny, clock)}
	startOver := func() { pgtest.Exec(t, cfg, forget) }
	answers, failures, tooLarge := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		c := newCompany(t)
		now = c.now
		ctx := t.Context()
		startOver()
		if _, err := store.Apply(ctx, postgres.ApplyRequest{Document: []byte(c.document)}); err != nil {
			t.Fatal(err)
		}
		for range rapid.IntRange(1, 2).Draw(t, "changes") {
			if _, err := store.Import(ctx, postgres.ImportRequest{Calendar: c.calendar, Facts: c.facts()}); err != nil {
				t.Fatal(err)
			}
			for range rapid.IntRange(1, 5).Draw(t, "queries") {
				q, r := c.randomQuery()
				want := evaluate(ctx, fromDatabase, q, r)
				for i, e := range fromMemory {
					got := soon(want, func() any {
						result := evaluate(ctx, e, q, r)
						if text, failed := result.(string); failed && i == 1 && strings.Contains(text, "TooLargeError") {
							tooLarge++
							return want
						}
						return result
					})
					if !cmp.Equal(want, got, exactly) {
						t.Fatalf("%+v %v (-database +memory):\n%s\n%s", q, r, cmp.Diff(want, got, exactly), c.document)
					}
				}
				answers++
				if _, failed := want.(string); failed {
					failures++
				}
			}
		}
	})
	stats := roomy.Stats()
	t.Logf("%d queries, %d of them errors; %d metrics were in memory and %d were read", answers, failures, stats.Hits, stats.Loads)
	t.Logf("the small server refused %d and evicted %d metrics", tooLarge, tiny.Stats().Evicted)
	if failures > answers/2 || tooLarge > answers/2 {
		t.Error("most queries make no sense")
	}
}

var exactly = cmp.Options{
	cmp.Exporter(func(t reflect.Type) bool { return strings.HasPrefix(t.PkgPath(), "github.com/northstar/") }),
	cmp.Comparer(func(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) || a != a && b != b }),
}

// soon runs a query until the answer is the expected one, or until changes have to be known.
func soon(want any, current func() any) (got any) {
	for deadline := time.Now().Add(tooOld); ; time.Sleep(time.Millisecond) {
		late := time.Now().After(deadline)
		if got = current(); late || cmp.Equal(want, got, exactly) {
			return got
		}
	}
}

type reader interface {
	engine.CatalogReader
	engine.SeriesReader
}

func newEngine(t testing.TB, r reader, clock func() time.Time) *engine.Engine {
	t.Helper()
	e, err := engine.New(engine.Config{Catalog: r, Series: r, Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// evaluate runs a query on an engine. An error is an answer, too.
func evaluate(ctx context.Context, e *engine.Engine, q query.Query, r engine.TimeRange) any {
	v, err := e.View(ctx, r)
	if err != nil {
		return fmt.Sprintf("%T: %v", err, err)
	}
	var result any
	switch q.QueryType {
	case query.Scorecard:
		result, err = v.Scorecard(ctx, q)
	case query.Series:
		result, err = v.Series(ctx, q)
	case query.Tree:
		result, err = v.Tree(ctx, q)
	case query.Definitions:
		result, err = v.Definitions(ctx, q)
	case query.Objectives:
		result, err = v.Objectives(ctx, q)
	}
	if err != nil {
		return fmt.Sprintf("%T: %v", err, err)
	}
	return result
}
