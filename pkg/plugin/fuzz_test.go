package plugin

import (
	"context"
	"encoding/json"
	"net/url"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// blank is a journal without entries.
type blank struct{}

func (blank) Entries(context.Context, okr.JournalRequest) ([]okr.Entry, error) { return nil, nil }

func (blank) Revisions(context.Context, time.Time, time.Time, int) ([]okr.CatalogRevision, error) {
	return nil, nil
}

// fuzzed is a data source on the company in memory.
func fuzzed(f *testing.F) *Datasource {
	f.Helper()
	r := &memory{}
	e, err := engine.New(engine.Config{Catalog: r, Series: r, Journal: blank{}, Clock: func() time.Time { return now }})
	if err != nil {
		f.Fatal(err)
	}
	d := newDatasource()
	d.setEngine(e)
	d.check, d.clock = allWell, func() time.Time { return now }
	return d
}

// sound fails on bugs of the plugin, and on answers that are too large.
func sound(t *testing.T, got backend.DataResponse) {
	t.Helper()
	if got.Error != nil {
		if got.Status >= 500 || got.ErrorSource != backend.ErrorSourceDownstream || got.Error.Error() == "" {
			t.Fatalf("%d from %q: %v", got.Status, got.ErrorSource, got.Error)
		}
		return
	}
	rows := 0
	for _, f := range got.Frames {
		n, err := f.RowLen()
		if err != nil {
			t.Fatalf("a frame with columns of different lengths: %v", err)
		}
		rows += n
	}
	if rows > 1_000_000 {
		t.Fatalf("%d rows", rows)
	}
}

// FuzzQuery sends any JSON as a query of a panel and of an alert rule, within 20 years.
func FuzzQuery(f *testing.F) {
	for _, seed := range []string{
		`{}`, `{"queryType":"scorecard","format":"stat","roles":["north_star"]}`, `{"queryType":"objectives","team":"growth"}`,
		`{"queryType":"series","metrics":["orders","signup_rate"],"grain":"week","groupBy":["plan"],"format":"multi"}`,
		`{"queryType":"series","metrics":["signup_rate"],"lines":["value","target","last_year","target","target"],"format":"wide"}`,
		`{"queryType":"series","metrics":["signup_rate"],"filters":[{"key":"plan","operator":"=~","value":"(pro|free"}]}`,
		`{"queryType":"tree"}`, `{"queryType":"definitions","locale":"ja"}`, `{"queryType":"journal","kinds":["bet"],"limit":3}`,
		`{"queryType":"alerts","format":"timeline","rules":["orders_red"]}`, `{"queryType":"alerts","rules":["*"],"limit":-1}`,
		`{"queryType":"series","metrics":["orders","orders"],"grain":"hour","from":"0001-01-01"}`, `[]`, `{"metrics":null,"x":[[[{}]]]}`,
		`{"queryType":"scorecard","period":"2026-Q4","asOf":"9999-12-31T23:59:59Z"}`, "\xff{", `{"queryType":1e400}`,
	} {
		f.Add([]byte(seed), int64(0), int64(28), false)
	}
	f.Add([]byte(`{"queryType":"series","metrics":["orders"]}`), int64(7300), int64(7000), true)
	d := fuzzed(f)
	f.Fuzz(func(t *testing.T, text []byte, ago, days int64, fromAlert bool) {
		const most = 20 * 366
		to := now.AddDate(0, 0, -int(ago%most))
		headers := map[string]string{}
		if fromAlert {
			headers[backend.FromAlertHeaderName] = "true"
		}
		response, err := d.QueryData(t.Context(), &backend.QueryDataRequest{Headers: headers, Queries: []backend.DataQuery{{
			RefID: "A", JSON: text, TimeRange: backend.TimeRange{From: to.AddDate(0, 0, -int(days%most)), To: to},
		}}})
		if err != nil {
			t.Fatal(err)
		}
		sound(t, response.Responses["A"])
	})
}

// FuzzFilter puts any text into a filter, in queries and in the look-up of segments.
func FuzzFilter(f *testing.F) {
	for _, seed := range [][3]string{
		{"plan", "=", "pro"},
		{"plan", "!=", ""},
		{"plan", "=~", "a|b"},
		{"plan", "=~", "(((((((((((a*)*)*)*)*)*)*)*)*)*)*)"},
		{"plan", "!~", "(?i)P.O)|(x"},
		{"plan", "=|", "pro"},
		{"", "", ""},
		{"plan", "=~", "\\"},
		{"pl\u200ban", "=", "p\x00ro"},
		{"plan", "=~", "a{1000}{1000}"},
		{"plan", "=~", "[^"},
	} {
		f.Add(seed[0], seed[1], seed[2])
	}
	d := fuzzed(f)
	f.Fuzz(func(t *testing.T, key, operator, value string) {
		filter := map[string]string{"key": key, "operator": operator, "value": value}
		text, err := json.Marshal(map[string]any{
			"queryType": "series", "metrics": []string{"signup_rate"}, "grain": "week", "filters": []any{filter},
		})
		if err != nil {
			t.Fatal(err)
		}
		response, err := d.QueryData(t.Context(), &backend.QueryDataRequest{Queries: []backend.DataQuery{newQuery("A", string(text))}})
		if err != nil {
			t.Fatal(err)
		}
		got := response.Responses["A"]
		sound(t, got)
		// By hand: of the two plans, = takes the one that it names and no other.
		if label, err := series.NormalLabel(value); key == "plan" && operator == "=" && got.Error == nil && err == nil && label != "" {
			if known := label == "pro" || label == "free"; known != hasValues(t, got) {
				t.Fatalf("plan = %q: values %v", value, !known)
			}
		}
		filters, _ := json.Marshal([]any{filter})
		var lookUp answers
		err = d.CallResource(t.Context(), &backend.CallResourceRequest{
			Method: "GET", Path: "segments", URL: "segments?filters=" + url.QueryEscape(string(filters)),
		}, &lookUp)
		if err != nil || len(lookUp) != 1 || lookUp[0].Status >= 500 {
			t.Fatal(err, lookUp)
		}
	})
}

// hasValues reports whether an answer has a number anywhere.
func hasValues(t *testing.T, got backend.DataResponse) bool {
	t.Helper()
	for _, f := range got.Frames {
		for _, field := range f.Fields {
			if !field.Type().Numeric() {
				continue
			}
			for i := range field.Len() {
				if v, ok := field.ConcreteAt(i); ok && v != nil {
					return true
				}
			}
		}
	}
	return false
}
