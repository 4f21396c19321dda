package workset_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
	"github.com/northstar/okrkpi/pkg/workset"
)

// heavyStore gives each metric a hundred series of a thousand days: 1.6 MB, one series after another.
type heavyStore struct {
	*fakeStore
	step func() // before each series; may be nil
}

const (
	heavySeries = 100
	heavyDays   = 1000
	heavyBytes  = heavySeries * heavyDays * 16
)

func (h heavyStore) LoadFacts(ctx context.Context, _ series.Calendar, metrics []string, each func(series.Columns) error,
) (map[string]int64, error) {
	h.loads.Add(1)
	now, err := h.read()
	if err != nil {
		return nil, err
	}
	found := map[string]int64{}
	for i := range heavySeries {
		for _, m := range metrics {
			revision, ok := now.revisions[m]
			if !ok {
				continue
			}
			found[m] = revision
			if h.step != nil {
				h.step()
			}
			if err := ctx.Err(); err != nil {
				return found, err
			}
			c := series.Columns{
				Metric: m, Grain: okr.Day, Segment: series.Segment(fmt.Sprintf(`{"n":"%d"}`, i)),
				Num: make([]float64, heavyDays), Den: make([]float64, heavyDays),
			}
			for j := range c.Num {
				c.Num[j] = float64(now.facts[m])
			}
			if err := each(c); err != nil {
				return found, err
			}
		}
	}
	return found, nil
}

func newHeavyServer(t *testing.T, h heavyStore, budget *workset.Budget) server {
	t.Helper()
	f, err := workset.NewFollower(workset.FollowerConfig{Revisions: h, Listen: h.Listen})
	if err != nil {
		t.Fatal(err)
	}
	set, err := workset.New(workset.Config{Loader: h, Follower: f, Budget: budget})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { f.Run(ctx) })
	t.Cleanup(func() { cancel(); running.Wait(); set.Close() })
	return server{set, f}
}

func wantTooLarge(t *testing.T, err error) *workset.TooLargeError {
	t.Helper()
	var large *workset.TooLargeError
	if !errors.As(err, &large) {
		t.Fatalf("the answer is %v, want a TooLargeError", err)
	}
	return large
}

func TestFactsThatDoNotFitAreRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := heavyStore{fakeStore: newStore("a", "b", "c", "d", "e")}
		const limit = 3*heavyBytes + heavyBytes/2
		s := newHeavyServer(t, store, workset.NewBudget(limit))
		synctest.Wait()
		s.want(t, "a", 1)
		_, err := s.read(t.Context(), "a", "b", "c", "d", "e")
		large := wantTooLarge(t, err)
		if large.Max != limit || large.Bytes > limit+heavyBytes || large.Bytes < limit/2 {
			t.Errorf("it is told as %+v", large)
		}
		for _, part := range []string{
			"5 metrics (a, b, c and 2 more)", "at least 6 MB", "the 5 MB that", `"Memory"`, "fewer metrics", "raise Memory",
		} {
			if !strings.Contains(err.Error(), part) {
				t.Errorf("%q does not say %q", err, part)
			}
		}
		for range 2 { // the set is as useful as before
			for _, m := range []string{"a", "b", "c", "d", "e"} {
				s.want(t, m, 1)
			}
			if stats := s.Stats(); stats.Bytes > limit || stats.Loading != 0 {
				t.Fatalf("the set holds %+v", stats)
			}
		}
		// A request that is known not to fit is not read again, and evicts nothing.
		before, loads := s.Stats(), store.loads.Load()
		_, err = s.read(t.Context(), "b", "c", "d", "e")
		wantTooLarge(t, err)
		if after := s.Stats(); after.Evicted != before.Evicted || store.loads.Load() != loads {
			t.Errorf("a request that cannot fit was read, or evicted %d metrics", after.Evicted-before.Evicted)
		}
		store.write("b") // it may be smaller now
		synctest.Wait()
		if _, err := s.read(t.Context(), "b", "c", "d"); err != nil {
			t.Errorf("after a change: %v", err)
		}
	})
}

func TestOneMetricThatDoesNotFitIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := heavyStore{fakeStore: newStore("a")}
		s := newHeavyServer(t, store, workset.NewBudget(heavyBytes/2))
		synctest.Wait()
		for range 3 {
			_, err := s.read(t.Context(), "a")
			if large := wantTooLarge(t, err); len(large.Metrics) != 1 || !strings.Contains(err.Error(), "the facts of metric a take at least") {
				t.Errorf("it is told as %v", err)
			}
		}
		if n := store.loads.Load(); n != 1 {
			t.Errorf("it was read %d times", n)
		}
		if stats := s.Stats(); stats.Bytes != 0 || stats.Loading != 0 {
			t.Errorf("the set holds %+v", stats)
		}
	})
}

func TestVeryManySegmentsCount(t *testing.T) {
	one := series.Columns{Metric: "m", Grain: okr.Day, Num: []float64{1}, Den: []float64{1}}
	s := newHeavyServer(t, heavyStore{fakeStore: newStore("m")}, workset.NewBudget(64<<20))
	columns, err := s.Facts(t.Context(), series.FactsRequest{Calendar: calendar, Metrics: []string{"m"}})
	if err != nil || len(columns) != heavySeries {
		t.Fatal(len(columns), err)
	}
	took := s.Stats().Bytes - heavyBytes
	if least := int64(heavySeries * 112); took < least { // the size of Columns
		t.Errorf("%d series of %+v take %d bytes beside their facts, want %d", heavySeries, one.Grain, took, least)
	}
}

// Loads that fit one by one, and not together, run one after another: the memory never exceeds the budget.
func TestLoadsAtOnceStayWithinTheBudget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const limit = 2*heavyBytes + heavyBytes/2
		budget := workset.NewBudget(limit)
		var servers []server
		store := heavyStore{fakeStore: newStore("a", "b", "c", "d", "e", "f")}
		var most int64
		var mu sync.Mutex
		store.step = func() {
			time.Sleep(time.Millisecond)
			mu.Lock()
			defer mu.Unlock()
			total := int64(0)
			for _, s := range servers {
				total += s.Stats().Bytes
			}
			most = max(most, total+servers[0].Stats().Loading)
		}
		servers = []server{newHeavyServer(t, store, budget), newHeavyServer(t, store, budget)}
		synctest.Wait()
		var readers sync.WaitGroup
		for i, metrics := range [][]string{{"a", "b"}, {"c", "d"}, {"e", "f"}, {"a", "c"}, {"b", "f"}} {
			readers.Go(func() {
				got, err := servers[i%2].read(t.Context(), metrics...)
				if err != nil || len(got) != 2 {
					t.Errorf("%v: %v, %v", metrics, got, err)
				}
			})
		}
		readers.Wait()
		if most > limit || most < heavyBytes {
			t.Errorf("at most there were %d bytes, the limit is %d", most, limit)
		}
		if got := servers[0].Stats().Loading; got != 0 {
			t.Errorf("after all loads %d bytes are still being loaded", got)
		}
	})
}

func TestCallerWhoWaitsForMemoryMayGiveUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := heavyStore{fakeStore: newStore("a", "b", "c")}
		store.step = func() { time.Sleep(100 * time.Millisecond) }
		s := newHeavyServer(t, store, workset.NewBudget(heavyBytes+heavyBytes/2))
		synctest.Wait()
		var readers sync.WaitGroup
		for _, m := range []string{"a", "b"} {
			readers.Go(func() {
				if _, err := s.read(t.Context(), m); err != nil {
					t.Error(m, err)
				}
			})
		}
		time.Sleep(8 * time.Second) // one of both holds all slots now
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		began := time.Now()
		if _, err := s.read(ctx, "c"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("it got %v", err)
		}
		if waited := time.Since(began); waited > 1100*time.Millisecond { // of the test's own clock
			t.Errorf("it gave up after %v", waited)
		}
		readers.Wait()
		s.want(t, "c", 1)
	})
}

// A request that is too large must not fail a smaller one that waits for the same load.
func TestRequestDoesNotFailWithALargerOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := heavyStore{fakeStore: newStore("a", "b", "c")}
		store.step = func() { time.Sleep(time.Millisecond) }
		s := newHeavyServer(t, store, workset.NewBudget(2*heavyBytes))
		synctest.Wait()
		var readers sync.WaitGroup
		readers.Go(func() {
			_, err := s.read(t.Context(), "a", "b", "c")
			wantTooLarge(t, err)
		})
		time.Sleep(5 * time.Millisecond)
		s.want(t, "a", 1)
		readers.Wait()
	})
}
