package bench_test

import (
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/northstar/okrkpi/pkg/answer"
	"github.com/northstar/okrkpi/pkg/dev/bench"
	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/query"
)

func compute(tb testing.TB, e *engine.Engine, q bench.Query) data.Frames {
	tb.Helper()
	parsed, err := query.Parse([]byte(q.JSON))
	if err != nil {
		tb.Fatal(err)
	}
	v, err := e.View(tb.Context(), engine.TimeRange{From: q.From, To: q.To})
	if err != nil {
		tb.Fatal(err)
	}
	frames, err := answer.Compute(tb.Context(), v, parsed)
	if err != nil {
		tb.Fatal(err)
	}
	return frames
}

func BenchmarkAnswer(b *testing.B) {
	e := newEngine(b, 200)
	for _, q := range bench.Queries() {
		frames := compute(b, e, q)
		b.Run(q.Name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				compute(b, e, q)
			}
		})
		b.Run(q.Name+"/encode", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := frames.MarshalArrow(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
