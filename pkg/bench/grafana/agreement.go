package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math"

	"github.com/northstar/okrkpi/pkg/bench"
)

// point is one number of an answer.
type point struct {
	metric, line string
	time         int64 // milliseconds since 1970
}

// checkAgreement compares the numbers of this plugin with those of SQL, where both answer the question.
func checkAgreement(ctx context.Context, g *grafana, q bench.Question, requests []request, r *report) error {
	answers := map[kind]map[point]float64{}
	for _, req := range requests {
		if req.kind != ours && req.kind != sql {
			continue
		}
		text, err := g.ask(ctx, req.body)
		if err != nil {
			return err
		}
		answers[req.kind] = points(text)
	}
	want, compared := answers[sql]
	if !compared {
		return nil
	}
	var newest int64
	for p := range want {
		newest = max(newest, p.time)
	}
	have := answers[ours]
	maps.DeleteFunc(have, func(p point, _ float64) bool {
		return p.line == "value_running" || p.time > newest // of the day that is not over, which SQL leaves out
	})
	for p, v := range want {
		if got, ok := have[p]; !ok || math.Abs(got-v) > 1e-9*math.Abs(v) {
			return fmt.Errorf("%s: %+v is %v, SQL says %v", q.Name, p, got, v)
		}
	}
	if len(have) != len(want) || len(want) == 0 {
		return fmt.Errorf("%s: %d numbers, SQL has %d", q.Name, len(have), len(want))
	}
	r.Agreed[q.Name] = len(want)
	return nil
}

// answer is what Grafana returns for a query.
type answer struct {
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
	var a answer
	if err := json.Unmarshal(text, &a); err != nil {
		return nil
	}
	result := map[point]float64{}
	for _, f := range a.Results["A"].Frames {
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
