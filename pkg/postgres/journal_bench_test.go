package postgres_test

import (
	"fmt"
	"testing"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/postgres/pgtest"
)

// BenchmarkJournal reads a quarter's newest entries of a team out of many years of entries.
func BenchmarkJournal(b *testing.B) {
	for _, n := range []int{1_000, 100_000} {
		b.Run(fmt.Sprint(n, " entries"), func(b *testing.B) {
			cfg := pgtest.New(b)
			pgtest.Exec(b, cfg, fmt.Sprintf(`INSERT INTO okr.journal_entry (kind, at, until, key_result, team, text, author, tags)
				SELECT (enum_range(NULL::okr.entry_kind))[1 + i %% 9], '2026-03-01'::timestamptz - i * interval '30 minutes',
					CASE WHEN i %% 9 = 1 THEN '2026-03-08'::timestamptz - i * interval '30 minutes' END,
					CASE WHEN i %% 2 = 0 THEN 'objective_' || i %% 40 || '/key_result' ELSE '' END, 'team_' || i %% 50,
					repeat('text ', 30), 'author', '{a,b}'
				FROM generate_series(1, %d) AS i`, n))
			pgtest.Exec(b, cfg, `INSERT INTO okr.journal_entry (kind, at, text, author, replaces)
				SELECT kind, at, text, author, id FROM okr.journal_entry WHERE id % 20 = 0`)
			pgtest.Exec(b, cfg, "ANALYZE okr.journal_entry")
			store := pgtest.Open(b, cfg)
			requests := map[string]okr.JournalRequest{
				"the newest of a team": {About: []okr.Concerns{{Teams: []string{"team_7"}}}, Limit: 20},
				"a quarter, two kinds": {
					From: march.AddDate(0, -3, 0), Until: march, Kinds: []okr.EntryKind{okr.Bet, okr.Blocker}, Limit: 100,
				},
				"a quarter years ago":      {From: march.AddDate(0, 0, -320), Until: march.AddDate(0, 0, -230), Limit: 1000},
				"all annotations that are": {Kinds: []okr.EntryKind{okr.Annotation}, Limit: 1000},
			}
			for name, r := range requests {
				b.Run(name, func(b *testing.B) {
					for b.Loop() {
						if _, err := store.Entries(b.Context(), r); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
		})
	}
}
