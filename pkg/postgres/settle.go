package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// FactChange says what a changed metric means for facts that are stored.
type FactChange struct {
	Metric string
	Facts  int64 // that it is about
	Reason string
}

func (c FactChange) String() string { return fmt.Sprintf("metric %s: %s", c.Metric, c.Reason) }

// MarshalJSON gives the change to other programs.
func (c FactChange) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]any{"metric": c.Metric, "facts": c.Facts, "reason": c.Reason})
}

// settlement brings the facts of changed metrics into the shape that a new catalog gives them.
type settlement struct {
	ctx      context.Context //nolint:containedctx // a settlement lives as long as its transaction
	tx       pgx.Tx
	calendar series.Calendar // of the catalog that was in force
	report   []FactChange
	lost     []FactChange // those that take facts out of every number
	changed  []string     // metrics whose facts are different now
}

// settleFacts brings stored facts into the shapes of a new catalog, and records the shapes.
func (s *Store) settleFacts(ctx context.Context, tx pgx.Tx, r ApplyRequest) ([]FactChange, error) {
	cal := series.CalendarOf(r.After.Organization)
	want := shapesOf(r.After.Metrics, cal)
	names := slices.Sorted(maps.Keys(want))
	recorded, err := readShapes(ctx, tx, names)
	if err != nil {
		return nil, err
	}
	var before map[string]shape
	if r.Before != nil {
		cal = series.CalendarOf(r.Before.Organization)
		before = shapesOf(r.Before.Metrics, cal)
	}
	var write []shape
	var look []string
	for _, name := range names {
		if have, ok := recorded[name]; !ok || !have.same(want[name]) {
			look = append(look, name)
		}
	}
	if len(look) == 0 {
		return nil, nil
	}
	// Moving facts may take as long as loading them.
	_, err = tx.Exec(ctx, "SELECT set_config('statement_timeout', $1, true)", string(milliseconds(s.conf.LoadTimeout)))
	if err != nil {
		return nil, err
	}
	l := loader{ctx: ctx, tx: tx}
	if err := l.lock(look); err != nil {
		return nil, err
	}
	if recorded, err = readShapes(ctx, tx, look); err != nil { // a load may have recorded one meanwhile
		return nil, err
	}
	present, err := withFacts(ctx, tx, look)
	if err != nil {
		return nil, err
	}
	st := &settlement{ctx: ctx, tx: tx, calendar: cal}
	for _, name := range look {
		have, known := recorded[name]
		if !known {
			if have, known = before[name]; !known {
				have = want[name]
			}
			have.Mixed = present[name] // of facts that came before shapes were recorded nothing is known
		}
		next := want[name]
		if present[name] {
			m, _ := r.After.Metric(name)
			if next.Mixed, err = st.metric(m, have, next); err != nil {
				return nil, err
			}
		}
		write = append(write, next)
	}
	if len(st.lost) > 0 && !r.SetAside {
		return nil, &MeaningError{st.lost}
	}
	if err := writeShapes(ctx, tx, write); err != nil {
		return nil, err
	}
	return st.report, announce(ctx, tx, slices.Compact(st.changed))
}

// metric settles the facts of one metric. mixed tells whether there may be facts of another grain, or of the whole over
// a segment, afterwards.
func (st *settlement) metric(m *okr.Metric, have, want shape) (mixed bool, err error) {
	if !have.sameMeaning(want) {
		reason := fmt.Sprintf("its type changes from %v to %v: {n} loaded as %v would mean something else", have.Type, want.Type, have.Type)
		return false, st.remove(m, asideMeaning, reason, "f.metric = $1 AND $2 = ''", "")
	}
	if moved := have.movedGrains(want); len(moved) > 0 {
		words := make([]string, len(moved))
		for i, g := range moved {
			words[i] = g.String()
		}
		reason := fmt.Sprintf("%s begins at another time now: {n} by the %s would be counted in the wrong one",
			strings.ReplaceAll("a "+strings.Join(words, " and a "), "a hour", "an hour"), strings.Join(words, " and the "))
		err := st.remove(m, asideCalendar, reason, "f.metric = $1 AND f.grain::text = ANY ($2::text[])", words)
		if err != nil {
			return false, err
		}
	}
	lost := difference(have.Segments, want.Segments)
	gained := difference(want.Segments, have.Segments)
	switch {
	case !m.Type.Additive() && len(lost) > 0:
		return false, st.dropLabelled(m, lost)
	case !m.Type.Additive():
		return false, nil
	}
	if len(lost) > 0 {
		if err := st.fold(m, lost); err != nil {
			return false, err
		}
	}
	if len(gained) > 0 {
		if err := st.markWhole(m, gained); err != nil {
			return false, err
		}
	}
	if have.Grain != want.Grain {
		if err := st.tellGrains(m, want); err != nil {
			return false, err
		}
	}
	return have.Mixed || len(gained) > 0 || have.Grain != want.Grain, nil
}

func difference(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(key string) bool { return slices.Contains(b, key) })
}

// tell reports what happened to n facts of a metric. In the reason {n} stands for their number, and the other words in
// braces for those that depend on it.
func (st *settlement) tell(metric, reason string, n int64) FactChange {
	words := []string{"{n}", countFacts(n), "{are}", "are", "{They}", "They are", "{they}", "they count", "{count}", "count", "{them}", "them"}
	if n == 1 {
		words = []string{"{n}", countFacts(n), "{are}", "is", "{They}", "It is", "{they}", "it counts", "{count}", "counts", "{them}", "it"}
	}
	c := FactChange{metric, n, strings.NewReplacer(words...).Replace(reason)}
	st.report = append(st.report, c)
	return c
}

// remove takes facts out of every number. Those of a statement are read again by the next refresh; others are set aside,
// which has to be allowed.
func (st *settlement) remove(m *okr.Metric, aside, reason, condition string, arg any) error {
	counts, err := setAside(st.ctx, st.tx, aside, condition, m.Name, arg)
	n := counts[m.Name]
	if err != nil || n == 0 {
		return err
	}
	st.changed = append(st.changed, m.Name)
	if m.Source.Kind == okr.SourceSQL {
		st.tell(m.Name, reason+". {They} set aside, and the next refresh reads the metric anew", n)
		return nil
	}
	st.lost = append(st.lost, st.tell(m.Name, reason+". {They} set aside", n))
	return nil
}

// dropLabelled sets facts aside that have labels which the metric lost, and whose values cannot be combined.
func (st *settlement) dropLabelled(m *okr.Metric, lost []string) error {
	counts, err := setAside(st.ctx, st.tx, asideFolded, "f.metric = $1 AND f.segment ?| $2::text[]", m.Name, lost)
	if n := counts[m.Name]; err == nil && n > 0 {
		st.changed = append(st.changed, m.Name)
		st.tell(m.Name, "{n} by "+strings.Join(lost, ", ")+" {are} set aside: values of type "+m.Type.String()+
			" cannot be combined, so that only facts of the whole count", n)
	}
	return err
}

// markWhole says of all facts of a metric that they are of the whole over segments which it gained.
func (st *settlement) markWhole(m *okr.Metric, gained []string) error {
	rows, _ := st.tx.Query(st.ctx, `SELECT DISTINCT coalesce(whole, '') FROM okr.fact WHERE metric = $1`, m.Name)
	sets, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	var n int64
	for _, set := range sets {
		tag, err := st.tx.Exec(st.ctx, `UPDATE okr.fact SET whole = $3, changed_at = now()
			WHERE metric = $1 AND coalesce(whole, '') = $2`, m.Name, set, string(series.Keys(set).Plus(gained...)))
		if err != nil {
			return err
		}
		n += tag.RowsAffected()
	}
	keys := strings.Join(gained, ", ")
	st.tell(m.Name, "{n} {are} not by "+keys+": {they} as a whole, until facts by "+keys+" of the same time replace {them}", n)
	return nil
}

// tellGrains reports facts whose grain is not the metric's any more.
func (st *settlement) tellGrains(m *okr.Metric, want shape) error {
	rows, _ := st.tx.Query(st.ctx, `SELECT grain::text, count(*) FROM okr.fact WHERE metric = $1 AND grain <> $2::text::okr.grain
		GROUP BY grain ORDER BY grain`, m.Name, want.Grain.String()) // its error comes back from the rows
	var name string
	var n int64
	_, err := pgx.ForEachRow(rows, []any{&name, &n}, func() error {
		st.tell(m.Name, fmt.Sprintf("{n} by the %s still {count}, until facts by the %v of the same time replace {them}",
			name, want.Grain), n)
		return nil
	})
	return err
}

// fold adds facts up over segments that the metric lost. The facts that are part of a sum are set aside.
func (st *settlement) fold(m *okr.Metric, lost []string) error {
	keys := strings.Join(lost, ", ")
	cols, err := storedColumns(st.ctx, st.tx, st.calendar, m.Name)
	if err != nil {
		return err
	}
	after, stuck, err := series.Fold(st.calendar, m.Type, cols, series.KeysOf(lost...))
	if err != nil {
		return err
	}
	if err := st.unmark(m, lost); err != nil {
		return err
	}
	l := loader{ctx: st.ctx, tx: st.tx}
	stream := newFactStream(st.calendar, factsOf(after), nil)
	defer stream.close()
	if err := l.receive(stream); err != nil {
		return err
	}
	counts, err := setAside(st.ctx, st.tx, asideFolded, `f.metric = $1 AND (f.segment ?| $2::text[] OR NOT EXISTS (
		SELECT FROM pg_temp.okr_incoming AS i
		WHERE i.metric = f.metric AND i.grain = f.grain AND i.bucket = f.bucket AND i.segment = f.segment))`, m.Name, lost)
	if err != nil {
		return err
	}
	if err := l.merge(); err != nil {
		return err
	}
	if _, err := st.tx.Exec(st.ctx, "DROP TABLE pg_temp.okr_incoming"); err != nil {
		return err
	}
	n := counts[m.Name]
	if n == 0 {
		return nil
	}
	st.changed = append(st.changed, m.Name)
	if len(stuck) > 0 {
		st.lost = append(st.lost, st.tell(m.Name, "{n} by "+keys+" {are} set aside: without "+keys+
			" some of them cover the same days by grains that do not add up", n))
		return nil
	}
	st.tell(m.Name, fmt.Sprintf("{n} by %s {are} added up to %d and set aside", keys, l.result.Inserted+l.result.Updated), n)
	return nil
}

// unmark forgets that facts are the whole over segments which the metric lost.
func (st *settlement) unmark(m *okr.Metric, lost []string) error {
	rows, _ := st.tx.Query(st.ctx, `SELECT DISTINCT whole FROM okr.fact WHERE metric = $1 AND whole IS NOT NULL`, m.Name)
	sets, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	for _, set := range sets {
		_, err := st.tx.Exec(st.ctx, `UPDATE okr.fact SET whole = nullif($3, ''), changed_at = now()
			WHERE metric = $1 AND whole = $2`, m.Name, set, string(series.Keys(set).Minus(lost...)))
		if err != nil {
			return err
		}
	}
	return nil
}
