package workset_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/northstar/okrkpi/pkg/series"
	"github.com/northstar/okrkpi/pkg/workset"
)

type server struct {
	*workset.Set
	*workset.Follower
}

func newServer(t *testing.T, s *fakeStore, listen bool, maxBytes int64) server {
	t.Helper()
	return newServerWithin(t, s, listen, workset.NewBudget(maxBytes))
}

func newServerWithin(t *testing.T, s *fakeStore, listen bool, budget *workset.Budget) server {
	t.Helper()
	cfg := workset.FollowerConfig{Revisions: s}
	if listen {
		cfg.Listen = s.Listen
	}
	f, err := workset.NewFollower(cfg)
	if err != nil {
		t.Fatal(err)
	}
	set, err := workset.New(workset.Config{Loader: s, Follower: f, Budget: budget})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { f.Run(ctx) })
	t.Cleanup(func() { cancel(); running.Wait(); set.Close() })
	return server{set, f}
}

// read returns the revision of each metric's facts. It is an error when the facts of one metric have several.
func (s server) read(ctx context.Context, metrics ...string) (map[string]int64, error) {
	columns, err := s.Facts(ctx, series.FactsRequest{Calendar: calendar, Metrics: metrics})
	if err != nil {
		return nil, err
	}
	return revisionsOf(columns)
}

func revisionsOf(columns []series.Columns) (map[string]int64, error) {
	seen := map[string]int64{}
	for _, c := range columns {
		for _, v := range c.Num {
			if old, ok := seen[c.Metric]; ok && old != int64(v) {
				return nil, fmt.Errorf("metric %s mixes revisions %d and %v", c.Metric, old, v)
			}
			seen[c.Metric] = int64(v)
		}
	}
	return seen, nil
}

func (s server) want(t *testing.T, metric string, revision int64) {
	t.Helper()
	got, err := s.read(t.Context(), metric)
	if err != nil {
		t.Fatal(err)
	}
	if got[metric] != revision {
		t.Fatalf("metric %s is at revision %d, want %d", metric, got[metric], revision)
	}
}

func TestSetServesFromMemory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newStore("a", "b")
		s := newServer(t, store, true, 0)
		synctest.Wait()
		for range 10 {
			s.want(t, "a", 1)
			s.want(t, "b", 1)
		}
		if n := store.loads.Load(); n != 2 {
			t.Errorf("two metrics took %d loads", n)
		}
		if n := store.sums.Load(); n != 0 {
			t.Errorf("with a listener the database was polled %d times", n)
		}
		store.write("a")
		synctest.Wait()
		s.want(t, "a", 2)
		s.want(t, "b", 1)
		if n := store.loads.Load(); n != 3 {
			t.Errorf("a change of one metric brought the loads to %d, want 3", n)
		}
	})
}

func TestSetReadsAllMetricsOfARequestAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newStore("a", "b", "c")
		s := newServer(t, store, true, 0)
		synctest.Wait()
		s.want(t, "a", 1)
		got, err := s.read(t.Context(), "a", "b", "c", "unknown")
		if err != nil || len(got) != 3 {
			t.Fatalf("got %v, %v", got, err)
		}
		if n := store.loads.Load(); n != 2 {
			t.Errorf("there were %d loads, want one for a and one for the rest", n)
		}
	})
}

func TestSetLoadsOnceForManyCallers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newStore("a", "b")
		store.delay = 50 * time.Millisecond
		s := newServer(t, store, true, 0)
		synctest.Wait()
		var callers sync.WaitGroup
		for range 50 {
			callers.Go(func() { s.want(t, "a", 1) })
		}
		impatient, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
		defer cancel()
		if _, err := s.read(impatient, "a"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a caller who gave up got %v", err)
		}
		callers.Wait()
		if n := store.loads.Load(); n != 1 {
			t.Errorf("there were %d loads", n)
		}
	})
}

func TestSetDoesNotBlockReadersOfOtherMetrics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newStore("fast", "slow")
		s := newServer(t, store, true, 0)
		synctest.Wait()
		s.want(t, "fast", 1)
		store.delay = time.Second
		var readers sync.WaitGroup
		readers.Go(func() { s.want(t, "slow", 1) })
		synctest.Wait()
		began := time.Now()
		s.want(t, "fast", 1)
		if waited := time.Since(began); waited > 0 {
			t.Errorf("a reader of another metric waited %v", waited)
		}
		readers.Wait()
	})
}

func TestLostNotificationIsNoticedWithinASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newStore("a")
		s := newServer(t, store, true, 0)
		synctest.Wait()
		s.want(t, "a", 1)
		store.mu.Lock()
		store.deaf = true
		store.mu.Unlock()
		store.write("a")
		time.Sleep(workset.Trust)
		s.want(t, "a", 2)
	})
}

func TestWithoutListenerEveryAnswerIsChecked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newStore("a", "b")
		s := newServer(t, store, false, 0)
		s.want(t, "a", 1)
		s.want(t, "b", 1)
		time.Sleep(time.Second)
		before := store.sums.Load()
		store.write("a")
		s.want(t, "a", 2)
		s.want(t, "b", 1)
		if n := store.sums.Load() - before; n == 0 || n > 2 {
			t.Errorf("two answers polled %d times", n)
		}
		if n := store.loads.Load(); n != 3 {
			t.Errorf("there were %d loads, want only the changed metric again", n)
		}
	})
}

func TestDatabaseDownAndBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newStore("a")
		s := newServer(t, store, true, 0)
		synctest.Wait()
		s.want(t, "a", 1)
		store.setDown(true)
		time.Sleep(2 * time.Second)
		if _, err := s.read(t.Context(), "a"); !errors.Is(err, errDown) {
			t.Errorf("with the database down the answer is %v: what is in memory may be out of date", err)
		}
		store.setDown(false)
		store.write("a")
		s.want(t, "a", 2)
		time.Sleep(15 * time.Second)
		if !s.Listening() {
			t.Error("the listener did not come back")
		}
		before := store.sums.Load()
		store.write("a")
		synctest.Wait()
		s.want(t, "a", 3)
		if store.sums.Load() != before {
			t.Error("with the listener back the database was still polled")
		}
	})
}

func TestSetKeepsWithinItsMemory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		names := make([]string, 50)
		for i := range names {
			names[i] = fmt.Sprintf("m%02d", i)
		}
		store := newStore(names...)
		const limit = 40_000 // some ten metrics
		s := newServer(t, store, true, limit)
		synctest.Wait()
		for range 3 {
			for _, n := range names {
				s.want(t, n, 1)
				s.want(t, names[0], 1)
				if got := s.Stats().Bytes; got > limit {
					t.Fatalf("%d bytes are resident, the limit is %d", got, limit)
				}
			}
		}
		if n := store.loads.Load(); n > 1+3*49 {
			t.Errorf("there were %d loads: what is used all the time was let go", n)
		}
		if s.Stats().Evicted == 0 {
			t.Error("nothing was let go")
		}
	})
}

func TestSetsShareABudget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		busy, idle := newStore("a", "b", "c"), newStore("a", "b", "c")
		const room = 12_000 // three metrics
		budget := workset.NewBudget(room)
		one, other := newServerWithin(t, busy, true, budget), newServerWithin(t, idle, true, budget)
		synctest.Wait()
		for _, m := range []string{"a", "b", "c"} {
			other.want(t, m, 1)
		}
		for range 3 {
			for _, m := range []string{"a", "b", "c"} {
				one.want(t, m, 1)
			}
		}
		if got, left := one.Stats(), other.Stats(); got.Metrics != 3 || left.Metrics != 0 || left.Bytes != 0 || left.Evicted != 3 {
			t.Errorf("the busy one holds %+v, the idle one %+v", got, left)
		}
		if n := busy.loads.Load(); n != 3 {
			t.Errorf("the busy one read %d times", n)
		}
		one.Close()
		for _, m := range []string{"a", "b", "c"} {
			other.want(t, m, 1)
		}
		if got, left := one.Stats(), other.Stats(); got.Bytes != 0 || left.Metrics != 3 || left.Evicted != 3 {
			t.Errorf("after its end the one holds %+v, the other %+v", got, left)
		}
	})
}

func TestAnotherCalendarForgetsTheColumns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newStore("a")
		s := newServer(t, store, true, 0)
		synctest.Wait()
		s.want(t, "a", 1)
		again, err := time.LoadLocation("UTC")
		if err != nil {
			t.Fatal(err)
		}
		same := series.NewCalendar(again, time.Monday, time.January)
		sunday := series.NewCalendar(time.UTC, time.Sunday, time.January)
		for _, c := range []series.Calendar{same, sunday} {
			if _, err := s.Facts(t.Context(), series.FactsRequest{Calendar: c, Metrics: []string{"a"}}); err != nil {
				t.Fatal(err)
			}
		}
		if n := store.loads.Load(); n != 2 {
			t.Errorf("there were %d loads, want one for each calendar", n)
		}
	})
}

// Writers change metrics at random while readers read on three servers, one of them without a listener. No answer may mix
// revisions or be older than a second.
func TestFreshUnderLoad(t *testing.T) {
	store := newStore("a", "b", "c")
	servers := []server{newServer(t, store, true, 0), newServer(t, store, false, 0), newServer(t, store, true, 12_000)}
	type commit struct {
		at       time.Time
		revision int64
	}
	var mu sync.Mutex
	history := map[string][]commit{}
	atLeast := func(metric string, t time.Time) int64 {
		mu.Lock()
		defer mu.Unlock()
		oldest := int64(1)
		for _, c := range history[metric] {
			if c.at.Before(t) {
				oldest = c.revision
			}
		}
		return oldest
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	names := []string{"a", "b", "c"}
	var workers sync.WaitGroup
	workers.Go(func() {
		for ctx.Err() == nil {
			name := names[rand.IntN(len(names))]
			revision := store.write(name)
			mu.Lock()
			history[name] = append(history[name], commit{time.Now(), revision})
			mu.Unlock()
			time.Sleep(time.Duration(rand.IntN(20)) * time.Millisecond)
		}
	})
	var answers int
	for _, s := range servers {
		for range 4 {
			workers.Go(func() {
				for ctx.Err() == nil {
					began := time.Now()
					got, err := s.read(ctx, names...)
					if ctx.Err() != nil {
						return
					}
					if err != nil {
						t.Error(err)
						return
					}
					for name, revision := range got {
						if least := atLeast(name, began.Add(-time.Second)); revision < least {
							t.Errorf("metric %s is at revision %d, a second ago it was at %d", name, revision, least)
							return
						}
					}
					mu.Lock()
					answers++
					mu.Unlock()
				}
			})
		}
	}
	workers.Wait()
	t.Logf("%d answers", answers)
}
