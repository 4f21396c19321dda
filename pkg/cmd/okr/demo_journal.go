package main

import (
	"github.com/northstar/okrkpi/pkg/dev/demo"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/postgres"
)

// maxJournal is more entries than a demo has.
const maxJournal = 10_000

// loadDemoJournal writes the entries of the demo company. It replaces entries of an earlier run whose times have changed with the
// quarter, and keeps those of visitors.
func (a *app) loadDemoJournal(store *postgres.Store, c *okr.Catalog) error {
	entries, err := store.Entries(a.ctx, okr.JournalRequest{Limit: maxJournal})
	if err != nil {
		return err
	}
	known := map[string]*okr.Entry{}
	for i := range entries {
		known[entries[i].Text] = &entries[i]
	}
	written := 0
	for _, e := range demo.Journal(c) {
		if before, ok := known[e.Text]; ok {
			if before.At.Equal(e.At) {
				continue
			}
			e.Replaces = before.ID
		}
		if _, _, err := store.AddEntry(a.ctx, e, ""); err != nil {
			return err
		}
		written++
	}
	if written > 0 {
		a.say("Journal: %d entries written.", written)
	}
	return nil
}
