package okr

import (
	"slices"
	"time"
)

// EntryKind is what an entry of the journal is.
type EntryKind int

// Kinds of entries. A check-in tells how a number stands, a bet what is tried to move it, a blocker what is in the way,
// an annotation what happened at a time.
const (
	EntryKindUnknown EntryKind = iota
	CheckIn
	Bet
	Learning
	Blocker
	Experiment
	Decision
	Interview
	Annotation
	Review
)

var entryKinds = enum[EntryKind]{"kind of entry", []string{
	"", "check_in", "bet", "learning", "blocker", "experiment", "decision", "interview", "annotation", "review",
}}

func (k EntryKind) String() string { return entryKinds.name(k) }

// ParseEntryKind reads the name of a kind of entry.
func ParseEntryKind(s string) (EntryKind, error) { return entryKinds.parse(s) }

// EntryKinds lists every kind that people write.
func EntryKinds() []EntryKind { return entryKinds.all() }

// Lasts reports whether entries of a kind are open until somebody closes them. The others are said or happen, and are over.
func (k EntryKind) Lasts() bool { return k == Bet || k == Blocker || k == Experiment }

// EntryState says whether what an entry is about goes on.
type EntryState int

// States of entries. Entries of kinds that do not last have none.
const (
	EntryStateNone EntryState = iota
	EntryOpen
	EntryClosed
)

var entryStates = enum[EntryState]{"state of an entry", []string{"", "open", "closed"}}

func (s EntryState) String() string { return entryStates.name(s) }

// Entry is one thing that somebody said or learned. It is never edited: a newer entry replaces it.
type Entry struct {
	ID         int64 // from 1, given by the database
	Kind       EntryKind
	At         time.Time
	Until      time.Time // end, exclusive: of a campaign, or of what a bet or blocker holds for; zero for a moment
	About      About
	Text       string
	Experiment ExperimentNotes // of experiments only
	Author     string
	Tags       []string
	Replaces   int64     // entry that this one corrects, 0 for none
	CreatedAt  time.Time // given by the database
	// Login is the database user that wrote the entry, given by the database; "" for entries from before it was kept.
	Login string
}

// State is that of an entry at an instant: a bet, blocker or experiment is open until its end has come, and an experiment
// also until it has a result.
func (e Entry) State(at time.Time) EntryState {
	switch {
	case !e.Kind.Lasts():
		return EntryStateNone
	case !e.Until.IsZero() && !at.Before(e.Until), e.Experiment.Result != "":
		return EntryClosed
	}
	return EntryOpen
}

// About is what an entry concerns. Fields may be left out and go together; an entry that names nothing concerns
// everybody.
type About struct {
	Metric    string
	Objective string
	KeyResult string // objective/key_result
	KPI       string
	Team      string
}

// Concerns reports whether an entry about this concerns one of the names, or everybody.
func (a About) Concerns(c Concerns) bool {
	return a == About{} || slices.Contains(c.Metrics, a.Metric) || slices.Contains(c.Objectives, a.Objective) ||
		slices.Contains(c.KeyResults, a.KeyResult) || slices.Contains(c.KPIs, a.KPI) || slices.Contains(c.Teams, a.Team)
}

// ExperimentNotes are what was expected of an experiment and what came out.
type ExperimentNotes struct {
	Hypothesis string
	Result     string
}

// Concerns are names of which an entry concerns one. An entry that names nothing concerns them all.
type Concerns struct {
	Metrics    []string
	Objectives []string
	KeyResults []string
	KPIs       []string
	Teams      []string
}
