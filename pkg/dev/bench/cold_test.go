package bench_test

import (
	"runtime"
	"testing"

	"github.com/northstar/okrkpi/pkg/dev/bench"
	"github.com/northstar/okrkpi/pkg/series"
	"github.com/northstar/okrkpi/pkg/workset"
)

// BenchmarkColdLoad reads all facts of the company into an empty working set, and reports the memory of a fact.
func BenchmarkColdLoad(b *testing.B) {
	store := open(b, company(b))
	c, err := bench.Catalog()
	if err != nil {
		b.Fatal(err)
	}
	request := series.FactsRequest{Calendar: bench.Calendar(c)}
	for i := range c.Metrics {
		request.Metrics = append(request.Metrics, c.Metrics[i].Name)
	}
	const facts = bench.Metrics * bench.Days
	var heap uint64
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		before := heapInUse()
		live, err := workset.NewLive(store, workset.LiveConfig{})
		if err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		columns, err := live.Facts(b.Context(), request)
		b.StopTimer()
		if err != nil || len(columns) != bench.Metrics {
			b.Fatalf("%d series: %v", len(columns), err)
		}
		heap = heapInUse() - before
		if got := live.Stats().Facts; got != facts {
			b.Fatalf("%d facts are resident, want %d", got, facts)
		}
		live.Close()
		b.StartTimer()
	}
	b.ReportMetric(float64(facts*b.N)/b.Elapsed().Seconds(), "facts/s")
	b.ReportMetric(float64(heap)/facts, "B/fact")
}

func heapInUse() uint64 {
	runtime.GC()
	runtime.GC() // the second one sweeps what the first one found
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
