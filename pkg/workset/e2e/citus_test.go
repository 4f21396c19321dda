package e2e_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/postgres/pgtest"
	"github.com/northstar/okrkpi/pkg/series"
)

// envCitus names a database on the coordinator of a Citus cluster, of which the test replaces the schema okr.
const envCitus = "OKR_TEST_CITUS_URL"

func TestEverythingOnOneServer(t *testing.T) {
	t.Parallel()
	useEverything(t, pgtest.Open(t, pgtest.New(t)))
}

// The tables are distributed just as the documentation says.
func TestFreshOnCitus(t *testing.T) {
	cfg := postgres.Config{URL: os.Getenv(envCitus)}
	if cfg.URL == "" {
		t.Skip(envCitus + " is not set: tables distributed by Citus are NOT tested")
	}
	pgtest.Exec(t, cfg, "DROP SCHEMA IF EXISTS okr CASCADE")
	if _, err := postgres.Migrate(t.Context(), cfg, nil); err != nil {
		t.Fatal(err)
	}
	pgtest.Exec(t, cfg, statementsFrom(t, "../../../docs/scaling.md", "create_distributed_table"))
	useEverything(t, pgtest.Open(t, cfg))
	l := newLoad(t, pgtest.Open(t, cfg), live(t, cfg), live(t, cfg))
	l.apart = true
	l.runFor(length, nil)
}

// statementsFrom is the SQL in a document that holds a word.
func statementsFrom(t *testing.T, path, word string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range strings.Split(string(text), "```sql\n")[1:] {
		sql, _, _ := strings.Cut(part, "```")
		if strings.Contains(sql, word) {
			return sql
		}
	}
	t.Fatalf("%s has no SQL with %s", path, word)
	return ""
}

// useEverything runs every kind of statement that the store has.
func useEverything(t *testing.T, store *postgres.Store) {
	t.Helper()
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, check := range store.Check(ctx, true) {
		if !check.OK {
			t.Errorf("%+v", check)
		}
	}
	for _, document := range []string{"one", "two"} {
		applied, err := store.Apply(ctx, postgres.ApplyRequest{Document: []byte(document)})
		must(err)
		if !applied.Changed {
			t.Errorf("%s is not new", document)
		}
	}
	newest, err := store.Revision(ctx)
	must(err)
	document, err := store.Document(ctx, newest)
	must(err)
	revisions, err := store.Revisions(ctx, time.Time{}, time.Time{}, 10)
	must(err)
	if string(document) != "two" || len(revisions) != 2 {
		t.Errorf("the newest catalog is %q of %v", document, revisions)
	}

	m := okr.Metric{Meta: okr.Meta{Name: "from_sql"}, Type: okr.Sum, Grain: okr.Day}
	m.Source = okr.Source{Kind: okr.SourceSQL, SQL: &okr.SQLSource{
		Statement: `SELECT $1::date + d AS time, 100 * last + d AS value
			FROM extract(day FROM $2::timestamptz) AS last, generate_series(0, 14 - last::integer) AS d`,
		Start: okr.NewDate(2026, time.March, 1), Lookback: 3,
	}}
	refresh := func(day int, want postgres.RefreshResult) {
		t.Helper()
		until := time.Date(2026, time.March, day, 0, 0, 0, 0, berlin.Location())
		got, err := store.Refresh(ctx, postgres.RefreshRequest{Metric: m, Calendar: berlin, Until: until})
		must(err)
		if got.Inserted != want.Inserted || got.Updated != want.Updated || got.Deleted != want.Deleted {
			t.Errorf("a refresh until %v gave %+v, want %+v", until, got, want)
		}
	}
	refresh(10, postgres.RefreshResult{Inserted: 5})            // 1 to 5 March
	refresh(12, postgres.RefreshResult{Updated: 3, Deleted: 1}) // 2 to 4 March, and no longer the 5th

	columns, err := store.Facts(ctx, series.FactsRequest{Calendar: berlin, Metrics: []string{"from_sql", "unknown"}})
	must(err)
	coverage, err := store.Coverage(ctx, berlin, []string{"from_sql"})
	must(err)
	values, err := store.SegmentValues(ctx, "from_sql", "plan", 10)
	must(err)
	if len(columns) != 1 || len(coverage) != 1 || coverage[0].Facts != 4 || len(values) != 0 {
		t.Errorf("there are %v, covering %v, with the segments %v", columns, coverage, values)
	}
	all, err := store.NewestRevisions(ctx)
	must(err)
	sum, err := store.RevisionSum(ctx)
	must(err)
	if all.Metrics["from_sql"] != 2 || sum.Facts != 2 || sum.Catalog != newest {
		t.Errorf("the revisions are %v, their sum %v", all, sum)
	}
}
