package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/postgres/pgtest"
	"github.com/northstar/okrkpi/pkg/series"
)

func TestEverythingWorksBehindPgBouncer(t *testing.T) {
	t.Parallel()
	direct := pgtest.NewEmpty(t)
	cfg := pgtest.Bouncer(t, direct)
	if _, err := postgres.Migrate(t.Context(), cfg, nil); err != nil {
		t.Fatal(err)
	}
	for _, check := range pgtest.Open(t, cfg).Check(t.Context(), true) {
		if !check.OK {
			t.Errorf("%+v", check)
		}
	}
	// More clients than connections: consecutive transactions of a client run on different ones.
	var wg sync.WaitGroup
	for client := range 6 {
		store := pgtest.Open(t, cfg)
		wg.Go(func() {
			if err := useEverything(t.Context(), store, client); err != nil {
				t.Errorf("client %d: %v", client, err)
			}
		})
	}
	wg.Wait()
	if got, want := len(read(t, pgtest.Open(t, cfg), "metric_0000", "metric_0001", "sql_0", "sql_5")), 4; got != want {
		t.Errorf("%d series, want %d", got, want)
	}
}

func useEverything(ctx context.Context, store *postgres.Store, client int) error {
	for round := range 5 {
		document := fmt.Appendf(nil, "client %d round %d", client, round)
		done, err := store.Apply(ctx, postgres.ApplyRequest{Document: document})
		if err != nil {
			return err
		}
		if got, err := store.Document(ctx, done.Revision.Number); err != nil || string(got) != string(document) {
			return fmt.Errorf("document %d: %q %w", done.Revision.Number, got, err)
		}
		if _, err := store.Import(ctx, importing(manyFacts(20, 30, float64(round), client%2 == 0))); err != nil {
			return err
		}
		m := sqlMetric(fmt.Sprintf("sql_%d", client), okr.Sum, `SELECT $1::date + d AS time, d AS value
			FROM generate_series(0, 8) AS d`)
		if _, err := store.Refresh(ctx, postgres.RefreshRequest{Metric: m, Calendar: tokyo, Until: noon(10)}); err != nil {
			return err
		}
		columns, err := store.Facts(ctx, series.FactsRequest{Calendar: tokyo, Metrics: []string{m.Name, "metric_0003"}})
		if err != nil || len(columns) != 2 {
			return fmt.Errorf("%d series: %w", len(columns), err)
		}
		if _, err := store.SegmentValues(ctx, m.Name, "plan", 10); err != nil {
			return err
		}
		if _, err := store.Coverage(ctx, tokyo, []string{m.Name}); err != nil {
			return err
		}
	}
	return nil
}

func TestTimeLimitsDoNotSpreadBehindPgBouncer(t *testing.T) {
	t.Parallel()
	direct := pgtest.New(t)
	cfg := pgtest.Bouncer(t, direct)
	blocker := pgtest.Connect(t, direct)
	if _, err := blocker.Exec(t.Context(), "BEGIN; LOCK TABLE okr.catalog_revision").ReadAll(); err != nil {
		t.Fatal(err)
	}
	impatient := cfg
	impatient.StatementTimeout = 150 * time.Millisecond
	for range 4 {
		_, err := pgtest.Open(t, impatient).Revision(t.Context())
		want[*postgres.TimeoutError](t, err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if _, err := pgtest.Open(t, cfg).Revision(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	if _, err := blocker.Exec(t.Context(), "ROLLBACK").ReadAll(); err != nil {
		t.Fatal(err)
	}
	// Clients that set nothing find both server connections as they were.
	for range 4 {
		client := pgtest.Connect(t, cfg)
		results, err := client.Exec(t.Context(), "SELECT current_setting('statement_timeout') || ' ' || "+
			"current_setting('transaction_read_only') || ' ' || current_setting('work_mem')").ReadAll()
		if err != nil || string(results[0].Rows[0][0]) != "0 off 4MB" {
			t.Errorf("%s %v", results[0].Rows[0][0], err)
		}
	}
}

func TestWrongPasswordBehindPgBouncer(t *testing.T) {
	t.Parallel()
	cfg := pgtest.Bouncer(t, pgtest.New(t))
	for _, user := range []*url.Userinfo{url.UserPassword("okr", "wrong"), url.UserPassword("nobody", "knows")} {
		_, err := pgtest.Open(t, withURL(t, cfg, func(u *url.URL) { u.User = user })).Revision(t.Context())
		want[*postgres.AuthError](t, err)
	}
}
