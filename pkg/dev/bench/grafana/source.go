package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"strconv"
	"sync/atomic"

	"github.com/northstar/okrkpi/pkg/dev/bench"
)

// kind is one of the data sources that are compared.
type kind int

const (
	ours      kind = iota
	oursAgain      // a query whose answer is in its cache
	canned
	sql
	sqlJoin // the same data source, other statements
	testData
)

func (k kind) String() string {
	return [...]string{
		"this plugin", "this plugin, asked again", "canned frames", "PostgreSQL data source", "PostgreSQL, self-join", "TestData",
	}[k]
}

// source is a data source in Grafana.
type source struct {
	kind      kind
	uid, name string
}

// request is a query in the form of one source.
type request struct {
	kind kind
	body []byte
	sent atomic.Int64
}

// next is the body to send. No two for this plugin are the same, so that none is answered from its cache.
func (r *request) next() []byte {
	if r.kind != ours {
		return r.body
	}
	n := int(r.sent.Add(1))
	return bytes.Replace(r.body, []byte(`"limit":1000000`), fmt.Appendf(nil, `"limit":%d`, 1_000_000+n), 1)
}

// addSources makes one data source of each kind. The first one is this plugin's.
func (g *grafana) addSources(ctx context.Context, db *database) ([]source, error) {
	secret := map[string]string{"password": db.password()}
	sources := []source{
		{ours, "bench-okrkpi", pluginID},
		{oursAgain, "bench-okrkpi-again", pluginID},
		{canned, "bench-canned", cannedID},
		{sql, "bench-sql", "grafana-postgresql-datasource"},
		{sqlJoin, "bench-sql-join", "grafana-postgresql-datasource"},
		{testData, "bench-testdata", "grafana-testdata-datasource"},
	}
	for i, s := range sources {
		settings := map[string]any{"uid": s.uid, "name": s.uid, "type": s.name, "access": "proxy"}
		switch s.kind {
		case ours, oursAgain:
			settings["jsonData"], settings["secureJsonData"] = db.settings(), secret
		case sql, sqlJoin:
			settings["url"], settings["user"], settings["secureJsonData"] = db.url.Host, db.url.User.Username(), secret
			settings["jsonData"] = map[string]any{
				"database": db.name(), "sslmode": "disable", "postgresVersion": 1500,
				"maxOpenConns": 16, "maxIdleConns": 16, "connMaxLifetime": 14400,
			}
		case canned, testData:
		}
		body, err := json.Marshal(settings)
		if err != nil {
			return nil, err
		}
		_, _ = g.send(ctx, http.MethodDelete, "/api/datasources/uid/"+s.uid, nil, true) // of an earlier run
		if _, err := g.send(ctx, http.MethodPost, "/api/datasources", body, true); err != nil {
			return nil, fmt.Errorf("data source %d, %v: %w", i+1, s.kind, err)
		}
	}
	return sources, nil
}

// requestsFor writes a query for every source that can answer it.
func requestsFor(q bench.Query, sources []source) []*request {
	requests := make([]*request, 0, len(sources))
	for _, s := range sources {
		var model map[string]any
		switch s.kind {
		case ours:
			_ = json.Unmarshal([]byte(q.Unseen(0)), &model) // it is JSON
		case oursAgain:
			_ = json.Unmarshal([]byte(q.JSON), &model)
		case canned:
			model = map[string]any{"canned": q.Name}
		case sql, sqlJoin:
			text, ok := statements[s.kind][q.Name]
			if !ok {
				continue
			}
			model = map[string]any{"rawSql": text, "format": "time_series", "rawQuery": true, "editorMode": "code"}
		case testData:
			model = map[string]any{"scenarioId": "random_walk", "seriesCount": testSeries[q.Name], "min": 0, "max": 1}
			if testSeries[q.Name] == 0 {
				continue
			}
		}
		requests = append(requests, &request{kind: s.kind, body: s.body(q, model)})
	}
	return requests
}

// body is a request with one query, in the source's model, over the query's time range.
func (s source) body(q bench.Query, model map[string]any) []byte {
	model = maps.Clone(model)
	model["refId"] = "A"
	model["datasource"] = map[string]string{"type": s.name, "uid": s.uid}
	model["intervalMs"], model["maxDataPoints"] = testInterval[q.Name], 1100
	text, _ := json.Marshal(map[string]any{ // plain texts and numbers always encode
		"from": strconv.FormatInt(q.From.UnixMilli(), 10), "to": strconv.FormatInt(q.To.UnixMilli(), 10),
		"queries": []any{model},
	})
	return text
}

// TestData draws random lines, as many and as long as ours.
var (
	testSeries   = map[string]int{"overview": 5, "drilldown_3y": 15}
	testInterval = map[string]int64{"overview": 7 * 86_400_000, "scorecard_200": 86_400_000, "drilldown_3y": 86_400_000}
)
