package engine

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
)

// JournalReader reads what people wrote, and when revisions of the catalog were applied.
type JournalReader interface {
	// Entries returns entries that no newer entry replaces, newest first.
	Entries(ctx context.Context, r okr.JournalRequest) ([]okr.Entry, error)
	// Revisions returns at most limit revisions of the catalog that were applied in [from, until), newest first.
	Revisions(ctx context.Context, from, until time.Time, limit int) ([]okr.CatalogRevision, error)
}

// Journal holds the entries and the changes of definitions in a time range, newest first. Times are in the organisation's time zone.
type Journal struct {
	Revision int64
	Locale   string
	Rows     []JournalRow
	Notices  []string
}

// JournalRow is one entry, or one change of a definition.
type JournalRow struct {
	ID         string
	Kind       query.EntryKind
	At         time.Time
	Until      time.Time // zero for an entry about one moment
	State      okr.EntryState
	Text       string
	Note       string    // why a definition changed
	Subject    string    // title of what the row is about
	About      okr.About // completed from the catalog, for example with the objective and team of a key result
	TeamTitle  string
	Experiment okr.ExperimentNotes
	Author     string
	Login      string // database user that wrote it, "" if it is not known
	Tags       []string
	Replaces   int64 // ID of the entry that it replaces, 0 for none
}

// Limits of the rows of an answer.
const (
	defaultJournalRows = 1000 // if the query sets no limit
	maxJournalRows     = 10_000
)

// Journal returns the entries and the changes of definitions in the view's time range, which may end in the future. Without a journal it
// returns a *query.Error.
func (v *View) Journal(ctx context.Context, q query.Query) (*Journal, error) {
	req, err := v.Begin(ctx, q)
	if err != nil {
		return nil, err
	}
	if v.engine.journal == nil {
		return nil, query.Errorf("queryType", "there is no journal here")
	}
	r := v.span
	if r.To.IsZero() {
		r.To = req.At
	}
	result := &Journal{Revision: v.number, Locale: req.Locale}
	limit := min(cmp.Or(req.Query.Limit, defaultJournalRows), maxJournalRows)
	if err := Admit(ctx, Estimate{
		Values: int64(limit) * valuesOfEntry, Made: okr.Plural(int64(limit), "entry", "entries"), Narrow: "fewer entries, by limit",
	}); err != nil {
		return nil, err
	}
	about := v.concerns(req)
	written, definitions := splitKinds(req.journalKinds())
	if len(written) > 0 {
		asked := okr.JournalRequest{From: r.From, Until: r.To, Kinds: written, About: about, Limit: limit + 1}
		if req.Query.Open {
			// An entry that is still open matches, however long ago it began.
			asked.From, asked.Open = time.Time{}, req.At
		}
		entries, err := v.engine.journal.Entries(ctx, asked)
		if err != nil {
			return nil, err
		}
		for i := range entries {
			result.Rows = append(result.Rows, v.entryRow(&entries[i], req))
		}
	}
	if definitions {
		rows, notices, err := v.definitionChanges(ctx, req.Locale, r, about, limit+1)
		if err != nil {
			return nil, err
		}
		result.Rows, result.Notices = append(result.Rows, rows...), append(result.Notices, notices...)
	}
	for i := range result.Rows {
		row := &result.Rows[i]
		row.At = row.At.In(v.calendar.Location())
		if !row.Until.IsZero() {
			row.Until = row.Until.In(v.calendar.Location())
		}
	}
	slices.SortStableFunc(result.Rows, func(a, b JournalRow) int { return b.At.Compare(a.At) })
	if len(result.Rows) > limit {
		result.Rows = result.Rows[:limit]
		result.Notices = append(result.Notices, newestText.Format(req.Locale, limit))
	}
	return result, nil
}

// journalKinds returns the query's kinds. If the query wants open entries and names no kinds, it returns the kinds that can be open.
func (r *Request) journalKinds() []query.EntryKind {
	if !r.Query.Open || len(r.Query.Kinds) > 0 {
		return r.Query.Kinds
	}
	return query.LastingKinds()
}

// splitKinds separates the kinds that people write from computed changes of definitions. An empty list means all kinds.
func splitKinds(kinds []query.EntryKind) (written []okr.EntryKind, definitions bool) {
	if len(kinds) == 0 {
		return okr.EntryKinds(), true
	}
	for _, k := range kinds {
		if parsed, err := okr.ParseEntryKind(string(k)); err == nil {
			written = append(written, parsed)
		}
	}
	return written, slices.Contains(kinds, query.KindDefinition)
}

func (s *Revision) entryRow(e *okr.Entry, r Request) JournalRow {
	row := JournalRow{
		ID: formatID(e.ID), Kind: query.EntryKind(e.Kind.String()), At: e.At, Until: e.Until, State: e.State(r.At), Text: e.Text,
		About: e.About, Experiment: e.Experiment, Author: e.Author, Login: e.Login, Tags: e.Tags, Replaces: e.Replaces,
	}
	s.describe(&row, r.Locale)
	return row
}

// describe completes a row from the catalog. A name that the catalog no longer has is shown instead of a title.
func (s *Revision) describe(row *JournalRow, locale string) {
	row.Subject = s.subjectTitle(row.About, locale)
	row.About = s.catalog.Complete(row.About)
	row.TeamTitle = row.About.Team
	if t, ok := s.catalog.Team(row.About.Team); ok {
		row.TeamTitle = t.Label(locale)
	}
}

// subjectTitle returns the title of the most specific thing that a names, or else of the organisation.
func (s *Revision) subjectTitle(a okr.About, locale string) string {
	if _, kr, ok := s.catalog.KeyResult(a.KeyResult); ok {
		return cmp.Or(kr.Title.In(locale), a.KeyResult)
	}
	if k, ok := s.catalog.KPI(a.KPI); ok {
		return k.Label(locale)
	}
	if m, ok := s.catalog.Metric(a.Metric); ok {
		return m.Label(locale)
	}
	if o, ok := s.catalog.Objective(a.Objective); ok {
		return o.Label(locale)
	}
	if t, ok := s.catalog.Team(a.Team); ok {
		return t.Label(locale)
	}
	return cmp.Or(a.KeyResult, a.KPI, a.Metric, a.Objective, a.Team, s.catalog.Organization.Label(locale))
}
