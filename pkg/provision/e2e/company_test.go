package e2e

import (
	"context"
	"fmt"
	"iter"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/northstar/okrkpi/pkg/catalog"
	"github.com/northstar/okrkpi/pkg/dev/localpg"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/postgres/pgtest"
	"github.com/northstar/okrkpi/pkg/series"
)

// company is the demo company with a database that the test may take away.
type company struct {
	catalog  *okr.Catalog
	calendar series.Calendar
	server   *localpg.Server
	dir      string
	database postgres.Config
}

func newCompany(t *testing.T, provisioning string) *company {
	c := &company{catalog: quiet(t, provisioning), dir: pgtest.Folder(t)}
	c.calendar = series.CalendarOf(c.catalog.Organization)
	c.start(t, 0)
	c.database = postgres.Config{URL: c.server.URL("okr")}
	if _, err := postgres.CreateDatabase(t.Context(), c.database); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.stop(t) })
	return c
}

// quiet is the demo's catalog with those rules only that say nothing about the demo's facts, so that every message has a
// cause in the test.
func quiet(t *testing.T, provisioning string) *okr.Catalog {
	files, err := catalog.ReadFolder(os.DirFS(filepath.Join(provisioning, "catalog")))
	if err != nil {
		t.Fatal(err)
	}
	c, findings := catalog.Parse(files)
	if err := findings.Err(); err != nil {
		t.Fatal(err)
	}
	for i := range c.Metrics {
		c.Metrics[i].UnusualAlertsOff = true
	}
	for i := range c.KPIs {
		switch c.KPIs[i].Name {
		case "email_open_rate", "tutorial_completion_rate":
			c.KPIs[i].ThresholdAlertsOff = true
		}
	}
	return c
}

// start brings the database up, on the same port as before unless that is 0.
func (c *company) start(t *testing.T, port int) {
	t.Helper()
	var err error
	c.server, err = localpg.Start(context.WithoutCancel(t.Context()), localpg.Config{DataDir: c.dir, Port: port, NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
}

func (c *company) stop(t *testing.T) {
	t.Helper()
	if err := c.server.Stop(); err != nil {
		t.Error(err)
	}
}

// lastWeek is the newest week that is over.
func (c *company) lastWeek() (from, until okr.Date) {
	week := c.calendar.LastComplete(okr.Week, time.Now())
	return c.calendar.StartDate(okr.Week, week), c.calendar.StartDate(okr.Week, week+1)
}

// lastDay is the newest day that is over.
func (c *company) lastDay() (from, until okr.Date) {
	day := c.calendar.LastComplete(okr.Day, time.Now())
	return c.calendar.StartDate(okr.Day, day), c.calendar.StartDate(okr.Day, day+1)
}

// multiply changes the numerators of a metric's facts in a span of days, of one segment or of all, and returns what brings
// back all facts of the span as they were.
func (c *company) multiply(
	t *testing.T, metric string, from, until okr.Date, segment series.Segment, by float64,
) (restore func()) {
	t.Helper()
	store, err := postgres.Open(c.database)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	columns, err := store.Facts(t.Context(), series.FactsRequest{
		Calendar: c.calendar, Metrics: []string{metric}, From: from, Until: until,
	})
	if err != nil {
		t.Fatal(err)
	}
	c.push(t, facts(columns, segment, by))
	return func() {
		t.Helper()
		c.push(t, facts(columns, "", 1))
	}
}

func (c *company) push(t *testing.T, facts iter.Seq2[series.Fact, error]) {
	t.Helper()
	store, err := postgres.Open(c.database)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	result, err := store.Import(t.Context(), postgres.ImportRequest{
		Calendar: c.calendar, Metrics: c.catalog.Metrics, Facts: facts,
	})
	if err != nil {
		t.Fatal(err)
	}
	if result.Inserted+result.Updated == 0 {
		t.Fatal("no fact has changed")
	}
}

// facts lists the facts of a segment, or of all for "", with their numerators multiplied.
func facts(columns []series.Columns, segment series.Segment, by float64) iter.Seq2[series.Fact, error] {
	return func(yield func(series.Fact, error) bool) {
		for _, col := range columns {
			if segment != "" && col.Segment != segment {
				continue
			}
			for i, num := range col.Num {
				f := series.Fact{
					Metric: col.Metric, Grain: col.Grain, Bucket: col.First + series.Bucket(i), Segment: col.Segment,
					Num: num * by, Den: col.Den[i],
				}
				if !math.IsNaN(num) && !yield(f, nil) {
					return
				}
			}
		}
	}
}

// forget deletes the facts of a segment from a day on, as a refresh does whose source no longer has them.
func (c *company) forget(t *testing.T, metric string, segment series.Segment, from okr.Date) {
	t.Helper()
	pgtest.Exec(t, c.database, fmt.Sprintf(`BEGIN;
		DELETE FROM okr.fact WHERE metric = '%[1]s' AND segment = '%[2]s' AND bucket >= '%[3]s';
		UPDATE okr.metric_revision SET revision = revision + 1, confirmed = revision + 1 WHERE metric = '%[1]s';
		SELECT pg_notify('%[4]s', json_build_object('metrics', json_build_object(metric, revision))::text)
			FROM okr.metric_revision WHERE metric = '%[1]s';
		COMMIT`, metric, segment, from, postgres.Channel))
}
