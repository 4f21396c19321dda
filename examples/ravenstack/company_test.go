package ravenstack_test

import (
	"bufio"
	"maps"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/northstar/okrkpi/pkg/catalog"
	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/postgres/pgtest"
	"github.com/northstar/okrkpi/pkg/series"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

const excerpt = "testdata/excerpt"

// afterwards is when every bucket that the files know about is over, the week of New Year too.
var afterwards = day("2025-01-06")

func day(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

// company is the example on a database of its own, used by members of the roles that load.sql grants rights to.
type company struct {
	admin, reader postgres.Config
	catalog       *okr.Catalog
	calendar      series.Calendar
	store         *postgres.Store // as a member of okr_writer
}

// found loads the files of a folder and applies the catalog.
func found(t *testing.T, folder string) *company {
	t.Helper()
	c := &company{admin: pgtest.New(t), catalog: readCatalog(t)}
	c.calendar = series.CalendarOf(c.catalog.Organization)
	load(t, pgtest.Connect(t, c.admin), folder)
	c.reader = pgtest.Login(t, c.admin, "okr_reader")
	store, err := postgres.Open(pgtest.Login(t, c.admin, "okr_writer"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	c.store = store
	document, err := catalog.Encode(c.catalog)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.Apply(t.Context(), postgres.ApplyRequest{Document: document, Author: "test"}); err != nil {
		t.Fatal(err)
	}
	return c
}

func readCatalog(t *testing.T) *okr.Catalog {
	t.Helper()
	files, err := catalog.ReadFolder(os.DirFS("catalog"))
	if err != nil {
		t.Fatal(err)
	}
	c, findings := catalog.Parse(files)
	for _, f := range findings {
		t.Errorf("the example's catalog should give no advice a reason: %v", f)
	}
	if c == nil {
		t.FailNow()
	}
	return c
}

var copyCommand = regexp.MustCompile(`^\\copy (\S+) FROM '(\S+)' (WITH .*)$`)

// load runs load.sql as psql does, which not every machine has.
func load(t *testing.T, conn *pgconn.PgConn, folder string) {
	t.Helper()
	script, err := os.Open("load.sql")
	if err != nil {
		t.Fatal(err)
	}
	defer script.Close()
	var sql strings.Builder
	run := func() {
		if _, err := conn.Exec(t.Context(), sql.String()).ReadAll(); err != nil {
			t.Fatalf("load.sql: %v", err)
		}
		sql.Reset()
	}
	lines := bufio.NewScanner(script)
	for lines.Scan() {
		command := copyCommand.FindStringSubmatch(lines.Text())
		if command == nil {
			sql.WriteString(lines.Text() + "\n")
			continue
		}
		run()
		file, err := os.Open(filepath.Join(folder, command[2]))
		if err != nil {
			t.Fatal(err)
		}
		_, err = conn.CopyFrom(t.Context(), file, "COPY "+command[1]+" FROM STDIN "+command[3])
		file.Close()
		if err != nil {
			t.Fatalf("%s: %v", file.Name(), err)
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	run()
}

// refresh reads every metric that has a statement, as `okr refresh` does.
func (c *company) refresh(t *testing.T, until time.Time, full bool) {
	t.Helper()
	for _, m := range c.catalog.Metrics {
		if m.Source.Kind != okr.SourceSQL {
			continue
		}
		result, err := c.store.Refresh(t.Context(), postgres.RefreshRequest{
			Metric: m, Calendar: c.calendar, Until: until, Full: full,
		})
		if err != nil {
			t.Fatal(err)
		}
		if result.Incomplete+result.Outside > 0 {
			t.Errorf("%s: %d rows without a number and %d outside the time asked for; a statement should give none",
				m.Name, result.Incomplete, result.Outside)
		}
	}
}

func (c *company) engine(t *testing.T, now time.Time) *engine.Engine {
	t.Helper()
	e, err := engine.New(engine.Config{Catalog: c.store, Series: c.store, Clock: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// factKey is where a fact stands.
type factKey struct {
	metric  string
	grain   okr.Grain
	bucket  series.Bucket
	segment series.Segment
}

// facts are numerator and denominator of every fact.
func (c *company) facts(t *testing.T) map[factKey][2]float64 {
	t.Helper()
	var names []string
	for _, m := range c.catalog.Metrics {
		names = append(names, m.Name)
	}
	columns, err := c.store.Facts(t.Context(), series.FactsRequest{Calendar: c.calendar, Metrics: names})
	if err != nil {
		t.Fatal(err)
	}
	facts := map[factKey][2]float64{}
	for _, col := range columns {
		for i, num := range col.Num {
			if !math.IsNaN(num) {
				facts[factKey{col.Metric, col.Grain, col.First + series.Bucket(i), col.Segment}] = [2]float64{num, col.Den[i]}
			}
		}
	}
	return facts
}

// wantSameFacts reports the first facts that differ.
func wantSameFacts(t *testing.T, got, want map[factKey][2]float64) {
	t.Helper()
	if maps.Equal(got, want) {
		return
	}
	t.Errorf("there are %d facts, want %d", len(got), len(want))
	shown := 0
	for p, w := range want {
		if g, known := got[p]; (!known || g != w) && shown < 5 {
			t.Errorf("%+v is %v (known: %v), want %v", p, g, known, w)
			shown++
		}
	}
}
