package bench_test

import (
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"github.com/northstar/okrkpi/pkg/dev/bench"
	"github.com/northstar/okrkpi/pkg/plugin"
	"github.com/northstar/okrkpi/pkg/postgres"
)

// newDatasource is the plugin on a real database, with everything in memory that the queries need.
func newDatasource(b *testing.B, cfg postgres.Config) *plugin.Datasource {
	b.Helper()
	instance, err := plugin.New(b.Context(), settings(b, cfg))
	if err != nil {
		b.Fatal(err)
	}
	d := instance.(*plugin.Datasource)
	b.Cleanup(d.Dispose)
	for range 20 {
		for _, q := range bench.Queries() {
			answerOf(b, d, q, q.JSON)
		}
		time.Sleep(50 * time.Millisecond) // until the listener works
	}
	return d
}

func answerOf(b *testing.B, d *plugin.Datasource, q bench.Query, text string) backend.DataResponse {
	response, err := d.QueryData(b.Context(), &backend.QueryDataRequest{Queries: []backend.DataQuery{{
		RefID: "A", JSON: []byte(text), TimeRange: backend.TimeRange{From: q.From, To: q.To},
	}}})
	if err != nil {
		b.Fatal(err)
	}
	result := response.Responses["A"]
	if result.Error != nil || len(result.Frames) == 0 {
		b.Fatal(result.Error)
	}
	return result
}

// sent counts the unseen queries of all runs, so that no two are the same.
var sent int

// BenchmarkQueryData measures a query whose answer is in no cache, in the plugin, without the encoding of its answer.
func BenchmarkQueryData(b *testing.B) {
	d := newDatasource(b, company(b))
	for _, q := range bench.Queries() {
		b.Run(q.Name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				sent++
				answerOf(b, d, q, q.Unseen(sent))
			}
		})
	}
}

// BenchmarkQueryDataAgain is the same for a query whose answer is in the cache.
func BenchmarkQueryDataAgain(b *testing.B) {
	d := newDatasource(b, company(b))
	for _, q := range bench.Queries() {
		b.Run(q.Name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				answerOf(b, d, q, q.JSON)
			}
		})
	}
}

// BenchmarkEncode measures the encoding of the same answers by the Grafana SDK.
func BenchmarkEncode(b *testing.B) {
	d := newDatasource(b, company(b))
	for _, q := range bench.Queries() {
		frames := answerOf(b, d, q, q.JSON).Frames
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
