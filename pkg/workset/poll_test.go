package workset_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/northstar/okrkpi/pkg/workset"
)

func TestManyCallersShareAPoll(t *testing.T) {
	for name, down := range map[string]bool{"a slow database": false, "a database that does not answer": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				store := newStore("a")
				s := newServer(t, store, false, 0)
				s.want(t, "a", 1)
				time.Sleep(time.Second)
				store.setDown(down)
				store.sumDelay = 5 * time.Second
				before, began := store.sums.Load(), time.Now()
				var callers sync.WaitGroup
				for range 50 {
					time.Sleep(10 * time.Millisecond)
					callers.Go(func() {
						_, err := s.read(t.Context(), "a")
						if down != errors.Is(err, errDown) {
							t.Errorf("got %v", err)
						}
					})
				}
				callers.Wait()
				if took := time.Since(began); took > 2*store.sumDelay+time.Second {
					t.Errorf("50 callers waited %v for each other", took)
				}
				if n := store.sums.Load() - before; n != 2 {
					t.Errorf("50 callers polled %d times", n)
				}
			})
		})
	}
}

func TestCallerWhoGivesUpDisturbsNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newStore("a")
		s := newServer(t, store, false, 0)
		s.want(t, "a", 1)
		time.Sleep(time.Second)
		store.sumDelay = time.Second
		impatient := func() {
			ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
			defer cancel()
			began := time.Now()
			if _, err := s.read(ctx, "a"); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("got %v", err)
			}
			if waited := time.Since(began); waited > 100*time.Millisecond {
				t.Errorf("a caller who gave up waited %v", waited)
			}
		}
		var callers sync.WaitGroup
		callers.Go(impatient) // polls
		synctest.Wait()
		callers.Go(func() { s.want(t, "a", 1) }) // waits, and polls again
		time.Sleep(500 * time.Millisecond)
		callers.Go(impatient) // waits
		callers.Wait()
	})
}

func TestReportTellsOfChangesOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newStore("a")
		var reports []error
		f, err := workset.NewFollower(workset.FollowerConfig{
			Revisions: store, Listen: store.Listen, Report: func(err error) { reports = append(reports, err) },
		})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { f.Run(ctx) })
		time.Sleep(time.Minute)
		store.setDown(true)
		time.Sleep(time.Minute)
		store.setDown(false)
		time.Sleep(time.Minute)
		cancel()
		running.Wait()
		if len(reports) != 3 || reports[0] != nil || !errors.Is(reports[1], errDown) || reports[2] != nil {
			t.Errorf("reported %v", reports)
		}
	})
}
