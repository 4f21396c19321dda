package bench_test

import (
	"testing"

	"github.com/northstar/okrkpi/pkg/dev/bench"
)

// budget is how many allocations answering a query may take: today's number and a tenth more (the race detector allocates, too). A
// change that needs more raises it on purpose; `go test -bench Answer -memprofile` shows the allocations.
var budget = map[string]float64{"overview": 280, "scorecard_200": 2000, "drilldown_3y": 590}

func TestAnswersAskForMemorySeldom(t *testing.T) {
	e := newEngine(t, bench.Objectives*5)
	for _, q := range bench.Queries() {
		t.Run(q.Name, func(t *testing.T) {
			got := testing.AllocsPerRun(20, func() { compute(t, e, q) })
			t.Logf("%.0f allocations of %.0f", got, budget[q.Name])
			if got > budget[q.Name] {
				t.Errorf("an answer takes %.0f allocations, more than the %.0f of its budget", got, budget[q.Name])
			}
		})
	}
}
