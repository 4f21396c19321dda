package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"math"

	"github.com/northstar/okrkpi/pkg/dev/bench"
)

// point is one number of an answer.
type point struct {
	metric, line string
	time         int64 // milliseconds since 1970
}

// checkAgreement compares the numbers of this plugin with those of SQL, where both answer the query.
func checkAgreement(ctx context.Context, g *grafana, q bench.Query, requests []*request, r *report) error {
	answers := map[kind]map[point]float64{}
	for _, req := range requests {
		if req.kind != ours && req.kind != sql && req.kind != sqlJoin {
			continue
		}
		text, err := g.query(ctx, req.next())
		if err != nil {
			return err
		}
		answers[req.kind] = points(text)
	}
	for _, k := range []kind{sql, sqlJoin} {
		if want, ok := answers[k]; ok {
			if err := same(answers[ours], want); err != nil {
				return fmt.Errorf("%s: %v: %w", q.Name, k, err)
			}
			r.Agreed[q.Name] = len(want)
		}
	}
	return nil
}

// same compares the plugin's numbers with those of SQL, which leaves out the running day.
func same(have, want map[point]float64) error {
	var newest int64
	for p, v := range want {
		newest = max(newest, p.time)
		if got, ok := have[p]; !ok || math.Abs(got-v) > 1e-9*math.Abs(v) {
			return fmt.Errorf("%+v is %v, SQL says %v", p, got, v)
		}
	}
	n := 0
	for p := range have {
		if p.line != "value_running" && p.time <= newest {
			n++
		}
	}
	if n != len(want) || n == 0 {
		return fmt.Errorf("%d numbers, SQL has %d", n, len(want))
	}
	return nil
}

// response is what Grafana returns for a query.
type response struct {
	Results map[string]struct {
		Frames []struct {
			Schema struct {
				Fields []struct {
					Name, Type string
					Labels     map[string]string
				}
			}
			Data struct{ Values [][]*float64 }
		}
	}
}

// points are the numbers of an answer of time series; a table with texts has none.
func points(text []byte) map[point]float64 {
	var r response
	if err := json.Unmarshal(text, &r); err != nil {
		return nil
	}
	result := map[point]float64{}
	for _, f := range r.Results["A"].Frames {
		for i, field := range f.Schema.Fields {
			if i == 0 || field.Type != "number" {
				continue
			}
			p := point{metric: field.Labels["metric"], line: cmp.Or(field.Labels["line"], field.Name)}
			if p.metric == "" { // SQL with one number in a row: Grafana names the field after the metric
				p.metric, p.line = field.Name, "value"
			}
			for row, v := range f.Data.Values[i] {
				if at := f.Data.Values[0][row]; v != nil && at != nil {
					p.time = int64(*at)
					result[p] = *v
				}
			}
		}
	}
	return result
}
