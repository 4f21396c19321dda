package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/postgres/pgtest"
)

var march = time.Date(2026, time.March, 1, 0, 0, 0, 0, time.UTC)

// newEntry is an entry of a day of March.
func newEntry(day int, kind okr.EntryKind, text string) okr.Entry {
	return okr.Entry{Kind: kind, At: march.AddDate(0, 0, day-1), Text: text, Author: "mika"}
}

func write(t *testing.T, store *postgres.Store, e okr.Entry) okr.Entry {
	t.Helper()
	added, written, err := store.AddEntry(t.Context(), e, "")
	if err != nil || !written {
		t.Fatal(written, err)
	}
	return added
}

func journal(t *testing.T, store *postgres.Store, r okr.JournalRequest) []okr.Entry {
	t.Helper()
	if r.Limit == 0 {
		r.Limit = 100
	}
	entries, err := store.Entries(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

func texts(entries []okr.Entry) string {
	list := make([]string, len(entries))
	for i, e := range entries {
		list[i] = e.Text
	}
	return strings.Join(list, " ")
}

func TestAnEntryIsReadAsItWasWritten(t *testing.T) {
	t.Parallel()
	store := pgtest.Open(t, pgtest.Login(t, pgtest.New(t), "okr_writer"))
	plain := write(t, store, newEntry(1, okr.Annotation, "plain"))
	full := newEntry(2, okr.Experiment, "字\n'quoted' \"text\" \\ %s")
	full.Until, full.Tags, full.Replaces = full.At.Add(36*time.Hour), []string{"a b", "日本"}, plain.ID
	full.About = okr.About{Metric: "m", Objective: "o", KeyResult: "o/k", KPI: "p", Team: "t"}
	full.Experiment = okr.ExperimentNotes{Hypothesis: "h", Result: "r"}
	added := write(t, store, full)
	entries := journal(t, store, okr.JournalRequest{})
	if len(entries) != 1 {
		t.Fatalf("%+v", entries)
	}
	if diff := cmp.Diff(added, entries[0]); diff != "" {
		t.Error(diff)
	}
	if time.Since(added.CreatedAt).Abs() > time.Hour || added.ID <= plain.ID {
		t.Errorf("number %d after %d, written at %v", added.ID, plain.ID, added.CreatedAt)
	}
	full.ID, full.CreatedAt, full.Login = added.ID, added.CreatedAt, added.Login
	if diff := cmp.Diff(full, added); diff != "" {
		t.Error(diff)
	}
}

func TestEntriesAreFoundByTimeKindAndWhatTheyConcern(t *testing.T) {
	t.Parallel()
	store := pgtest.Open(t, pgtest.New(t))
	add := func(day int, kind okr.EntryKind, text string, days int, about okr.About) {
		e := newEntry(day, kind, text)
		if e.About = about; days > 0 {
			e.Until = e.At.AddDate(0, 0, days)
		}
		write(t, store, e)
	}
	add(1, okr.Annotation, "sale", 9, okr.About{Metric: "sales"}) // up to the 10th
	add(5, okr.Bet, "bet", 0, okr.About{KeyResult: "o/k"})
	add(5, okr.Blocker, "blocker", 0, okr.About{Team: "care"})
	add(20, okr.Learning, "learning", 0, okr.About{Objective: "o", Metric: "churn"})
	add(20, okr.Annotation, "outage", 0, okr.About{})
	day := func(n int) time.Time { return march.AddDate(0, 0, n-1) }
	for name, c := range map[string]struct {
		request okr.JournalRequest
		want    string
	}{
		"Everything, the newest first":                {okr.JournalRequest{}, "outage learning blocker bet sale"},
		"The newest":                                  {okr.JournalRequest{Limit: 2}, "outage learning"},
		"What lasts into a span is of it":             {okr.JournalRequest{From: day(6), Until: day(9)}, "sale"},
		"What ends at the start of a span is not":     {okr.JournalRequest{From: day(10), Until: day(20)}, ""},
		"What begins at the start of a span is of it": {okr.JournalRequest{From: day(5), Until: day(6)}, "blocker bet sale"},
		"What begins at the end of a span is not":     {okr.JournalRequest{Until: day(5)}, "sale"},
		"Some kinds": {okr.JournalRequest{Kinds: []okr.EntryKind{okr.Bet, okr.Learning}}, "learning bet"},
		"What concerns a metric, or everybody": {
			okr.JournalRequest{About: []okr.Concerns{{Metrics: []string{"sales", "x"}}}}, "outage sale",
		},
		"What concerns one of several": {
			okr.JournalRequest{About: []okr.Concerns{{Teams: []string{"care"}, KeyResults: []string{"o/k"}}}}, "outage blocker bet",
		},
		"What concerns two things at once": {
			okr.JournalRequest{About: []okr.Concerns{{Metrics: []string{"churn"}}, {Objectives: []string{"o"}}}}, "outage learning",
		},
		"What concerns nothing that is known: everybody's": {okr.JournalRequest{About: []okr.Concerns{{}}}, "outage"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := texts(journal(t, store, c.request)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// What the statement finds is held against okr.Entry.State, entry by entry and instant by instant.
func TestTheOpenEntriesAreThoseOfTheDomain(t *testing.T) {
	t.Parallel()
	store := pgtest.Open(t, pgtest.New(t))
	var all []okr.Entry
	for _, kind := range okr.EntryKinds() {
		for i, days := range []int{0, 2, 5} {
			e := newEntry(1, kind, fmt.Sprintf("%v_%d", kind, days))
			if days > 0 {
				e.Until = e.At.AddDate(0, 0, days)
			}
			if kind == okr.Experiment && i == 2 {
				e.Experiment.Result = "kept"
			}
			all = append(all, write(t, store, e))
		}
	}
	found := 0
	for _, hours := range []int{1, 47, 48, 49, 119, 120, 1000} {
		at := march.Add(time.Duration(hours) * time.Hour)
		var want []string
		for _, e := range slices.Backward(all) {
			if e.State(at) == okr.EntryOpen {
				want = append(want, e.Text)
			}
		}
		if got := texts(journal(t, store, okr.JournalRequest{Open: at})); got != strings.Join(want, " ") {
			t.Errorf("open after %d hours: %s, want %v", hours, got, want)
		}
		found += len(want)
	}
	// One hour after: three each of bets and blockers, two experiments. After 48 hours: two, two and one.
	if found < 8+8+5 {
		t.Errorf("only %d entries were open", found)
	}
}

func TestOneOfManyReplacesAnEntry(t *testing.T) {
	t.Parallel()
	cfg := pgtest.New(t)
	store := pgtest.Open(t, cfg)
	first := write(t, store, newEntry(1, okr.Decision, "first"))
	var wg sync.WaitGroup
	results := make([]error, 12)
	for i := range results {
		wg.Go(func() {
			e := newEntry(1, okr.Decision, fmt.Sprint("by ", i))
			e.Replaces = first.ID
			_, _, results[i] = store.AddEntry(t.Context(), e, fmt.Sprint("attempt ", i))
		})
	}
	wg.Wait()
	entries := journal(t, store, okr.JournalRequest{})
	if len(entries) != 1 || entries[0].Replaces != first.ID {
		t.Fatalf("%+v", entries)
	}
	won := 0
	for _, err := range results {
		if err == nil {
			won++
			continue
		}
		if e := want[*postgres.ReplacedError](t, err); e.ID != first.ID || e.By != entries[0].ID {
			t.Errorf("%+v, want the entry %d", e, entries[0].ID)
		}
	}
	if won != 1 {
		t.Errorf("%d won", won)
	}
	// The error names the entry at the end of a chain, and that one can be replaced.
	next := newEntry(1, okr.Decision, "last")
	next.Replaces = entries[0].ID
	last := write(t, store, next)
	next.Replaces = first.ID
	_, _, err := store.AddEntry(t.Context(), next, "")
	if e := want[*postgres.ReplacedError](t, err); e.By != last.ID {
		t.Errorf("%+v, want the entry %d", e, last.ID)
	}
	next.Replaces = 4711
	_, _, err = store.AddEntry(t.Context(), next, "")
	if e := want[*postgres.NoEntryError](t, err); e.ID != 4711 {
		t.Errorf("%+v", e)
	}
	if got := texts(journal(t, store, okr.JournalRequest{})); got != "last" {
		t.Errorf("the journal holds %q", got)
	}
}

func TestARepeatedAttemptIsWrittenOnce(t *testing.T) {
	t.Parallel()
	store := pgtest.Open(t, pgtest.Login(t, pgtest.New(t), "okr_writer"))
	first := write(t, store, newEntry(1, okr.Bet, "first"))
	again := newEntry(2, okr.Bet, "again")
	again.Replaces = first.ID
	var wg sync.WaitGroup
	var mu sync.Mutex
	ids, fresh := map[int64]bool{}, 0
	for range 12 {
		wg.Go(func() {
			e, written, err := store.AddEntry(t.Context(), again, "click")
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Error(err)
			}
			if ids[e.ID] = true; written {
				fresh++
			}
		})
	}
	wg.Wait()
	if len(ids) != 1 || fresh != 1 {
		t.Errorf("%d entries, %d of them written", len(ids), fresh)
	}
	other := newEntry(3, okr.Bet, "other")
	_, _, err := store.AddEntry(t.Context(), other, "click")
	if e := want[*postgres.AttemptError](t, err); !ids[e.ID] || e.Attempt != "click" {
		t.Errorf("%+v", e)
	}
	other.Author = "kim" // whose own key it is
	if _, written, err := store.AddEntry(t.Context(), other, "click"); err != nil || !written {
		t.Error(written, err)
	}
	if got := texts(journal(t, store, okr.JournalRequest{})); got != "other again" {
		t.Errorf("the journal holds %q", got)
	}
}

func TestNobodyChangesTheJournal(t *testing.T) {
	t.Parallel()
	cfg := pgtest.New(t)
	reader, writer := pgtest.Login(t, cfg, "okr_reader"), pgtest.Login(t, cfg, "okr_writer")
	write(t, pgtest.Open(t, writer), newEntry(1, okr.Review, "kept"))
	if got := texts(journal(t, pgtest.Open(t, reader), okr.JournalRequest{})); got != "kept" {
		t.Errorf("a reader sees %q", got)
	}
	_, _, err := pgtest.Open(t, reader).AddEntry(t.Context(), newEntry(1, okr.Review, "no"), "")
	if e := want[*postgres.PermissionError](t, err); !strings.Contains(e.Error(), "GRANT okr_writer TO") {
		t.Errorf("%v", e)
	}
	for _, sql := range []string{
		"UPDATE okr.journal_entry SET text = 'x'",
		"DELETE FROM okr.journal_entry",
		"TRUNCATE okr.journal_entry",
		"INSERT INTO okr.journal_entry (kind, at, text, author, created_at) VALUES ('bet', now(), 'x', 'y', '2020-01-01')",
		"INSERT INTO okr.journal_entry (id, kind, at, text, author) OVERRIDING SYSTEM VALUE VALUES (9, 'bet', now(), 'x', 'y')",
	} {
		conn := pgtest.Connect(t, writer)
		if _, err := conn.Exec(t.Context(), sql).ReadAll(); err == nil || !strings.Contains(err.Error(), "permission denied") {
			t.Errorf("%s: %v", sql, err)
		}
	}
	for _, check := range pgtest.Open(t, writer).Check(t.Context(), true) {
		if !check.OK {
			t.Errorf("%+v", check)
		}
	}
}

func TestTablesOfVersionTwoAreMigratedWithTheirData(t *testing.T) {
	t.Parallel()
	cfg := pgtest.NewEmpty(t)
	if err := postgres.MigrateTo(t.Context(), cfg, 2); err != nil {
		t.Fatal(err)
	}
	login := pgtest.Login(t, cfg, "okr_writer")
	store := pgtest.Open(t, login)
	pgtest.Exec(t, cfg, `INSERT INTO okr.catalog_revision (number, author, note, checksum, document) VALUES (1, 'mika', '', '', 'x');
		INSERT INTO okr.fact (metric, grain, bucket, numerator, denominator)
		VALUES ('m', 'day', '2026-03-01', 3, 4)`)
	_, err := store.Entries(t.Context(), okr.JournalRequest{Limit: 1})
	if e := want[*postgres.SchemaError](t, err); e.Have != 2 || e.Want != postgres.SchemaVersion || e.Fix() != "run `okr migrate`" {
		t.Errorf("%+v", e)
	}
	checks := store.Check(t.Context(), false)
	if last := checks[len(checks)-1]; last.OK || last.Name != postgres.CheckSchema || !strings.Contains(last.Message, "okr migrate") {
		t.Errorf("%+v", last)
	}
	result, err := postgres.Migrate(t.Context(), cfg, nil)
	if err != nil || result.From != 2 || !slices.Contains(result.Applied, "00003_journal.sql") {
		t.Fatalf("%+v %v", result, err)
	}
	if columns := read(t, store, "m"); len(columns) != 1 || columns[0].Num[0] != 3 || columns[0].Den[0] != 4 {
		t.Errorf("%+v", columns)
	}
	if n, err := store.Revision(t.Context()); err != nil || n != 1 {
		t.Errorf("%d %v", n, err)
	}
	write(t, store, newEntry(1, okr.Bet, "bet"))
}

func TestRevisionsOfASpanOfTime(t *testing.T) {
	t.Parallel()
	cfg := pgtest.New(t)
	store := pgtest.Open(t, cfg)
	for i := range 4 {
		pgtest.Exec(t, cfg, fmt.Sprintf(`INSERT INTO okr.catalog_revision VALUES (%d, '2026-03-0%d', 'a', '', 'x', 'y')`, i+1, i+1))
	}
	day := func(n int) time.Time { return march.AddDate(0, 0, n-1) }
	list, err := store.Revisions(t.Context(), day(2), day(4), 10)
	if err != nil || len(list) != 2 || list[0].Number != 3 || list[1].Number != 2 {
		t.Errorf("%+v %v", list, err)
	}
	if list, err = store.Revisions(t.Context(), day(1), day(9), 1); err != nil || len(list) != 1 || list[0].Number != 4 {
		t.Errorf("%+v %v", list, err)
	}
}

func TestWritingToTheJournalEndsWithItsContext(t *testing.T) {
	t.Parallel()
	store := pgtest.Open(t, pgtest.New(t))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := store.AddEntry(ctx, newEntry(1, okr.Bet, "bet"), "key"); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
