package postgres_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/northstar/okrkpi/pkg/postgres/pgtest"
)

// Behind a pooler a connection hears what another client asked for, for as long as it lives.
func TestWhatIsHeardByChanceIsNotKept(t *testing.T) {
	t.Parallel()
	cfg := pgtest.New(t)
	store := open(t, cfg)
	conn, err := store.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Release()
	exec := func(sql string) {
		t.Helper()
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	exec("LISTEN okr_change")
	load(t, open(t, cfg), fact("a", "2026-03-01", 1, 1))
	exec("SELECT 1")
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if n, err := conn.Conn().WaitForNotification(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("it kept %v, %v", n, err)
	}
}

func TestListenerCanBeToldApart(t *testing.T) {
	t.Parallel()
	cfg := pgtest.New(t)
	named := cfg
	named.AppName = "grafana"
	l, err := open(t, named).Listen(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close(context.Background())
	pgtest.Exec(t, cfg, `DO $$ BEGIN
		IF NOT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = 'grafana listener') THEN
			RAISE 'there is no listener';
		END IF;
	END $$`)
}
