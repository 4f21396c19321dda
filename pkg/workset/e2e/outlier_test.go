package e2e_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/postgres/pgtest"
	"github.com/northstar/okrkpi/pkg/query"
	"github.com/northstar/okrkpi/pkg/series"
	"github.com/northstar/okrkpi/pkg/workset"
)

// outlierMetrics are by the hour, each with some days of facts in 2026.
const (
	outlierMetrics = 20
	outlierHours   = 40
)

var outlierNow = time.Date(2026, time.March, 10, 12, 0, 0, 0, time.UTC)

func outlierCatalog() string {
	var b strings.Builder
	b.WriteString(`apiVersion: okr/v1
kind: Organization
metadata: {name: org}
spec: {timezone: Europe/Berlin, northStar: m0}
---
apiVersion: okr/v1
kind: Team
metadata: {name: team}
spec: {lead: lead@example.com}
`)
	for i := range outlierMetrics {
		fmt.Fprintf(&b, `---
apiVersion: okr/v1
kind: Metric
metadata: {name: m%d}
spec: {type: %s, grain: hour, unit: short, direction: up}
---
apiVersion: okr/v1
kind: KPI
metadata: {name: kpi%d}
spec: {metric: m%d, team: team}
`, i, []string{"sum", "last", "ratio"}[i%3], i, i)
	}
	return b.String()
}

// outlierFacts are forty hours of each metric up to now, and one in each of the years given.
func outlierFacts(years ...int) iter.Seq2[series.Fact, error] {
	newest := berlin.At(okr.Hour, outlierNow) - 1
	return func(yield func(series.Fact, error) bool) {
		for i := range outlierMetrics {
			f := series.Fact{Metric: fmt.Sprint("m", i), Grain: okr.Hour, Num: float64(i), Den: 1}
			for _, year := range years {
				f.Bucket = berlin.OnDate(okr.Hour, okr.NewDate(year, time.January, 1).AddDays(1))
				if !yield(f, nil) {
					return
				}
			}
			for n := range outlierHours {
				f.Bucket, f.Num = newest-series.Bucket(5*n), float64(n+i)
				if !yield(f, nil) {
					return
				}
			}
		}
	}
}

var outlierQuestions = map[string]struct {
	query.Query
	engine.TimeRange
}{
	"two months of all metrics": {
		query.Query{QueryType: query.Series, Grain: "day", Metrics: numberedNames("m", outlierMetrics)},
		engine.TimeRange{From: outlierNow.AddDate(0, -2, 0), To: outlierNow},
	},
	"the scorecard": {
		query.Query{QueryType: query.Scorecard}, engine.TimeRange{From: outlierNow.AddDate(0, -2, 0), To: outlierNow},
	},
}

// One row of 1900 and one of 2190 in addition to those of this year: each metric by the hour would be 2.5 million buckets long. The
// answers, and what they take, are as if those rows were not there. The test runs alone, because all memory of the program counts.
func TestFarFactsTakeNoMemory(t *testing.T) {
	type result struct {
		bytes, took int64
		answers     map[string]any
	}
	measure := func(years ...int) (r result) {
		cfg := pgtest.New(t)
		store := pgtest.Open(t, cfg)
		if _, err := store.Apply(t.Context(), postgres.ApplyRequest{Document: []byte(outlierCatalog())}); err != nil {
			t.Fatal(err)
		}
		if _, err := store.Import(t.Context(), postgres.ImportRequest{Calendar: berlin, Facts: outlierFacts(years...)}); err != nil {
			t.Fatal(err)
		}
		server := live(t, cfg)
		e := newEngine(t, server, func() time.Time { return outlierNow })
		r.answers = map[string]any{}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for name, q := range outlierQuestions {
			r.answers[name] = evaluate(t.Context(), e, q.Query, q.TimeRange)
			if text, failed := r.answers[name].(string); failed {
				t.Fatal(name, text)
			}
		}
		runtime.ReadMemStats(&after)
		r.bytes, r.took = server.Stats().Bytes, int64(after.TotalAlloc-before.TotalAlloc)
		return r
	}
	plain, far := measure(), measure(1900, 2190)
	t.Logf("without far facts %d bytes are kept and %d were allocated, with them %d and %d", plain.bytes, plain.took, far.bytes, far.took)
	if diff := cmp.Diff(plain.answers, far.answers, exactly); diff != "" {
		t.Errorf("far facts change the answer (-without +with):\n%s", diff)
	}
	if most := plain.bytes + 20*1024*outlierMetrics; far.bytes > most {
		t.Errorf("%d bytes are kept, more than %d", far.bytes, most)
	}
	// All buckets in between would be 800 MB.
	if most := int64(20 << 20); far.took > most {
		t.Errorf("%d bytes were allocated, more than %d", far.took, most)
	}
}

// A load allocates about as much as its facts take, and more than the setting is refused before all of it is loaded.
func TestMoreFactsThanTheMemoryAreRefused(t *testing.T) {
	t.Parallel()
	cfg := pgtest.New(t)
	grow(t, cfg, "m", 10, 20, 200)
	const limit = 200 << 10 // three metrics
	server := liveWithin(t, cfg, limit)
	names := numberedNames("m", 10)
	request := func(names []string) series.FactsRequest { return series.FactsRequest{Calendar: berlin, Metrics: names} }
	for range 3 {
		_, err := server.Facts(t.Context(), request(names))
		var large *workset.TooLargeError
		if !errors.As(err, &large) || large.Max != limit || len(large.Metrics) != 10 {
			t.Fatalf("ten metrics are answered with %v", err)
		}
		for batch := range slices.Chunk(names, 2) {
			columns, err := server.Facts(t.Context(), request(batch))
			if err != nil || len(columns) != 40 {
				t.Fatalf("%v: %d series, %v", batch, len(columns), err)
			}
			if stats := server.Stats(); stats.Bytes > limit || stats.Loading != 0 {
				t.Fatalf("there is %+v", stats)
			}
		}
	}
	store := pgtest.Open(t, cfg)
	enough := errors.New("enough")
	seen := 0
	_, err := store.LoadFacts(t.Context(), berlin, names, func(series.Columns) error {
		seen++
		return enough
	})
	if !errors.Is(err, enough) || seen != 1 {
		t.Errorf("after %d series it ended with %v", seen, err)
	}
	if _, err := store.RevisionSum(context.WithoutCancel(t.Context())); err != nil {
		t.Errorf("after a load that was stopped the store says %v", err)
	}
}
