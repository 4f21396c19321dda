package plugin

import (
	"context"
	"encoding/json"
	"math"
	"net"
	"strings"
	"testing"

	"github.com/grafana/dataplane/sdata/reader"
	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/instancemgmt"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/grafana/grafana-plugin-sdk-go/experimental/datasourcetest"
	"github.com/prometheus/client_golang/prometheus"
)

// serve runs the data source behind the same gRPC services that Grafana talks to.
func serve(t *testing.T, d *Datasource) *datasourcetest.TestPluginClient {
	t.Helper()
	// The SDK registers its metrics anew each time, and a registry takes them once.
	known := prometheus.DefaultRegisterer
	prometheus.DefaultRegisterer = prometheus.NewRegistry()
	t.Cleanup(func() { prometheus.DefaultRegisterer = known })
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	factory := func(context.Context, backend.DataSourceInstanceSettings) (instancemgmt.Instance, error) {
		return d, nil
	}
	served, err := datasourcetest.Manage(factory, datasourcetest.ManageOpts{Address: address})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := served.Shutdown(); err != nil {
			t.Error(err)
		}
	})
	return served.Client
}

var inGrafana = backend.PluginContext{
	PluginID:                   "northstar-okrkpi-datasource",
	DataSourceInstanceSettings: &backend.DataSourceInstanceSettings{UID: "okr"},
}

func TestOverGRPC(t *testing.T) {
	client := serve(t, newTestDatasource(t, &memory{}))
	t.Run("Queries", func(t *testing.T) { testQueries(t, client) })
	t.Run("Health", func(t *testing.T) {
		health, err := client.CheckHealth(t.Context(), &backend.CheckHealthRequest{PluginContext: inGrafana})
		if err != nil || health.Status != backend.HealthStatusOk {
			t.Fatalf("%v %v", health, err)
		}
	})
	t.Run("Resources", func(t *testing.T) { testResources(t, client) })
	t.Run("Roles", func(t *testing.T) { testRoles(t, client) })
	t.Run("Checks", func(t *testing.T) { testChecks(t, client) })
}

func testQueries(t *testing.T, client *datasourcetest.TestPluginClient) {
	response, err := client.QueryData(t.Context(), &backend.QueryDataRequest{
		PluginContext: inGrafana,
		Queries: []backend.DataQuery{
			newQuery("table", `{}`),
			newQuery("stat", `{"format":"stat"}`),
			newQuery("series", `{"queryType":"series","metrics":["signup_rate"],"groupBy":["plan"],"grain":"week"}`),
			newQuery("multi", `{"queryType":"series","format":"multi","metrics":["signup_rate"],"groupBy":["plan"],"grain":"week"}`),
			newQuery("tree", `{"queryType":"tree"}`),
			newQuery("definitions", `{"queryType":"definitions"}`),
			newQuery("bad", `{"queryType":"guess"}`),
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	for refID, frames := range map[string]int{"table": 1, "stat": 1, "series": 1, "multi": 4, "tree": 2, "definitions": 1, "bad": 0} {
		if got := response.Responses[refID]; len(got.Frames) != frames || (got.Error != nil) != (refID == "bad") {
			t.Errorf("%s: %d frames, error %v", refID, len(got.Frames), got.Error)
		}
	}
	for refID, want := range map[string]data.FrameType{
		"stat": data.FrameTypeTimeSeriesWide, "series": data.FrameTypeTimeSeriesWide, "multi": data.FrameTypeTimeSeriesMulti,
	} {
		kind, err := reader.CanReadBasedOnMeta(response.Responses[refID].Frames)
		if err != nil || kind != want {
			t.Errorf("%s: %q %v", refID, kind, err)
		}
	}
	if bad := response.Responses["bad"]; bad.Status != 400 || bad.ErrorSource != backend.ErrorSourceDownstream {
		t.Errorf("bad: %d from %q", bad.Status, bad.ErrorSource)
	}
	// By hand: 5 sign-ups of 100 visitors a day; half of the way from 4 % to 6 %; two orders a day.
	table := response.Responses["table"].Frames[0]
	for row, want := range []map[string]any{
		{"id": "signup_rate", "value": 0.05},
		{"id": "easy_start/signups", "value": 0.05, "baseline": 0.04, "target": 0.06, "attainment": 0.5},
		{"id": "orders", "value": 14.0, "wow": 0.0, "effective_status": data.EnumItemIndex(1)},
	} {
		for column, value := range want {
			field, _ := table.FieldByName(column)
			got, _ := field.ConcreteAt(row)
			if x, ok := value.(float64); ok {
				if math.Abs(got.(float64)-x) > 1e-9 {
					t.Errorf("row %d: %s is %v, want %v", row, column, got, x)
				}
			} else if got != value {
				t.Errorf("row %d: %s is %v, want %v", row, column, got, value)
			}
		}
	}
}

// answers collects the responses of a resource.
type answers []*backend.CallResourceResponse

func (a *answers) Send(r *backend.CallResourceResponse) error {
	*a = append(*a, r)
	return nil
}

func testResources(t *testing.T, client *datasourcetest.TestPluginClient) {
	cases := map[string]struct {
		method, url string
		status      int
		body        string
	}{
		"Metrics with the part that they play": {
			"GET", "metrics", 200, `[{"name":"orders","title":"orders","roles":["kpi_monitoring"],"team":"growth","unit":"short",` +
				`"grain":"day","segments":[]},{"name":"signup_rate","title":"Sign-up rate","roles":["north_star","key_result"],` +
				`"team":"growth","unit":"percentunit","grain":"day","segments":["plan"]}]`,
		},
		"Objectives in the language that is asked for": {
			"GET", "objectives?locale=ja-JP", 200,
			`[{"name":"easy_start","title":"始めるのが簡単","period":"2026-Q4","team":"growth"}]`,
		},
		"Teams": {"GET", "teams", 200, `[{"name":"growth","title":"Growth"}]`},
		"Periods": {
			"GET", "periods", 200, `[{"name":"2026-Q4","title":"2026-Q4","start":"2026-10-01","end":"2027-01-01"}]`,
		},
		"Segments with the values that occur": {
			"GET", "segments?metric=signup_rate", 200, `[{"key":"plan","values":["free","pro"]}]`,
		},
		"Segments of a metric that has none": {"GET", "segments?metric=orders", 200, `[]`},
		"Segments of all metrics":            {"GET", "segments", 200, `[{"key":"plan","values":["free","pro"]}]`},
		"Segments whose own filter does not hide the other choices": {
			"GET", `segments?filters=[{"key":"plan","operator":"=","value":"pro"}]`, 200, `[{"key":"plan","values":["free","pro"]}]`,
		},
		"Segments beside filters that are none": {
			"GET", `segments?filters=plan`, 400, `filters: want JSON such as [{"key":"plan","operator":"=","value":"pro"}]: ` +
				`invalid character 'p' looking for beginning of value`,
		},
		"Segments beside filters that are numbers": {
			"GET", `segments?filters=[5]`, 400, `filters: want JSON such as [{"key":"plan","operator":"=","value":"pro"}]: ` +
				`got a number, want an object in braces`,
		},
		"Owners": {
			"GET", "owners", 200, `[{"name":"growth lead","title":"growth lead","metrics":["orders","signup_rate"],"keyResults":[]}]`,
		},
		"Rules in the language that is asked for": {
			"GET", "rules?locale=ja", 200, `[{"name":"orders_red","title":"ordersが赤","team":"growth","severity":"critical",` +
				`"kind":"threshold"},{"name":"orders_unusual","title":"ordersがいつもと違う","team":"growth","severity":"warning","kind":"unusual"},` +
				`{"name":"orders_yellow","title":"ordersが黄","team":"growth","severity":"warning","kind":"threshold"}]`,
		},
		"Reading what can only be asked": {
			"GET", "queries/check", 405, "queries/check cannot be asked for like this: use POST instead of GET",
		},
		"Segments of a metric that is not there": {
			"GET", "segments?metric=order", 400, `metrics: the catalog has no metric "order": did you mean orders?`,
		},
		"Writing what can only be read": {"POST", "metrics", 405, "metrics can only be read: use GET instead of POST"},
		"A browser that asks first":     {"OPTIONS", "metrics", 405, "metrics can only be read: use GET instead of OPTIONS"},
		"A resource that is not there": {
			"GET", "metric", 404, "there is no resource /metric: want journal, metrics, objectives, owners, periods, " +
				"queries/check, rules, rules/preview, segments or teams",
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			path, _, _ := strings.Cut(c.url, "?")
			var got answers
			err := client.CallResource(t.Context(), &backend.CallResourceRequest{
				PluginContext: inGrafana, Method: c.method, Path: path, URL: c.url,
			}, &got)
			if err != nil || len(got) != 1 {
				t.Fatalf("%d answers, error %v", len(got), err)
			}
			body := strings.TrimSpace(string(got[0].Body))
			if got[0].Status != c.status {
				t.Fatalf("status %d, want %d: %s", got[0].Status, c.status, body)
			}
			if c.status == 200 {
				if body != c.body {
					t.Fatalf("got  %s\nwant %s", body, c.body)
				}
				return
			}
			checkProblem(t, got[0], c.status, c.body)
		})
	}
}

func checkProblem(t *testing.T, r *backend.CallResourceResponse, status int, detail string) {
	t.Helper()
	var p problemDetails
	if err := json.Unmarshal(r.Body, &p); err != nil {
		t.Fatal(err)
	}
	if kind := r.Headers["Content-Type"]; len(kind) != 1 || kind[0] != "application/problem+json" {
		t.Errorf("content type %v", kind)
	}
	if p.Status != status || p.Title == "" || p.Type != "about:blank" || p.Detail != detail || p.Message != detail {
		t.Errorf("got %+v, want the detail %q", p, detail)
	}
}
