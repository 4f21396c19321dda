package main

import (
	"context"
	"slices"
	"sync"
	"time"
)

// Amount of measurements. The sources take turns, so that a busy moment of the machine affects all of them.
const (
	warmUps  = 20
	rounds   = 12
	perRound = 40 // requests of a source in a round, by all clients together
	atMost   = 4 * time.Minute
)

// result is how long one source took.
type result struct {
	kind     kind
	p50, p99 time.Duration
	requests int
	bytes    int // of an answer
}

// measure sends every source the same query again and again, with some clients at once.
func measure(ctx context.Context, g *grafana, requests []*request, clients int) ([]result, error) {
	ctx, cancel := context.WithTimeout(ctx, atMost)
	defer cancel()
	took := make([][]time.Duration, len(requests))
	results := make([]result, len(requests))
	for i, r := range requests {
		for range warmUps {
			body, err := g.query(ctx, r.next())
			if err != nil {
				return nil, err
			}
			results[i] = result{kind: r.kind, bytes: len(body)}
		}
	}
	for range rounds {
		for i, r := range requests {
			times, err := round(ctx, g, r, clients)
			if err != nil {
				return nil, err
			}
			took[i] = append(took[i], times...)
		}
	}
	for i, times := range took {
		slices.Sort(times)
		results[i].requests = len(times)
		results[i].p50, results[i].p99 = percentile(times, 50), percentile(times, 99)
	}
	return results, nil
}

// round lets the clients share the requests of one round.
func round(ctx context.Context, g *grafana, r *request, clients int) ([]time.Duration, error) {
	times := make([]time.Duration, perRound)
	errs := make([]error, clients)
	var group sync.WaitGroup
	for c := range clients {
		group.Go(func() {
			for i := c; i < perRound; i += clients {
				began := time.Now()
				if _, err := g.query(ctx, r.next()); err != nil {
					errs[c] = err
					return
				}
				times[i] = time.Since(began)
			}
		})
	}
	group.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return times, nil
}

// percentile is the smallest of the sorted times that p percent of them do not exceed.
func percentile(sorted []time.Duration, p int) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[(len(sorted)*p+99)/100-1]
}
