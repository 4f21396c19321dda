package e2e_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/postgres/pgtest"
	"github.com/northstar/okrkpi/pkg/query"
	"github.com/northstar/okrkpi/pkg/series"
	"github.com/northstar/okrkpi/pkg/workset"
)

// BenchmarkGrowth measures how cost grows with the size of the query and of the facts in memory. Its numbers stand in docs/scaling.md.
func BenchmarkGrowth(b *testing.B) {
	b.Run("read", benchmarkRead)
	b.Run("answer", benchmarkAnswer)
	b.Run("revision_sum", benchmarkRevisionSum)
	b.Run("servers", benchmarkServers)
}

// grow makes metrics with a fact for each of the last days and each of some segments.
func grow(b testing.TB, cfg postgres.Config, prefix string, metrics, segments, days int) {
	b.Helper()
	pgtest.Exec(b, cfg, fmt.Sprintf(`
		INSERT INTO okr.fact (metric, grain, bucket, segment, numerator, denominator)
		SELECT '%[1]s' || m, 'day', date '2026-03-31' - d,
			CASE WHEN %[3]d > 1 THEN jsonb_build_object('plan', 's' || s) ELSE '{}' END, 100 + (d * 7 + m) %% 13, 10
		FROM generate_series(0, %[2]d - 1) AS m, generate_series(1, %[3]d) AS s, generate_series(0, %[4]d - 1) AS d;
		INSERT INTO okr.metric_revision SELECT '%[1]s' || m, 1, 1 FROM generate_series(0, %[2]d - 1) AS m;
		ANALYZE okr.fact`, prefix, metrics, segments, days))
}

func numberedNames(prefix string, n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprint(prefix, i)
	}
	return names
}

func benchmarkRead(b *testing.B) {
	cfg := pgtest.New(b)
	grow(b, cfg, "m", 1000, 1, 1100)
	s := pgtest.Open(b, cfg)
	for _, metrics := range []int{10, 100, 1000} {
		b.Run(fmt.Sprintf("facts=%d", 1100*metrics), func(b *testing.B) {
			names := numberedNames("m", metrics)
			b.ReportAllocs()
			for b.Loop() {
				chunks := 0
				_, err := s.LoadFacts(b.Context(), berlin, names, func(series.Columns) error { chunks++; return nil })
				if err != nil || chunks != metrics {
					b.Fatal(chunks, err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*metrics*1100), "ns/fact")
		})
	}
}

// benchmarkAnswer runs queries with all facts in memory.
func benchmarkAnswer(b *testing.B) {
	cfg := pgtest.New(b)
	grow(b, cfg, "m", 1000, 1, 1100)
	grow(b, cfg, "long", 1, 1, 10_000)
	names := slices.Concat(numberedNames("m", 1000), []string{"long0"})
	for _, segments := range []int{10, 100, 1000} {
		prefix := fmt.Sprintf("of%d_", segments)
		grow(b, cfg, prefix, 1, segments, 365)
		names = append(names, prefix+"0")
	}
	store := pgtest.Open(b, cfg)
	if _, err := store.Apply(b.Context(), postgres.ApplyRequest{Document: []byte(catalogOf(names))}); err != nil {
		b.Fatal(err)
	}
	server := live(b, cfg)
	e := newEngine(b, server, func() time.Time { return time.Date(2026, time.April, 1, 9, 0, 0, 0, berlin.Location()) })
	measure := func(name string, q query.Query, days, units int, unit string) {
		b.Run(name, func(b *testing.B) {
			to := time.Date(2026, time.April, 1, 0, 0, 0, 0, berlin.Location())
			r := engine.TimeRange{From: to.AddDate(0, 0, -days), To: to}
			if failure, failed := evaluate(b.Context(), e, q, r).(string); failed { // reads what is missing
				b.Fatal(failure)
			}
			b.ReportAllocs()
			for b.Loop() {
				evaluate(b.Context(), e, q, r)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*units), "ns/"+unit)
		})
	}
	line := query.Query{QueryType: query.Series, Grain: "day", Metrics: []string{"long0"}}
	for _, days := range []int{100, 1000, 9000} {
		measure(fmt.Sprintf("points=%d", days), line, days, days, "point")
	}
	for _, metrics := range []int{10, 100, 1000} {
		q := query.Query{QueryType: query.Scorecard, Roles: []query.Role{query.RoleKPIMain}, Limit: metrics}
		measure(fmt.Sprintf("metrics=%d", metrics), q, 91, metrics, "metric")
	}
	for _, segments := range []int{10, 100, 1000} {
		q := query.Query{QueryType: query.Series, Grain: "day", Metrics: []string{fmt.Sprintf("of%d_0", segments)}}
		measure(fmt.Sprintf("segments_summed=%d", segments), q, 91, segments, "segment")
		q.GroupBy = []string{"plan"}
		measure(fmt.Sprintf("segments_apart=%d", segments), q, 91, segments, "segment")
	}
	stats := server.Stats()
	b.Logf("%d facts of %d metrics take %d bytes", stats.Facts, stats.Metrics, stats.Bytes)
}

func catalogOf(metrics []string) string {
	var text strings.Builder
	text.WriteString("apiVersion: okr/v1\nkind: Organization\nmetadata: {name: org}\n" +
		"spec: {timezone: Europe/Berlin, northStar: m0, overview: [m0]}\n" +
		"---\napiVersion: okr/v1\nkind: Team\nmetadata: {name: team}\nspec: {lead: lead@example.com}\n")
	for _, m := range metrics {
		fmt.Fprintf(&text, "---\napiVersion: okr/v1\nkind: Metric\nmetadata: {name: %s}\n"+
			"spec: {type: ratio, unit: percentunit, grain: day, direction: up, segments: [plan]}\n", m)
		fmt.Fprintf(&text, "---\napiVersion: okr/v1\nkind: KPI\nmetadata: {name: kpi_%s}\n"+
			"spec: {metric: %s, team: team, tier: main, thresholds: {yellow: 10, red: 5}}\n", m, m)
	}
	return text.String()
}

// benchmarkRevisionSum is the query that every server sends to the database three times a second.
func benchmarkRevisionSum(b *testing.B) {
	cfg := pgtest.New(b)
	s := pgtest.Open(b, cfg)
	have := 0
	for _, metrics := range []int{100, 10_000, 100_000} {
		pgtest.Exec(b, cfg, fmt.Sprintf("INSERT INTO okr.metric_revision SELECT 'r' || m, 1, 1 FROM generate_series(%d, %d) AS m",
			have, metrics-1))
		pgtest.Exec(b, cfg, "VACUUM ANALYZE okr.metric_revision")
		have = metrics
		b.Run(fmt.Sprintf("metrics=%d", metrics), func(b *testing.B) {
			for b.Loop() {
				if _, err := s.RevisionSum(b.Context()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// benchmarkServers changes a metric and waits until every server shows it.
func benchmarkServers(b *testing.B) {
	for _, servers := range []int{1, 10, 50} {
		b.Run(fmt.Sprintf("servers=%d", servers), func(b *testing.B) {
			cfg := pgtest.New(b)
			cfg.MaxConns = 2
			writer := pgtest.Open(b, cfg)
			var list []*workset.Live
			for range servers {
				l := live(b, cfg)
				eventually(b, 30*time.Second, "a server does not listen", l.Listening)
				list = append(list, l)
			}
			var number float64
			for b.Loop() {
				number++
				fact := series.Fact{Metric: "m", Grain: okr.Day, Bucket: 20_000, Num: number, Den: 1}
				one := func(yield func(series.Fact, error) bool) { yield(fact, nil) }
				_, err := writer.Import(b.Context(), postgres.ImportRequest{Calendar: berlin, Facts: one})
				if err != nil {
					b.Fatal(err)
				}
				for _, l := range list {
					eventually(b, tooOld, "a server is out of date", func() bool {
						columns, err := l.Facts(b.Context(), series.FactsRequest{Calendar: berlin, Metrics: []string{"m"}})
						return err == nil && len(columns) == 1 && columns[0].Num[0] == number
					})
				}
			}
		})
	}
}
