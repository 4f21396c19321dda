package plugin

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/experimental/datasourcetest"

	"github.com/northstar/okrkpi/pkg/query"
)

// testChecks compares the check of a query with the query itself: both give the same findings, in the same words, and the query's
// error is downstream.
func testChecks(t *testing.T, client *datasourcetest.TestPluginClient) {
	cases := map[string]struct {
		query    string
		alerting bool
		want     []queryError
	}{
		"A query that can be answered": {query: `{"queryType":"series","metrics":["orders"],"grain":"week"}`},
		"A scorecard, the default":     {query: `{}`},
		"Nothing but what Grafana adds": {
			query: `{"refId":"A","intervalMs":1000,"queryType":"scorecard","datasource":{"uid":"okr"}}`,
		},
		"An unknown type": {
			query: `{"queryType":"guess"}`,
			want:  []queryError{{"queryType", `unknown query type "guess": want ` + listed(query.Types())}},
		},
		"Lines and comparisons of a scorecard, both at once": {
			query: `{"lines":["value"],"compare":["week_ago"]}`,
			want: []queryError{
				{"compare", "queryType scorecard has no compare: leave it out, or choose queryType series"},
				{"lines", "queryType scorecard has no lines: leave it out, or choose queryType series"},
			},
		},
		"A tree by segments": {
			query: `{"queryType":"tree","groupBy":["plan"]}`,
			want:  []queryError{{"groupBy", "queryType tree has no groupBy: leave it out, or choose queryType series"}},
		},
		"A course of nothing": {
			query: `{"queryType":"series"}`, want: []queryError{{"metrics", "a series query names at least one metric"}},
		},
		"A course of two metrics that do not exist": {
			query: `{"queryType":"series","metrics":["ordres","orders","nothing_like_it"]}`,
			want: []queryError{
				{"metrics", `the catalog has no metric "ordres": did you mean orders?`},
				{"metrics", `the catalog has no metric "nothing_like_it"`},
			},
		},
		"A grain that is finer than the facts": {
			query: `{"queryType":"series","metrics":["orders"],"grain":"hour"}`,
			want: []queryError{{"grain", "metric orders has facts per day, which cannot be summed per hour: " +
				"ask for day, week, month or quarter"}},
		},
		"A grain that is none": {
			query: `{"grain":"decade"}`,
			want:  []queryError{{"grain", `unknown grain "decade": want hour, day, week, month, quarter, auto`}},
		},
		"A format of another type": {
			query: `{"format":"timeline"}`,
			want:  []queryError{{"format", `queryType scorecard has no format "timeline": want table, stat, alert, or leave it out`}},
		},
		"A format where there is only one": {
			query: `{"queryType":"tree","format":"stat"}`,
			want: []queryError{{"format", "queryType tree has no format: leave it out, or choose queryType scorecard or series or " +
				"definitions or alerts or objectives or journal"}},
		},
		"Tiles of objectives, which have no metric": {
			query: `{"format":"stat","roles":["objective"]}`,
			want:  []queryError{{"roles", "format stat shows metrics, and objectives have none: choose another role, or format table"}},
		},
		"Objectives of some metrics": {
			query: `{"metrics":["orders"],"roles":["objective"]}`,
			want:  []queryError{{"metrics", "objectives have no metric: leave the metrics out, or choose another role"}},
		},
		"Objectives that outside forces move": {
			query: `{"external":"only","roles":["objective"]}`,
			want:  []queryError{{"external", "objectives have no metric that could be external: leave it out, or choose another role"}},
		},
		"Definitions of objectives": {
			query: `{"queryType":"definitions","roles":["objective"]}`,
			want:  []queryError{{"roles", "objectives have no definition: choose another role, or queryType objectives"}},
		},
		"Roles of a course, which has none, whatever they are": {
			query: `{"queryType":"series","metrics":["orders"],"roles":["objective"]}`,
			want:  []queryError{{"roles", "queryType series has no roles: leave it out, or choose queryType scorecard or definitions"}},
		},
		"Unknown words": {
			query: `{"roles":["boss"],"external":"maybe"}`,
			want: []queryError{
				{"roles", `unknown role "boss": want ` + listed(query.Roles())},
				{"external", `unknown choice "maybe": want only, without`},
			},
		},
		"Unknown lines and comparisons": {
			query: `{"queryType":"series","metrics":["orders"],"lines":["average"],"compare":["a while ago"]}`,
			want: []queryError{
				{"lines", `unknown line "average": want ` + listed(query.Lines())},
				{"compare", `unknown comparison "a while ago": want previous, week_ago, month_ago, year_ago`},
			},
		},
		"Names that the catalog does not have": {
			query: `{"team":"grwth","period":"2026-Q5","objective":"easy"}`,
			want: []queryError{
				{"period", `the catalog has no period "2026-Q5": did you mean 2026-Q4?`},
				{"team", `the catalog has no team "grwth": did you mean growth?`},
				{"objective", `the catalog has no objective "easy"`},
			},
		},
		"A period before all others": {
			query: `{"period":"previous"}`,
			want:  []queryError{{"period", "the catalog has no period that ends before 2026-Q4: choose one by its name, or add it"}},
		},
		"A rule that the catalog does not have": {
			query: `{"queryType":"alerts","rules":["orders_rad"]}`,
			want:  []queryError{{"rules", `the catalog has no alert rule "orders_rad": did you mean orders_red?`}},
		},
		"Segments that a metric does not have": {
			query: `{"queryType":"series","metrics":["orders"],"groupBy":["plan"]}`,
			want:  []queryError{{"groupBy", `metric orders has no segments, so it has no "plan"`}},
		},
		"A filter on what no metric has": {
			query: `{"filters":[{"key":"pln","operator":"=","value":"pro"}]}`,
			want:  []queryError{{"filters", `the catalog has no segment "pln": did you mean plan?`}},
		},
		"A filter that is no pattern": {
			query: `{"filters":[{"key":"plan","operator":"=~","value":"("}]}`,
			want: []queryError{{"filters", "filter on plan: \"(\" is not a regular expression: error parsing regexp: missing closing ): " +
				"`(`"}},
		},
		"A limit below nothing": {
			query: `{"limit":-1}`, want: []queryError{{"limit", "limit is -1: want 0 (no limit) or more"}},
		},
		"A query of a later model, whose words nobody knows yet": {
			query: `{"schema":2,"metrics":{"all":true}}`,
			want: []queryError{{"schema", "the query is of version 2 of the model, and this plugin knows versions up to 1: " +
				"update the plugin"}},
		},
		"JSON that is none":    {query: `{`, want: []queryError{{"", "the query is not valid JSON: unexpected end of JSON input"}}},
		"JSON of another type": {query: `{"metrics":{}}`, want: []queryError{{"metrics", "got an object, want a list in brackets"}}},
		"A list of queries": {
			query: `[]`, want: []queryError{{"", `the query: got a list, want an object in braces, such as {"queryType":"scorecard"}`}},
		},
		"A tree for alerting": {
			query: `{"queryType":"tree"}`, alerting: true,
			want: []queryError{{"queryType", "alerting needs numbers, and tree has none that it can evaluate: " +
				"choose scorecard with the metrics of the tree, or alerts"}},
		},
		"A mistake that alerting makes, too": {
			query: `{"team":"grwth"}`, alerting: true,
			want: []queryError{{"team", `the catalog has no team "grwth": did you mean growth?`}},
		},
		"A scorecard for alerting": {query: `{}`, alerting: true},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			url, headers := "queries/check", map[string]string{}
			if c.alerting {
				url, headers = url+"?alerting=true", map[string]string{backend.FromAlertHeaderName: "true"}
			}
			var sent answers
			err := client.CallResource(t.Context(), &backend.CallResourceRequest{
				PluginContext: inGrafana, Method: "POST", Path: "queries/check", URL: url, Body: []byte(c.query),
			}, &sent)
			if err != nil || len(sent) != 1 || sent[0].Status != 200 {
				t.Fatalf("%v %v", sent, err)
			}
			var got checkResult
			if err := json.Unmarshal(sent[0].Body, &got); err != nil {
				t.Fatal(err)
			}
			var want, texts []string
			for _, f := range c.want {
				want = append(want, f.Field+" | "+f.Message)
				texts = append(texts, strings.TrimPrefix(f.Field+": "+f.Message, ": "))
			}
			var lines []string
			for _, f := range got.Findings {
				lines = append(lines, f.Field+" | "+f.Message)
			}
			if strings.Join(lines, "\n") != strings.Join(want, "\n") {
				t.Fatalf("the check says\n%s\nwant\n%s", strings.Join(lines, "\n"), strings.Join(want, "\n"))
			}
			if !json.Valid([]byte(c.query)) {
				return // the client itself refuses to send it
			}
			response, err := client.QueryData(t.Context(), &backend.QueryDataRequest{
				PluginContext: inGrafana, Headers: headers, Queries: []backend.DataQuery{newQuery("A", c.query)},
			})
			if err != nil {
				t.Fatal(err)
			}
			result := response.Responses["A"]
			if len(texts) == 0 {
				if result.Error != nil {
					t.Fatalf("the query fails: %v", result.Error)
				}
				return
			}
			if result.Error == nil || result.Error.Error() != strings.Join(texts, "\n") {
				t.Fatalf("the query fails with\n%v\nwant\n%s", result.Error, strings.Join(texts, "\n"))
			}
			if result.Status != 400 || result.ErrorSource != backend.ErrorSourceDownstream {
				t.Fatalf("status %d from %q", result.Status, result.ErrorSource)
			}
		})
	}
}

func listed[T ~string](words []T) string {
	texts := make([]string, len(words))
	for i, w := range words {
		texts[i] = string(w)
	}
	return strings.Join(texts, ", ")
}

func TestTheCheckReadsNoFacts(t *testing.T) {
	d := newTestDatasource(t, &memory{onRead: func(context.Context) error { t.Error("facts were read"); return nil }})
	found, err := d.answers.Check(t.Context(), query.Query{QueryType: query.Series, Metrics: []string{"orders"}}, d.lastQuarter())
	if err != nil || len(found) > 0 {
		t.Fatalf("%v %v", found, err)
	}
}
