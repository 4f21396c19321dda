package e2e_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/northstar/okrkpi/pkg/postgres/pgtest"
	"github.com/northstar/okrkpi/pkg/series"
)

const length = 4 * time.Second

func TestTwoServersStayFresh(t *testing.T) {
	t.Parallel()
	cfg := pgtest.New(t)
	reader := pgtest.Login(t, cfg, "okr_reader")
	newLoad(t, pgtest.Open(t, cfg), live(t, reader), live(t, reader)).runFor(length, nil)
}

func TestFreshWhileListenersAreCutOff(t *testing.T) {
	t.Parallel()
	cfg := pgtest.New(t)
	servers := cfg
	servers.AppName = "reader"
	newLoad(t, pgtest.Open(t, cfg), live(t, servers), live(t, servers)).runFor(length, func(ctx context.Context) {
		for ctx.Err() == nil {
			pgtest.Exec(t, cfg, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
				WHERE application_name = 'reader listener' AND datname = current_database()`)
			sleep(ctx, 300*time.Millisecond)
		}
	})
}

// While the server is away there are errors, and never an answer that is out of date.
func TestFreshWhileTheServerRestarts(t *testing.T) {
	t.Parallel()
	server := startServer(t, pgtest.Folder(t)+"/db")
	cfg := server.migrated()
	l := newLoad(t, pgtest.Open(t, cfg), live(t, cfg), live(t, cfg))
	l.shaky = true
	l.runFor(2*length, func(ctx context.Context) {
		for range 2 {
			sleep(ctx, length/2)
			server.stop()
			sleep(ctx, time.Second)
			server.start()
		}
	})
	if l.errors == 0 {
		t.Error("nobody noticed that the server was away")
	}
	l.shaky = false
	eventually(t, 10*time.Second, "the servers still listen for nothing", func() bool {
		return l.servers[0].Listening() && l.servers[1].Listening()
	})
	l.runFor(time.Second, nil)
}

// PgBouncer gives every transaction another connection, so that notifications get lost.
func TestFreshBehindPgBouncer(t *testing.T) {
	t.Parallel()
	direct := pgtest.New(t)
	cfg := pgtest.Bouncer(t, direct)
	newLoad(t, pgtest.Open(t, cfg), live(t, cfg), live(t, cfg)).runFor(length, nil)
}

// A replica receives no notifications. Its lag adds to the age of an answer.
func TestFreshOnAReplica(t *testing.T) {
	t.Parallel()
	primary, replica := replicated(t)
	onReplica := live(t, preferStandby(t, primary, replica))
	l := newLoad(t, pgtest.Open(t, primary), onReplica, live(t, primary))
	l.limit = 2 * tooOld
	eventually(t, 10*time.Second, "the replica lacks the first import", func() bool {
		return l.newestImport(onReplica, "left") == 1
	})
	l.runFor(length, nil)
	if !onReplica.Listening() {
		t.Error("the replica is not followed")
	}

	pgtest.Exec(t, replica, "SELECT pg_wal_replay_pause()")
	time.Sleep(tooOld) // to learn what it has replayed
	before := l.newestImport(onReplica, "left")
	if err := l.write(t.Context(), families[0]); err != nil {
		t.Fatal(err)
	}
	loads := onReplica.Stats().Loads
	for range 200 {
		if got := l.newestImport(onReplica, "left"); got != before {
			t.Fatalf("a replica that stands still went from import %d to %d", before, got)
		}
		time.Sleep(5 * time.Millisecond)
	}
	if more := onReplica.Stats().Loads - loads; more > 0 {
		t.Errorf("a replica that stands still was read %d times", more)
	}
	pgtest.Exec(t, replica, "SELECT pg_wal_replay_resume()")
	eventually(t, l.limit, "the replica does not show what it has caught up with", func() bool {
		return l.newestImport(onReplica, "left") == l.begun
	})
}

// While every connection of the pool waits for the database, the listener's own still reads what is new, also when the
// notification of it got lost.
func TestFollowsWhileThePoolIsBusy(t *testing.T) {
	t.Parallel()
	cfg := pgtest.New(t)
	small := cfg
	small.MaxConns = 1
	server := live(t, small)
	eventually(t, 10*time.Second, "it does not listen", server.Listening)
	blocker := pgtest.Connect(t, cfg)
	if _, err := blocker.Exec(t.Context(), "BEGIN; LOCK TABLE okr.fact").ReadAll(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var reading sync.WaitGroup
	reading.Go(func() {
		_, _ = server.Facts(ctx, series.FactsRequest{Calendar: berlin, Metrics: []string{"left"}})
	})
	time.Sleep(100 * time.Millisecond)
	pgtest.Exec(t, cfg, `INSERT INTO okr.catalog_revision (number, author, note, checksum, document) VALUES (1, '', '', '', '')`)
	eventually(t, tooOld, "the new catalog is not known", func() bool {
		revision, err := server.Revision(t.Context())
		return err == nil && revision == 1
	})
	cancel()
	reading.Wait()
	if _, err := blocker.Exec(t.Context(), "ROLLBACK").ReadAll(); err != nil {
		t.Fatal(err)
	}
}
