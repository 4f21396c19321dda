package postgres_test

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/postgres/pgtest"
)

func TestApplyingCountsRevisions(t *testing.T) {
	t.Parallel()
	store := pgtest.Open(t, pgtest.Login(t, pgtest.New(t), "okr_writer"))
	ctx := t.Context()
	if n, err := store.Revision(ctx); err != nil || n != 0 {
		t.Errorf("before: %d %v", n, err)
	}
	apply := func(document string, wantNumber int64, wantChanged bool) okr.CatalogRevision {
		t.Helper()
		done, err := store.Apply(ctx, postgres.ApplyRequest{Document: []byte(document), Author: "mika", Note: "why"})
		if err != nil || done.Revision.Number != wantNumber || done.Changed != wantChanged {
			t.Errorf("%q: %+v %v", document, done, err)
		}
		return done.Revision
	}
	first := apply("one: 1\n", 1, true)
	if time.Since(first.AppliedAt).Abs() > time.Hour || first.Author != "mika" || first.Note != "why" ||
		// printf 'one: 1\n' | sha256sum
		first.Checksum != "5151b387ca63e404b39d112a6626b258989d7e5d082a96ae4f50a3ceafa84f6a" {
		t.Errorf("%+v", first)
	}
	if again := apply("one: 1\n", 1, false); !again.AppliedAt.Equal(first.AppliedAt) {
		t.Errorf("again: %+v", again)
	}
	apply("two: 2 日本\n", 2, true)
	apply("one: 1\n", 3, true) // back to an older state is a new revision
	if document, err := store.Document(ctx, 2); err != nil || string(document) != "two: 2 日本\n" {
		t.Errorf("document 2: %q %v", document, err)
	}
	if n, err := store.Revision(ctx); err != nil || n != 3 {
		t.Errorf("after: %d %v", n, err)
	}
	list, err := store.Revisions(ctx, time.Time{}, time.Time{}, 2)
	if err != nil || len(list) != 2 || list[0].Number != 3 || list[1].Number != 2 || list[0].Checksum != first.Checksum {
		t.Errorf("list: %+v %v", list, err)
	}
}

func TestRevisionsAppliedAtOnceAreNumberedInTurn(t *testing.T) {
	t.Parallel()
	store := pgtest.Open(t, pgtest.New(t))
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			document := fmt.Appendf(nil, "document %d", i)
			if done, err := store.Apply(t.Context(), postgres.ApplyRequest{Document: document}); err != nil || !done.Changed {
				t.Error(done, err)
			}
		})
	}
	wg.Wait()
	list, err := store.Revisions(t.Context(), time.Time{}, time.Time{}, 100)
	if err != nil || len(list) != 8 || list[0].Number != 8 || list[7].Number != 1 {
		t.Errorf("%+v %v", list, err)
	}
}

func TestChangesAreAnnounced(t *testing.T) {
	t.Parallel()
	cfg := pgtest.New(t)
	heard := make(chan string, 100)
	conf, err := pgconn.ParseConfig(cfg.URL)
	if err != nil {
		t.Fatal(err)
	}
	conf.OnNotification = func(_ *pgconn.PgConn, n *pgconn.Notification) { heard <- n.Channel + " " + n.Payload }
	listener, err := pgconn.ConnectConfig(t.Context(), conf)
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close(context.Background())
	if _, err := listener.Exec(t.Context(), "LISTEN "+postgres.Channel).ReadAll(); err != nil {
		t.Fatal(err)
	}
	store := pgtest.Open(t, cfg)
	if _, err := store.Apply(t.Context(), postgres.ApplyRequest{Document: []byte("x")}); err != nil {
		t.Fatal(err)
	}
	load(t, store, fact("b", "2026-03-01", 1, 1), fact("a", "2026-03-01", 1, 1))
	load(t, store, fact("b", "2026-03-01", 1, 1)) // changes nothing
	load(t, store, fact("b", "2026-03-01", 2, 1))
	if _, err := listener.Exec(t.Context(), "SELECT 1").ReadAll(); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`okr_change {"catalog":1}`, `okr_change {"metrics":{"a":1,"b":1}}`, `okr_change {"metrics":{"b":2}}`,
	} {
		select {
		case got := <-heard:
			if got != want || !json.Valid([]byte(got[len("okr_change "):])) {
				t.Errorf("heard %s, want %s", got, want)
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("did not hear %s", want)
		}
	}
	if len(heard) != 0 {
		t.Errorf("heard more: %s", <-heard)
	}
}
