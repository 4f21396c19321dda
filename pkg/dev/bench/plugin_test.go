package bench_test

import (
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"github.com/northstar/okrkpi/pkg/dev/bench"
	"github.com/northstar/okrkpi/pkg/plugin"
	"github.com/northstar/okrkpi/pkg/postgres"
)

// newDatasource is the plugin on a real database, with everything in memory that the questions need.
func newDatasource(b *testing.B, cfg postgres.Config) *plugin.Datasource {
	b.Helper()
	instance, err := plugin.New(b.Context(), settings(b, cfg))
	if err != nil {
		b.Fatal(err)
	}
	d := instance.(*plugin.Datasource)
	b.Cleanup(d.Dispose)
	for range 20 {
		for _, q := range bench.Questions() {
			ask(b, d, q, q.JSON)
		}
		time.Sleep(50 * time.Millisecond) // until changes are listened for
	}
	return d
}

func ask(b *testing.B, d *plugin.Datasource, q bench.Question, text string) backend.DataResponse {
	response, err := d.QueryData(b.Context(), &backend.QueryDataRequest{Queries: []backend.DataQuery{{
		RefID: "A", JSON: []byte(text), TimeRange: backend.TimeRange{From: q.From, To: q.To},
	}}})
	if err != nil {
		b.Fatal(err)
	}
	answer := response.Responses["A"]
	if answer.Error != nil || len(answer.Frames) == 0 {
		b.Fatal(answer.Error)
	}
	return answer
}

// asked counts the questions of all runs, of which no two are the same.
var asked int

// BenchmarkQueryData is what a question costs in the plugin that nobody has asked lately, before its answer is encoded.
func BenchmarkQueryData(b *testing.B) {
	d := newDatasource(b, company(b))
	for _, q := range bench.Questions() {
		b.Run(q.Name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				asked++
				ask(b, d, q, q.Anew(asked))
			}
		})
	}
}

// BenchmarkQueryDataAgain is the same for a question whose answer is known from before.
func BenchmarkQueryDataAgain(b *testing.B) {
	d := newDatasource(b, company(b))
	for _, q := range bench.Questions() {
		b.Run(q.Name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				ask(b, d, q, q.JSON)
			}
		})
	}
}

// BenchmarkEncode is what the Grafana SDK takes to encode the same answers for the wire.
func BenchmarkEncode(b *testing.B) {
	d := newDatasource(b, company(b))
	for _, q := range bench.Questions() {
		frames := ask(b, d, q, q.JSON).Frames
		b.Run(q.Name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := frames.MarshalArrow(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
