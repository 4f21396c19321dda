package plugin

import (
	"context"
	"strings"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/config"
	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/workset"
)

func newQuery(refID, text string) backend.DataQuery {
	return backend.DataQuery{
		RefID:     refID,
		JSON:      []byte(text),
		TimeRange: backend.TimeRange{From: now.AddDate(0, 0, -28), To: now},
	}
}

func TestAnErrorIsAttributedToWhoCanCorrectIt(t *testing.T) {
	down := &postgres.UnavailableError{Address: "db:5432/okr", Reason: "connection refused"}
	cases := map[string]struct {
		reader *memory
		query  string
		status backend.Status
		source backend.ErrorSource
		text   string
	}{
		"JSON that is none is the user's": {
			&memory{}, `{`, 400, backend.ErrorSourceDownstream, "not valid JSON",
		},
		"An unknown query type is the user's": {
			&memory{}, `{"queryType":"guess"}`, 400, backend.ErrorSourceDownstream, "scorecard, series",
		},
		"A metric that is not in the catalog is the user's, with the name that was meant": {
			&memory{}, `{"queryType":"series","metrics":["signup_rat"]}`, 400, backend.ErrorSourceDownstream, "did you mean signup_rate",
		},
		"A database that is down is downstream": {
			&memory{err: down}, `{}`, 502, backend.ErrorSourceDownstream, "the database is unreachable: db:5432/okr: connection refused",
		},
		"A database without a catalog is downstream and says what to run": {
			&memory{none: true}, `{}`, 404, backend.ErrorSourceDownstream, "okr apply",
		},
		"A request that nobody waits for is not a fault of the plugin": {
			&memory{err: context.Canceled}, `{}`, 499, backend.ErrorSourceDownstream, "cancelled",
		},
		"A database that takes too long is downstream": {
			&memory{err: context.DeadlineExceeded}, `{}`, 504, backend.ErrorSourceDownstream, "query timeout",
		},
		"A statement that takes too long is downstream": {
			&memory{err: &postgres.TimeoutError{}}, `{}`, 504, backend.ErrorSourceDownstream, "query timeout",
		},
		"A rejected password is downstream, and never a 401, which would end the reader's session": {
			&memory{err: &postgres.AuthError{User: "g", Reason: "wrong password"}}, `{}`,
			502, backend.ErrorSourceDownstream, "wrong password",
		},
		"Tables of another version are downstream and say what to run": {
			&memory{err: &postgres.SchemaError{Have: 1, Want: 2}}, `{}`, 502, backend.ErrorSourceDownstream, "okr migrate",
		},
		"A missing right is downstream and says how to grant it": {
			&memory{err: &postgres.PermissionError{User: "g", Fix: "GRANT okr_reader TO g"}}, `{}`,
			502, backend.ErrorSourceDownstream, "GRANT okr_reader TO g",
		},
		"A server without a free connection is downstream and says what to do": {
			&memory{err: &postgres.ResourceError{Resource: postgres.Connections, Reason: "too many", Fix: "raise it"}}, `{}`,
			502, backend.ErrorSourceDownstream, "no connection to the database server is free: too many: raise it",
		},
		"A lock of somebody else is downstream and names the session": {
			&memory{err: &postgres.LockedError{What: "the catalog", Holders: []postgres.Holder{{PID: 7, User: "mika"}}}}, `{}`,
			504, backend.ErrorSourceDownstream, `process 7 of user "mika"`,
		},
		"Facts that do not fit into the memory are downstream and name the setting": {
			&memory{err: &workset.TooLargeError{Metrics: []string{"a", "b"}, Bytes: 300 << 20, Max: 256 << 20}}, `{}`,
			400, backend.ErrorSourceDownstream, "the facts of 2 metrics (a, b) take at least 300 MB, more than the 256 MB that \"Memory\"",
		},
		"Anything else is the plugin's": {
			&memory{err: errUnexpected}, `{}`, 500, backend.ErrorSourcePlugin, errUnexpected.Error(),
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			d := newTestDatasource(t, c.reader)
			response, err := d.QueryData(as(t, "Admin"), &backend.QueryDataRequest{Queries: []backend.DataQuery{newQuery("A", c.query)}})
			if err != nil {
				t.Fatal(err)
			}
			got := response.Responses["A"]
			if got.Error == nil || !strings.Contains(got.Error.Error(), c.text) {
				t.Fatalf("error %v, want one that says %q", got.Error, c.text)
			}
			if got.Status != c.status || got.ErrorSource != c.source {
				t.Fatalf("status %d from %q, want %d from %q", got.Status, got.ErrorSource, c.status, c.source)
			}
		})
	}
}

func TestSettingsThatCannotWorkAreShownEverywhere(t *testing.T) {
	instance, err := New(t.Context(), backend.DataSourceInstanceSettings{JSONData: []byte(`{"hosts":"db"}`)})
	if err != nil {
		t.Fatal(err)
	}
	d := instance.(*Datasource)
	defer d.Dispose()
	response, err := d.QueryData(as(t, "Admin"), &backend.QueryDataRequest{Queries: []backend.DataQuery{newQuery("A", `{}`)}})
	if err != nil {
		t.Fatal(err)
	}
	if got := response.Responses["A"]; got.Status != 400 || !strings.Contains(got.Error.Error(), "Database") {
		t.Fatalf("query: %d %v", got.Status, got.Error)
	}
	health, err := d.CheckHealth(as(t, "Admin"), nil)
	if err != nil || health.Status != backend.HealthStatusError || !strings.Contains(health.Message, "Database") {
		t.Fatalf("health: %v %v", health, err)
	}
}

func TestOneQueryThatBreaksLeavesTheOthersAlone(t *testing.T) {
	r := &memory{onRead: func(context.Context) error { panic("a bug") }}
	d := newTestDatasource(t, r)
	response, err := d.QueryData(t.Context(), &backend.QueryDataRequest{Queries: []backend.DataQuery{
		newQuery("bug", `{"queryType":"scorecard"}`), newQuery("fine", `{"queryType":"series"}`),
	}})
	if err != nil {
		t.Fatal(err)
	}
	if got := response.Responses["bug"]; got.Error == nil || got.Status != 500 {
		t.Fatalf("a panic was answered with %d %v", got.Status, got.Error)
	}
	if got := response.Responses["fine"]; got.Status != 400 {
		t.Fatalf("the other query was answered with %d %v", got.Status, got.Error)
	}
}

func TestCancellingARequestEndsItsQueries(t *testing.T) {
	started := make(chan struct{})
	r := &memory{onRead: func(ctx context.Context) error {
		close(started)
		<-ctx.Done()
		return ctx.Err()
	}}
	d := newTestDatasource(t, r)
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-started
		cancel()
	}()
	response, err := d.QueryData(ctx, &backend.QueryDataRequest{Queries: []backend.DataQuery{newQuery("A", `{}`)}})
	if err != nil {
		t.Fatal(err)
	}
	if got := response.Responses["A"]; got.Status != statusCanceled || got.ErrorSource != backend.ErrorSourceDownstream {
		t.Fatalf("answered with %d from %q", got.Status, got.ErrorSource)
	}
}

func TestAlertingGetsOnlyWhatItCanEvaluate(t *testing.T) {
	cases := map[string]struct {
		query string
		ok    bool
	}{
		"A series":                        {`{"queryType":"series","metrics":["orders"]}`, true},
		"A scorecard of tiles":            {`{"queryType":"scorecard","format":"stat"}`, true},
		"A scorecard as a table":          {`{"queryType":"scorecard","format":"table"}`, true},
		"A scorecard, which is a table":   {`{}`, true},
		"Objectives":                      {`{"queryType":"objectives"}`, false},
		"The journal":                     {`{"queryType":"journal"}`, false},
		"Alert rules":                     {`{"queryType":"alerts"}`, true},
		"Alert rules, as a table":         {`{"queryType":"alerts","format":"table"}`, true},
		"The tree":                        {`{"queryType":"tree"}`, false},
		"The definitions, which are text": {`{"queryType":"definitions"}`, false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			d := newTestDatasource(t, &memory{})
			response, err := d.QueryData(t.Context(), &backend.QueryDataRequest{
				Headers: map[string]string{backend.FromAlertHeaderName: "true"},
				Queries: []backend.DataQuery{newQuery("A", c.query)},
			})
			if err != nil {
				t.Fatal(err)
			}
			got := response.Responses["A"]
			if c.ok && got.Error != nil || !c.ok && got.Status != 400 {
				t.Fatalf("answered with %d %v", got.Status, got.Error)
			}
			numbers := strings.Contains(c.query, "alerts") || strings.Contains(c.query, "table") || c.query == "{}"
			if numbers && got.Frames[0].Meta.Type != data.FrameTypeNumericLong {
				t.Fatalf("alerting got a frame of type %q", got.Frames[0].Meta.Type)
			}
		})
	}
}

// A series of more rows is refused before it is computed; a table is cut off.
func TestGrafanasRowLimitIsAppliedWithANotice(t *testing.T) {
	ctx := config.WithGrafanaConfig(t.Context(), config.NewGrafanaCfg(map[string]string{
		config.SQLRowLimit: "2", config.SQLMaxOpenConnsDefault: "5", config.SQLMaxIdleConnsDefault: "5",
		config.SQLMaxConnLifetimeSecondsDefault: "60", config.ConcurrentQueryCount: "1",
	}))
	d := newTestDatasource(t, &memory{})
	response, err := d.QueryData(ctx, &backend.QueryDataRequest{Queries: []backend.DataQuery{
		newQuery("A", `{"metrics":["signup_rate","orders"],"roles":["key_result","kpi_monitoring","north_star","metric"]}`),
		newQuery("B", `{"queryType":"series","metrics":["signup_rate","orders"],"grain":"day"}`),
	}})
	if err != nil {
		t.Fatal(err)
	}
	if got := response.Responses["B"]; got.Status != 400 || !strings.Contains(got.Error.Error(), "(row_limit) allows 2") {
		t.Fatalf("series: %d %v", got.Status, got.Error)
	}
	frames, rows := response.Responses["A"].Frames, 0
	for _, f := range frames {
		rows += f.Rows()
	}
	if rows != 2 || len(frames[0].Meta.Notices) != 1 || !strings.Contains(frames[0].Meta.Notices[0].Text, "2 rows") {
		t.Fatalf("%d rows in %d frames, notices %v", rows, len(frames), frames[0].Meta.Notices)
	}
}

func TestTheDataSourcesLanguageIsTheDefault(t *testing.T) {
	d := newTestDatasource(t, &memory{})
	d.locale = "ja"
	cases := map[string]string{`{}`: "登録率", `{"locale":"en"}`: "Sign-up rate"}
	for text, title := range cases {
		response, err := d.answer(t.Context(), newQuery("A", text), false)
		if err != nil {
			t.Fatal(err)
		}
		field, _ := response.Frames[0].FieldByName("title")
		if got := field.At(0); got != title {
			t.Errorf("%s: title %v, want %s", text, got, title)
		}
	}
}

func TestCheckHealthNamesWhatIsBroken(t *testing.T) {
	rights := []postgres.Check{
		{Name: "connection", OK: true, Message: "connected to db:5432"},
		{Name: "schema", Message: "the schema has version 1, this plugin needs 2", Fix: "run `okr migrate`"},
	}
	cases := map[string]struct {
		reader *memory
		checks []postgres.Check
		status backend.HealthStatus
		text   string
	}{
		"All is well": {
			&memory{}, nil, backend.HealthStatusOk, "Connected. Catalog revision 3: 2 metrics, 1 objectives, 1 KPIs.",
		},
		"Nothing has been applied yet": {
			&memory{none: true}, nil, backend.HealthStatusOk, "Connected. No catalog has been applied",
		},
		"A check has failed": {
			&memory{}, rights, backend.HealthStatusError, "schema: the schema has version 1, this plugin needs 2: run `okr migrate`",
		},
		"The catalog cannot be read": {
			&memory{err: errUnexpected}, nil, backend.HealthStatusError, errUnexpected.Error(),
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			d := newTestDatasource(t, c.reader)
			if c.checks != nil {
				d.check = func(context.Context) []postgres.Check { return c.checks }
			}
			got, err := d.CheckHealth(as(t, "Admin"), &backend.CheckHealthRequest{})
			if err != nil || got.Status != c.status || !strings.HasPrefix(got.Message, c.text) {
				t.Fatalf("%v %q %v", got.Status, got.Message, err)
			}
			if strings.Contains(string(got.JSONDetails), "✗ schema") != (c.checks != nil) {
				t.Fatalf("details %s", got.JSONDetails)
			}
		})
	}
}
