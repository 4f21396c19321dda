package workset_test

import (
	"maps"
	"testing"
	"testing/synctest"
	"time"

	"github.com/northstar/okrkpi/pkg/workset"
)

// wantAll reads several metrics at once and expects one number in all of them.
func (s server) wantAll(t *testing.T, number int64, metrics ...string) {
	t.Helper()
	got, err := s.read(t.Context(), metrics...)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]int64{}
	for _, m := range metrics {
		want[m] = number
	}
	if !maps.Equal(got, want) {
		t.Fatalf("got %v, want %v", got, want)
	}
}

func TestAnswerBelongsToOneSnapshotOfTheDatabase(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newStore("a", "b")
		store.deaf = true // only the load shows the change
		s := newServer(t, store, true, 0)
		synctest.Wait()
		s.want(t, "a", 1)
		store.onLoad = func() {
			store.onLoad = nil
			store.write("a", "b")
		}
		s.wantAll(t, 2, "a", "b")
	})
}

func TestOneLoadIsOneSnapshot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newStore("a", "b")
		store.deaf = true
		s := newServer(t, store, true, 0)
		synctest.Wait()
		store.write("a", "b")
		s.wantAll(t, 2, "a", "b")
		if n := store.loads.Load(); n != 1 || store.sums.Load() != 0 {
			t.Errorf("there were %d loads and %d polls", n, store.sums.Load())
		}
	})
}

func TestWriterThatNeverRests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newStore("a", "b", "c")
		s := newServer(t, store, true, 0)
		synctest.Wait()
		s.want(t, "a", 1)
		// Each load meets a change of the facts that were loaded before, so that they never belong to one snapshot.
		store.onLoad = func() { store.write("a", "b", "c") }
		for range 100 {
			before := store.loads.Load()
			got, err := s.read(t.Context(), "a", "b", "c")
			if err != nil || got["a"] != got["b"] || got["a"] != got["c"] {
				t.Fatalf("got %v, %v", got, err)
			}
			if n := store.loads.Load() - before; n > 9 {
				t.Fatalf("an answer took %d loads", n)
			}
		}
	})
}

// The listener is connected to the primary, and everything else is read from a replica.
func TestLaggingReplica(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newStore("a", "b")
		s := newServer(t, store, true, 0)
		synctest.Wait()
		s.wantAll(t, 1, "a", "b")
		store.follow()
		store.write("a", "b")
		synctest.Wait()

		time.AfterFunc(100*time.Millisecond, store.follow)
		began := time.Now()
		s.wantAll(t, 2, "a", "b")
		if took := time.Since(began); took < 100*time.Millisecond || took > 200*time.Millisecond {
			t.Errorf("a replica that caught up after 100 ms was waited for %v", took)
		}
		if n := store.loads.Load(); n > 8 {
			t.Errorf("there were %d loads", n)
		}

		store.write("a", "b")
		synctest.Wait()
		for range 10 {
			began, before := time.Now(), store.loads.Load()
			s.wantAll(t, 2, "a", "b")
			took, loads := time.Since(began), store.loads.Load()-before
			if took > 400*time.Millisecond || loads > 9 {
				t.Errorf("a replica that lags was waited for %v and read %d times", took, loads)
			}
		}
		began = time.Now()
		s.wantAll(t, 2, "a", "b")
		if took := time.Since(began); took > 0 {
			t.Errorf("a replica that is known to lag was waited for %v", took)
		}
		store.follow()
		s.wantAll(t, 3, "a", "b")
		before := store.loads.Load()
		s.wantAll(t, 3, "a", "b")
		if n := store.loads.Load() - before; n != 0 {
			t.Errorf("a replica that caught up was read %d times more", n)
		}
	})
}

// A failover may lose commits; later commits then get the same revisions.
func TestCommitsLostInAFailover(t *testing.T) {
	for name, listen := range map[string]bool{"with a listener": true, "without a listener": false} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				store := newStore("a", "b")
				s := newServer(t, store, listen, 0)
				synctest.Wait()
				store.write("a")
				s.want(t, "a", 2)
				s.want(t, "b", 1)
				store.become(contents{
					catalog: 1, server: 2, revisions: map[string]int64{"a": 2, "b": 1}, facts: map[string]int64{"a": 20, "b": 10},
				})
				time.Sleep(workset.Trust)
				s.want(t, "a", 20)
				s.want(t, "b", 10)
				store.write("a")
				time.Sleep(workset.Trust)
				s.want(t, "a", 3)
			})
		})
	}
}

// A restored backup has lower revisions on the server that was there before.
func TestRevisionsThatWentBack(t *testing.T) {
	for name, listen := range map[string]bool{"with a listener": true, "without a listener": false} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				store := newStore("a", "b")
				s := newServer(t, store, listen, 0)
				synctest.Wait()
				for range 3 {
					store.write("a", "b")
				}
				s.wantAll(t, 4, "a", "b")
				store.become(contents{revisions: map[string]int64{"b": 1}, facts: map[string]int64{"b": 10}})
				for range 10 {
					time.Sleep(workset.Heartbeat)
					_, _ = s.read(t.Context(), "a", "b")
				}
				if got, err := s.read(t.Context(), "a", "b"); err != nil || !maps.Equal(got, map[string]int64{"b": 10}) {
					t.Errorf("got %v, %v", got, err)
				}
				if s.Catalog() != 0 {
					t.Errorf("the catalog is still at revision %d", s.Catalog())
				}
				store.write("b")
				time.Sleep(workset.Trust)
				s.want(t, "b", 2)
			})
		})
	}
}

// A cached answer is served while the version is the same, so everything that changes an answer must change the version.
func TestVersionTellsWhetherAnAnswerIsCurrent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newStore("a", "b")
		s := newServer(t, store, true, 0)
		synctest.Wait()
		s.wantAll(t, 1, "a", "b")
		first := s.Version()
		s.wantAll(t, 1, "a", "b")
		if s.Version() != first {
			t.Error("an answer without a change has changed the version")
		}

		store.write("b")
		synctest.Wait()
		second := s.Version()
		if second == first {
			t.Error("a change that was received has not changed the version")
		}

		store.follow()
		store.write("a")
		synctest.Wait()
		lagging := s.Version()
		if _, err := s.read(t.Context(), "a"); err != nil {
			t.Fatal(err)
		}
		if s.Version() == lagging {
			t.Error("an answer from a replica that lags counts like one that does not")
		}

		store.follow()
		before := s.Version()
		same := store.primary.clone()
		same.server = 2
		store.become(same)
		time.Sleep(workset.Trust)
		store.follow()
		s.wantAll(t, 2, "a", "b")
		if s.Version() == before {
			t.Error("another server with the same revisions has not changed the version")
		}
	})
}
