package postgres_test

import (
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/postgres/pgtest"
)

// TestEveryEntryThatIsFoundGoodIsKeptAsItIs holds the limits of the domain against those of the table.
func TestEveryEntryThatIsFoundGoodIsKeptAsItIs(t *testing.T) {
	t.Parallel()
	store := pgtest.Open(t, pgtest.New(t))
	catalog := &okr.Catalog{}
	kept, refused := 0, 0
	seen := rapid.Rune().Filter(func(r rune) bool { return !unicode.IsControl(r) && r != ',' })
	words := rapid.OneOf(rapid.StringOfN(seen, 1, 30, -1), rapid.StringOfN(seen, 1, 30, -1), rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		text := func(name string, limit int) string {
			if rapid.IntRange(0, 9).Draw(t, name+" at the limit") == 0 {
				return strings.Repeat("字", limit+rapid.IntRange(-1, 1).Draw(t, name+" over"))
			}
			return words.Draw(t, name)
		}
		// Years around the limits, and any in between.
		year := rapid.SampledFrom([]int{1900, 2026, 2027, 2199, 2200}).Draw(t, "year")
		e := okr.Entry{
			Kind:   okr.EntryKind(rapid.IntRange(1, 9).Draw(t, "kind")),
			At:     time.Date(year, time.January, 1, 0, 0, rapid.IntRange(-2, 2).Draw(t, "seconds"), 0, time.UTC),
			Text:   text("text", okr.MaxEntryText),
			Author: text("author", okr.MaxEntryAuthor),
			Tags:   rapid.SliceOfN(rapid.StringOfN(seen, 0, 10, -1), 0, okr.MaxEntryTags+1).Draw(t, "tags"),
		}
		if rapid.Bool().Draw(t, "lasts") {
			e.Until = e.At.Add(time.Duration(rapid.IntRange(0, 9).Draw(t, "lasting")) * time.Second / 2)
		}
		if e.Kind == okr.Experiment {
			e.Experiment = okr.ExperimentNotes{Hypothesis: text("hypothesis", okr.MaxEntryText), Result: text("result", okr.MaxEntryText)}
		}
		if e = e.Tidy(); catalog.CheckEntry(e) != nil {
			refused++
			return
		}
		kept++
		added, _, err := store.AddEntry(t.Context(), e, "")
		if err != nil {
			t.Fatalf("%+v: %v", e, err)
		}
		e.ID, e.CreatedAt, e.Login = added.ID, added.CreatedAt, added.Login
		entries, err := store.Entries(t.Context(), okr.JournalRequest{From: e.At, Until: e.At.Add(time.Second), Limit: 10_000})
		if err != nil {
			t.Fatal(err)
		}
		for _, got := range entries {
			if got.ID == e.ID {
				if len(got.Tags) == 0 {
					got.Tags = e.Tags
				}
				if diff := cmp.Diff(e, got); diff != "" {
					t.Fatal(diff)
				}
				return
			}
		}
		t.Fatalf("entry %d is not in the journal", e.ID)
	})
	t.Logf("%d entries were kept, %d refused", kept, refused)
}
