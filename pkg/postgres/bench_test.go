package postgres_test

import (
	"fmt"
	"testing"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/postgres/pgtest"
	"github.com/northstar/okrkpi/pkg/series"
)

// The size of the benchmarks: 1,000 metrics over three years, 1.1 million facts.
const (
	benchMetrics = 1000
	benchDays    = 1100
)

// BenchmarkImport loads 1.1 million facts into an empty table, and then the same once more.
func BenchmarkImport(b *testing.B) {
	perSecond := func(b *testing.B, prepare func(store *postgres.Store)) {
		for range b.N {
			b.StopTimer()
			store := pgtest.Open(b, pgtest.New(b))
			prepare(store)
			b.StartTimer()
			if _, err := store.Import(b.Context(), importing(manyFacts(benchMetrics, benchDays, 1, false))); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.N)*benchMetrics*benchDays/b.Elapsed().Seconds(), "facts/s")
	}
	b.Run("empty", func(b *testing.B) { perSecond(b, func(*postgres.Store) {}) })
	b.Run("unchanged", func(b *testing.B) { perSecond(b, fill(b)) })
}

func fill(b *testing.B) func(*postgres.Store) {
	return func(store *postgres.Store) {
		b.Helper()
		if _, err := store.Import(b.Context(), importing(manyFacts(benchMetrics, benchDays, 1, false))); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkFacts reads from 1.1 million facts.
func BenchmarkFacts(b *testing.B) {
	store := pgtest.Open(b, pgtest.New(b))
	fill(b)(store)
	first := okr.NewDate(2023, 1, 1)
	for _, bc := range []struct {
		metrics int
		from    okr.Date
	}{{benchMetrics, okr.Date{}}, {200, first.AddDays(benchDays - 400)}, {5, first.AddDays(benchDays - 400)}, {1, okr.Date{}}} {
		names := make([]string, bc.metrics)
		for i := range names {
			names[i] = fmt.Sprintf("metric_%04d", i)
		}
		days := benchDays
		if bc.from != (okr.Date{}) {
			days = 400
		}
		b.Run(fmt.Sprintf("metrics=%d/days=%d", bc.metrics, days), func(b *testing.B) {
			for b.Loop() {
				columns, err := store.Facts(b.Context(), series.FactsRequest{Calendar: tokyo, Metrics: names, From: bc.from})
				if err != nil || len(columns) != bc.metrics || len(columns[0].Num) != days {
					b.Fatalf("%d series, %v", len(columns), err)
				}
			}
		})
	}
}
