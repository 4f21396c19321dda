package okr

import "time"

// JournalRequest asks for entries of the journal.
type JournalRequest struct {
	From  time.Time // entries that last until then or begin later; zero for all
	Until time.Time // entries that begin before; zero for all
	Kinds []EntryKind
	About []Concerns // an entry concerns every one of these
	Open  time.Time  // entries that are open then, as Entry.State has it; zero for all
	Limit int
}
