package main

import (
	"context"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/northstar/okrkpi/pkg/dev/bench"
)

// every is the time between two refreshes of a viewer's dashboard.
const every = 5 * time.Second

// load is the result of many viewers' refreshes.
type load struct {
	Viewers    int
	Lasted     time.Duration
	Requests   int
	Errors     int
	FirstError string
	P50, P99   time.Duration
	Memory     []int64 // of the plugin's process in bytes, over time; nil where it cannot be seen
}

// refresh lets viewers refresh the overview dashboard: the tiles and the table of objectives, each a request.
func refresh(ctx context.Context, g *grafana, s source, viewers int, lasting time.Duration) load {
	panels := overviewPanels(s)
	l := load{Viewers: viewers, Lasted: lasting}
	ctx, cancel := context.WithTimeout(ctx, lasting)
	defer cancel()
	var mu sync.Mutex
	var times []time.Duration
	look := func(panel []byte) {
		began := time.Now()
		_, err := g.query(context.WithoutCancel(ctx), panel)
		took := time.Since(began)
		mu.Lock()
		defer mu.Unlock()
		times = append(times, took)
		if err != nil {
			if l.Errors++; l.Errors == 1 {
				l.FirstError = err.Error()
			}
		}
	}
	var group sync.WaitGroup
	for range viewers {
		group.Go(func() {
			next := time.NewTimer(rand.N(every)) //nolint:gosec // spreading viewers over time needs no secrecy
			defer next.Stop()
			for {
				select {
				case <-ctx.Done():
					return
				case <-next.C:
				}
				next.Reset(every)
				for _, p := range panels {
					look(p)
				}
			}
		})
	}
	group.Go(func() { l.Memory = watchMemory(ctx, g) })
	group.Wait()
	slices.Sort(times)
	l.Requests, l.P50, l.P99 = len(times), percentile(times, 50), percentile(times, 99)
	return l
}

// overviewPanels are the requests of the overview dashboard.
func overviewPanels(s source) [][]byte {
	overview := bench.Queries()[0]
	return [][]byte{
		s.body(overview, map[string]any{"queryType": "scorecard", "format": "stat", "metrics": []string{"@overview"}}),
		s.body(overview, map[string]any{"queryType": "scorecard", "format": "table", "roles": []string{"objective"}}),
	}
}
