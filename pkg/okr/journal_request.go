package okr

import "time"

// JournalRequest selects entries of the journal.
type JournalRequest struct {
	From  time.Time // entries that last until then or begin later; zero: all
	Until time.Time // entries that begin before; zero: all
	Kinds []EntryKind
	About []Concerns // entries that concern every one of these
	Open  time.Time  // entries that are open at that time (Entry.State); zero: all
	Limit int
}
