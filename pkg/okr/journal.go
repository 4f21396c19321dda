package okr

import (
	"slices"
	"time"
)

// EntryKind is the kind of an entry of the journal.
type EntryKind int

// Kinds of entries. A check-in says how a number stands, a bet what is tried to move it, a blocker what hinders it, an
// annotation what happened at a time.
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

// EntryKinds lists all kinds that people write.
func EntryKinds() []EntryKind { return entryKinds.all() }

// Lasts reports whether entries of a kind stay open until they are closed. Entries of the other kinds have no state.
func (k EntryKind) Lasts() bool { return k == Bet || k == Blocker || k == Experiment }

// EntryState says whether an entry is open.
type EntryState int

// States of entries. Entries of kinds that do not last have none.
const (
	EntryStateNone EntryState = iota
	EntryOpen
	EntryClosed
)

var entryStates = enum[EntryState]{"state of an entry", []string{"", "open", "closed"}}

func (s EntryState) String() string { return entryStates.name(s) }

// Entry is one entry of the journal. It is never changed: a newer entry replaces it.
type Entry struct {
	ID         int64 // from 1, given by the database
	Kind       EntryKind
	At         time.Time
	Until      time.Time // end (exclusive), for example of a campaign or a bet; zero: a moment
	About      About
	Text       string
	Experiment ExperimentNotes // of experiments only
	Author     string
	Tags       []string
	Replaces   int64     // id of the entry that this one corrects; 0: none
	CreatedAt  time.Time // given by the database
	// Login is the database user that wrote the entry, given by the database. It is "" in entries of older versions.
	Login string
}

// State is the state of an entry at an instant. A bet, blocker or experiment is open until its end; an experiment is also
// closed by a result.
func (e Entry) State(at time.Time) EntryState {
	switch {
	case !e.Kind.Lasts():
		return EntryStateNone
	case !e.Until.IsZero() && !at.Before(e.Until), e.Experiment.Result != "":
		return EntryClosed
	}
	return EntryOpen
}

// About is what an entry concerns. Several fields may be set. An entry with none of them concerns everybody.
type About struct {
	Metric    string
	Objective string
	KeyResult string // objective/key_result
	KPI       string
	Team      string
}

// Concerns reports whether an entry about a concerns one of the names in c, or everybody.
func (a About) Concerns(c Concerns) bool {
	return a == About{} || slices.Contains(c.Metrics, a.Metric) || slices.Contains(c.Objectives, a.Objective) ||
		slices.Contains(c.KeyResults, a.KeyResult) || slices.Contains(c.KPIs, a.KPI) || slices.Contains(c.Teams, a.Team)
}

// ExperimentNotes are the expectation and the result of an experiment.
type ExperimentNotes struct {
	Hypothesis string
	Result     string
}

// Concerns are names to select entries by: an entry is selected if it concerns one of them, or everybody.
type Concerns struct {
	Metrics    []string
	Objectives []string
	KeyResults []string
	KPIs       []string
	Teams      []string
}
