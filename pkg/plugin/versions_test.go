package plugin

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/postgres/pgtest"
)

// newerRevision is what a newer version applied: the catalog with a key that this one does not know.
const newerRevision = `INSERT INTO okr.catalog_revision (number, author, note, checksum, document)
	SELECT max(number) + 1, 'ci', '', 'x', replace((SELECT document FROM okr.catalog_revision WHERE number = 1),
		'type: sum', E'type: sum\n  foresight: 3') FROM okr.catalog_revision`

// everyQuery has one query of each type and format.
var everyQuery = []string{
	`{}`, `{"queryType":"scorecard"}`, `{"queryType":"scorecard","format":"stat","metrics":["orders"]}`,
	`{"queryType":"series","metrics":["orders"],"grain":"week"}`,
	`{"queryType":"series","format":"multi","metrics":["orders"],"grain":"week"}`, `{"queryType":"tree"}`,
	`{"queryType":"definitions"}`, `{"queryType":"objectives"}`, `{"queryType":"journal"}`,
	`{"queryType":"journal","format":"annotations"}`, `{"queryType":"alerts"}`, `{"queryType":"alerts","format":"timeline"}`,
}

func TestARevisionByANewerVersionStopsNoPanel(t *testing.T) {
	cfg := pgtest.New(t)
	prepare(t, cfg)
	d := newFromGrafana(t, configured(t, cfg, parseURL(t, cfg).Host))
	defer d.Dispose()
	before := map[string]string{}
	look := func(check func(text string, r backend.DataResponse)) {
		t.Helper()
		for _, text := range everyQuery {
			q := newQuery("A", text)
			q.TimeRange = backend.TimeRange{From: now.AddDate(0, -3, 0), To: now}
			response := d.mustAnswer(t, q)
			if response.Error != nil || len(response.Frames) == 0 {
				t.Fatalf("%s: %v", text, response.Error)
			}
			check(text, response)
		}
	}
	look(func(text string, r backend.DataResponse) { before[text] = content(t, r) })

	for n := 2; n <= 3; n++ {
		pgtest.Exec(t, cfg, newerRevision)
		waitFor(t, func() bool { c, err := d.engine.InForce(t.Context()); return err == nil && c.Newest == int64(n) })
		look(func(text string, r backend.DataResponse) {
			if got := content(t, r); got != before[text] {
				t.Errorf("%s: the answer has changed:\n%s\nbefore\n%s", text, got, before[text])
			}
			notice := r.Frames[0].Meta.Notices[0]
			want := fmt.Sprintf("revision %d of the catalog was written by a newer version (unknown key \"foresight\", on line ", n)
			if notice.Severity != data.NoticeSeverityWarning || !strings.HasPrefix(notice.Text, want) ||
				!strings.Contains(notice.Text, "; revision 1 of 20") || !strings.HasSuffix(notice.Text, engine.UnreadableCure) {
				t.Errorf("%s: notice %+v", text, notice)
			}
		})
	}
	japanese := d.mustAnswer(t, newQuery("A", `{"locale":"ja"}`))
	if text := japanese.Frames[0].Meta.Notices[0].Text; !strings.Contains(text, "リビジョン 3 は新しいバージョンで書かれていて") {
		t.Errorf("in Japanese: %s", text)
	}

	health, err := d.CheckHealth(as(t, "Admin"), nil)
	if err != nil || health.Status != backend.HealthStatusOk || !strings.HasPrefix(health.Message,
		"Connected. Catalog revision 1: 2 metrics") ||
		!strings.Contains(health.Message, "Warning: Revision 3 of the catalog was written by a newer version") || len(health.JSONDetails) == 0 {
		t.Errorf("health %+v %v", health, err)
	}

	// Somebody applies a catalog that can be read.
	store, err := postgres.Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	if _, err := store.Apply(t.Context(), postgres.ApplyRequest{Document: []byte(company), Author: "test"}); err != nil {
		t.Fatal(err)
	}
	waitFor(t, func() bool { c, err := d.engine.InForce(t.Context()); return err == nil && c.Newest == 4 })
	look(func(text string, r backend.DataResponse) {
		for _, notice := range r.Frames[0].Meta.Notices {
			if notice.Severity == data.NoticeSeverityWarning {
				t.Errorf("%s: %+v", text, notice)
			}
		}
	})
}

func TestARevisionByANewerVersionStopsNoAlert(t *testing.T) {
	cfg := pgtest.New(t)
	prepare(t, cfg)
	pgtest.Exec(t, cfg, newerRevision)
	d := newFromGrafana(t, configured(t, cfg, parseURL(t, cfg).Host))
	defer d.Dispose()
	to := backend.TimeRange{From: now.AddDate(0, -3, 0), To: now}
	response, err := serve(t, d).QueryData(t.Context(), &backend.QueryDataRequest{
		PluginContext: inGrafana, Headers: map[string]string{backend.FromAlertHeaderName: "true"},
		Queries: []backend.DataQuery{
			{RefID: "A", JSON: []byte(`{"queryType":"alerts","rules":["orders_red","orders_yellow"]}`), TimeRange: to},
			{RefID: "C", JSON: []byte(`{"queryType":"alerts","format":"observed","rules":["orders_yellow"]}`), TimeRange: to},
			{RefID: "D", JSON: []byte(`{"queryType":"scorecard","metrics":["orders"],"roles":["kpi_monitoring"]}`), TimeRange: to},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	for refID, count := range map[string]int{"A": 2, "C": 1, "D": 1} {
		// Read as alerting reads it, which takes the notice along.
		if got := numbers(t, response.Responses[refID]); len(got) < count {
			t.Errorf("%s: %v", refID, got)
		}
		if notices := response.Responses[refID].Frames[0].Meta.Notices; len(notices) == 0 || notices[0].Severity != data.NoticeSeverityWarning {
			t.Errorf("%s: notices %+v", refID, notices)
		}
	}
}

func TestWhereNoRevisionCanBeReadTheDatabaseIsToBlame(t *testing.T) {
	cfg := pgtest.New(t)
	pgtest.Exec(t, cfg, `INSERT INTO okr.catalog_revision (number, author, note, checksum, document) VALUES (1, '', '', '', 'new: 1')`)
	d := newFromGrafana(t, configured(t, cfg, parseURL(t, cfg).Host))
	defer d.Dispose()
	got := queryOrders(t, d)
	if got.Error == nil || got.ErrorSource != backend.ErrorSourceDownstream || got.Status != backend.StatusBadGateway ||
		!strings.HasSuffix(got.Error.Error(), "there is no other: "+engine.UnreadableCure) {
		t.Errorf("%d %s %v", got.Status, got.ErrorSource, got.Error)
	}
	health, err := d.CheckHealth(as(t, "Admin"), nil)
	if err != nil || health.Status != backend.HealthStatusError || !strings.Contains(health.Message, engine.UnreadableCure) {
		t.Errorf("health %+v %v", health, err)
	}
}

func TestNewerTablesAreAWarningWhileTheyCanBeRead(t *testing.T) {
	cfg := pgtest.New(t)
	prepare(t, cfg)
	pgtest.Exec(t, cfg, `ALTER TABLE okr.fact ADD COLUMN quality integer NOT NULL DEFAULT 0;
		INSERT INTO okr.schema_version (version_id, is_applied) SELECT max(version_id) + 1, true FROM okr.schema_version`)
	d := newFromGrafana(t, configured(t, cfg, parseURL(t, cfg).Host))
	defer d.Dispose()
	if got := queryOrders(t, d); got.Error != nil {
		t.Error(got.Error)
	}
	health, err := d.CheckHealth(as(t, "Admin"), nil)
	if err != nil || health.Status != backend.HealthStatusOk || !strings.Contains(health.Message,
		"Warning: Schema: the OKR tables are of version ") ||
		!strings.Contains(health.Message, ": update this program.") || !strings.Contains(string(health.JSONDetails), "! schema") {
		t.Errorf("health %+v %v", health, err)
	}

	pgtest.Exec(t, cfg, `ALTER TABLE okr.fact RENAME COLUMN denominator TO weight;
		UPDATE okr.metric_revision SET revision = revision + 1, confirmed = revision + 1`)
	waitFor(t, func() bool { return queryOrders(t, d).Error != nil })
	got := queryOrders(t, d)
	if got.ErrorSource != backend.ErrorSourceDownstream || !strings.HasSuffix(got.Error.Error(), "update this program") {
		t.Errorf("%s %v", got.ErrorSource, got.Error)
	}
}

// content is what the frames of an answer hold, without their notices.
func content(t *testing.T, r backend.DataResponse) string {
	t.Helper()
	var b strings.Builder
	for _, f := range r.Frames {
		document, err := data.FrameToJSON(f, data.IncludeDataOnly)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(document)
	}
	return b.String()
}

func waitFor(t *testing.T, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !done(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it did not come")
		}
	}
}
