package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/northstar/okrkpi/pkg/postgres/pgtest"
)

// Behind a pooler a connection receives the notifications that another client has subscribed to, for as long as it lives.
func TestWhatIsHeardByChanceIsNotKept(t *testing.T) {
	t.Parallel()
	cfg := pgtest.New(t)
	store := pgtest.Open(t, cfg)
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
	load(t, pgtest.Open(t, cfg), fact("a", "2026-03-01", 1, 1))
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
	l, err := pgtest.Open(t, named).Listen(t.Context())
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

// Whoever may connect may say anything on the channel.
func TestWhatIsAnnouncedOnlyTellsWhereToLook(t *testing.T) {
	t.Parallel()
	cfg := pgtest.New(t)
	store := pgtest.Open(t, cfg)
	load(t, store, fact("a", "2026-03-01", 1, 1), fact("b", "2026-03-01", 1, 1))
	l, err := store.Listen(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close(context.Background())
	for payload, want := range map[string]string{
		`{"catalog": 9223372036854775807}`:                        "{0 map[]}",
		`{"metrics": {"a": 99, "invented": 5}}`:                   "{0 map[a:1]}",
		`{"catalog": -1, "metrics": {"b": -9223372036854775808}}`: "{0 map[b:1]}",
		`{"metrics": {"'; DROP TABLE okr.fact; --": 1}}`:          "{0 map[]}",
		`no JSON`: "{0 map[]}",
		`{"metrics": ` + strings.Repeat("[", 3000) + `}`:               "{0 map[]}",
		`{"catalog": "9223372036854775807", "metrics": {"a": "text"}}`: "{0 map[]}",
	} {
		pgtest.Exec(t, cfg, "SELECT pg_notify('okr_change', "+quoteText(payload)+")")
		got, err := l.Next(t.Context())
		if err != nil || fmt.Sprint(got) != want {
			t.Errorf("%.60s: got %v %v, want %s", payload, got, err, want)
		}
	}
}

func quoteText(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
