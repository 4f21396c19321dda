package e2e_test

import (
	"testing"
	"time"

	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/postgres/pgtest"
	"github.com/northstar/okrkpi/pkg/series"
	"github.com/northstar/okrkpi/pkg/workset"
)

func TestMain(m *testing.M) { pgtest.MainWithoutLeaks(m) }

var berlin = series.NewCalendar(mustLoad("Europe/Berlin"), time.Monday, time.January)

func mustLoad(name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return loc
}

// live is what a Grafana server has: a pool of connections and a working set of its own.
func live(t testing.TB, cfg postgres.Config) *workset.Live {
	t.Helper()
	return liveWithin(t, cfg, 0)
}

func liveWithin(t testing.TB, cfg postgres.Config, maxBytes int64) *workset.Live {
	t.Helper()
	l, err := workset.NewLive(pgtest.Open(t, cfg), workset.LiveConfig{MaxBytes: maxBytes, Report: func(err error) {
		if err != nil {
			t.Logf("not listening: %v", err)
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.Close)
	return l
}

// eventually waits until a condition holds.
func eventually(t testing.TB, within time.Duration, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(within); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("after %v %s", within, what)
		}
	}
}
