package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// FactChange is what a changed metric means for stored facts.
type FactChange struct {
	Metric string
	Facts  int64 // number of these facts
	Reason string
}

func (c FactChange) String() string { return fmt.Sprintf("metric %s: %s", c.Metric, c.Reason) }

// MarshalJSON encodes the change.
func (c FactChange) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]any{"metric": c.Metric, "facts": c.Facts, "reason": c.Reason})
}

// settlement changes the facts of metrics to the shapes of a new catalog.
type settlement struct {
	ctx      context.Context //nolint:containedctx // a settlement lives as long as its transaction
	tx       pgx.Tx
	limit    time.Duration // time limit of a statement
	metrics  []okr.Metric  // metrics of the new catalog
	before   map[string]shape
	calendar series.Calendar // calendar by which facts were stored
	after    series.Calendar
	setAside bool // facts may be set aside

	report  []FactChange
	lost    []FactChange // those that need setAside
	changed []string     // metrics whose facts changed
}

// settleFacts changes stored facts to the shapes of a new catalog and records these.
func (s *Store) settleFacts(ctx context.Context, tx pgx.Tx, r ApplyRequest) ([]FactChange, error) {
	st := &settlement{ctx: ctx, tx: tx, limit: s.conf.LoadTimeout, setAside: r.SetAside}
	st.metrics, st.after = r.After.Metrics, series.CalendarOf(r.After.Organization)
	st.calendar = st.after
	if r.Before != nil {
		st.calendar = series.CalendarOf(r.Before.Organization)
		st.before = shapesOf(r.Before.Metrics, st.calendar)
	}
	return st.run(func(have shape, recorded bool, want shape) bool { return !recorded || !have.same(want) })
}

// settleUnrecorded does the same for facts without a recorded shape, which are from older versions.
func (s *Store) settleUnrecorded(ctx context.Context, tx pgx.Tx, metrics []okr.Metric, cal series.Calendar) ([]FactChange, error) {
	st := &settlement{ctx: ctx, tx: tx, limit: s.conf.LoadTimeout, metrics: metrics, calendar: cal, after: cal}
	return st.run(func(_ shape, recorded bool, _ shape) bool { return !recorded })
}

// run settles the metrics for which chosen is true, given the recorded and the wanted shape.
func (st *settlement) run(chosen func(have shape, recorded bool, want shape) bool) ([]FactChange, error) {
	want := shapesOf(st.metrics, st.after)
	recorded, err := readShapes(st.ctx, st.tx, slices.Sorted(maps.Keys(want)))
	if err != nil {
		return nil, err
	}
	maps.DeleteFunc(want, func(name string, s shape) bool {
		have, ok := recorded[name]
		return !chosen(have, ok, s)
	})
	names := slices.Sorted(maps.Keys(want))
	if len(names) == 0 {
		return nil, nil
	}
	// Moving facts may take as long as loading them.
	_, err = st.tx.Exec(st.ctx, "SELECT set_config('statement_timeout', $1, true)", string(milliseconds(st.limit)))
	if err != nil {
		return nil, err
	}
	l := loader{ctx: st.ctx, tx: st.tx}
	if err := l.lock(names); err != nil {
		return nil, err
	}
	if recorded, err = readShapes(st.ctx, st.tx, names); err != nil { // a load may have recorded a shape meanwhile
		return nil, err
	}
	present, err := withFacts(st.ctx, st.tx, names)
	if err != nil {
		return nil, err
	}
	var write []shape
	for i := range st.metrics {
		m := &st.metrics[i]
		next, ok := want[m.Name]
		if !ok {
			continue
		}
		if present[m.Name] {
			have, known := recorded[m.Name]
			if !known {
				if have, err = st.unrecorded(m, next); err != nil {
					return nil, err
				}
			}
			if next.Mixed, err = st.metric(m, have, next); err != nil {
				return nil, err
			}
		}
		write = append(write, next)
	}
	if len(st.lost) > 0 && !st.setAside {
		return nil, &MeaningError{st.lost}
	}
	if err := writeShapes(st.ctx, st.tx, write); err != nil {
		return nil, err
	}
	slices.Sort(st.changed)
	return st.report, announce(st.ctx, st.tx, slices.Compact(st.changed))
}

// unrecorded is the shape of facts without a recorded one: that of the old catalog, with the labels that the facts have.
// What counts twice for certain is set aside: a total that equals the sum of its parts, and facts that contain finer ones.
func (st *settlement) unrecorded(m *okr.Metric, want shape) (shape, error) {
	have, known := st.before[m.Name]
	if !known {
		have = want
	}
	have.Mixed = true
	rows, _ := st.tx.Query(st.ctx, `SELECT DISTINCT key FROM okr.fact AS f, LATERAL jsonb_object_keys(f.segment) AS key
		WHERE f.metric = $1 AND f.segment <> '{}'`, m.Name) // the rows return its error
	keys, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return shape{}, err
	}
	have.Segments = series.KeysOf(slices.Concat(have.Segments, keys)...).List()
	if !m.Type.Additive() || !have.Type.Additive() {
		return have, nil
	}
	for _, key := range keys {
		counts, err := countByMetric(st.ctx, st.tx, removeDoubled+moveAside, m.Name, key, asideReplaced)
		if err != nil {
			return shape{}, err
		}
		if n := counts[m.Name]; n > 0 {
			st.changed = append(st.changed, m.Name)
			st.describe(m.Name, "{n} without "+key+" {are} set aside: as much as all others of the same time together, so that the "+
				"whole counted beside its parts", n)
		}
	}
	counts, err := countByMetric(st.ctx, st.tx, overFiner+moveAside, st.calendar.Location().String(), []string{m.Name}, asideReplaced)
	if err != nil {
		return shape{}, err
	}
	if n := counts[m.Name]; n > 0 {
		st.changed = append(st.changed, m.Name)
		st.lost = append(st.lost, st.describe(m.Name, "{n} {cover} the same as finer ones, and counted beside them. {They} set aside", n))
	}
	return have, nil
}

// metric settles the facts of one metric. mixed reports whether it may have facts of another grain, or totals over a
// segment, afterwards.
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
	if err := st.moveZone(m, have, want); err != nil {
		return false, err
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
		if err := st.reportGrains(m, want); err != nil {
			return false, err
		}
	}
	return have.Mixed || len(gained) > 0 || have.Grain != want.Grain, nil
}

// moveZone sets hours aside that lie within facts of days and longer because of a new time zone.
func (st *settlement) moveZone(m *okr.Metric, have, want shape) error {
	if have.Anchors[anchorZone] == want.Anchors[anchorZone] || !have.Mixed && have.Grain == want.Grain {
		return nil
	}
	counts, err := countByMetric(st.ctx, st.tx, hoursUnderDays+moveAside, st.after.Location().String(), []string{m.Name}, asideCalendar)
	n := counts[m.Name]
	if err != nil || n == 0 {
		return err
	}
	st.changed = append(st.changed, m.Name)
	c := st.describe(m.Name, "{n} by the hour {are} on another day in "+st.after.Location().String()+
		", where coarser ones cover the same. {They} set aside", n)
	if m.Source.Kind != okr.SourceSQL {
		st.lost = append(st.lost, c)
	}
	return nil
}

func difference(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(key string) bool { return slices.Contains(b, key) })
}

// Words that depend on the number of facts.
var (
	pluralWords = []string{
		"{are}", "are", "{They}", "They are", "{they}", "they count", "{count}", "count", "{cover}", "cover", "{them}", "them",
	}
	singularWords = []string{
		"{are}", "is", "{They}", "It is", "{they}", "it counts", "{count}", "counts", "{cover}", "covers", "{them}", "it",
	}
)

// describe is what happened to n facts of a metric. In reason, {n} is the number, and other words in braces depend on it.
func (st *settlement) describe(metric, reason string, n int64) FactChange {
	words := pluralWords
	if n == 1 {
		words = singularWords
	}
	reason = strings.NewReplacer(append([]string{"{n}", countFacts(n)}, words...)...).Replace(reason)
	c := FactChange{metric, n, reason}
	st.report = append(st.report, c)
	return c
}

// remove makes facts count no more. Facts of a statement are deleted, because the next refresh reads them again; others
// are set aside, which needs setAside.
func (st *settlement) remove(m *okr.Metric, aside, reason, condition string, arg any) error {
	counts, err := setAside(st.ctx, st.tx, aside, condition, m.Name, arg)
	n := counts[m.Name]
	if err != nil || n == 0 {
		return err
	}
	st.changed = append(st.changed, m.Name)
	if m.Source.Kind == okr.SourceSQL {
		st.describe(m.Name, reason+". {They} set aside, and the next refresh reads the metric anew", n)
		return nil
	}
	st.lost = append(st.lost, st.describe(m.Name, reason+". {They} set aside", n))
	return nil
}

// dropLabelled sets facts aside with labels that the metric lost and whose values cannot be combined.
func (st *settlement) dropLabelled(m *okr.Metric, lost []string) error {
	counts, err := setAside(st.ctx, st.tx, asideFolded, "f.metric = $1 AND f.segment ?| $2::text[]", m.Name, lost)
	if n := counts[m.Name]; err == nil && n > 0 {
		st.changed = append(st.changed, m.Name)
		st.describe(m.Name, "{n} by "+strings.Join(lost, ", ")+" {are} set aside: values of type "+m.Type.String()+
			" cannot be combined, so that only facts of the whole count", n)
	}
	return err
}

// markWhole makes all facts of a metric totals over the segments that it gained.
func (st *settlement) markWhole(m *okr.Metric, gained []string) error {
	n, err := st.changeWholes(m, func(whole series.Keys) series.Keys { return whole.Plus(gained...) })
	if err != nil {
		return err
	}
	st.changed = append(st.changed, m.Name) // queries by the segment have another answer now
	keys := strings.Join(gained, ", ")
	st.describe(m.Name, "{n} {are} not by "+keys+": {they} as a whole, until facts by "+keys+" of the same time replace {them}", n)
	return nil
}

// changeWholes changes the keys over which facts of a metric are totals. It returns how many facts changed.
func (st *settlement) changeWholes(m *okr.Metric, change func(series.Keys) series.Keys) (n int64, err error) {
	rows, _ := st.tx.Query(st.ctx, `SELECT DISTINCT coalesce(whole, '') FROM okr.fact WHERE metric = $1`, m.Name)
	sets, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return 0, err
	}
	for _, set := range sets {
		whole := change(series.Keys(set))
		if whole == series.Keys(set) {
			continue
		}
		tag, err := st.tx.Exec(st.ctx, `UPDATE okr.fact SET whole = nullif($3, ''), changed_at = now()
			WHERE metric = $1 AND coalesce(whole, '') = $2`, m.Name, set, string(whole))
		if err != nil {
			return 0, err
		}
		n += tag.RowsAffected()
	}
	return n, nil
}

// reportGrains reports facts whose grain is not that of the metric any more.
func (st *settlement) reportGrains(m *okr.Metric, want shape) error {
	rows, _ := st.tx.Query(st.ctx, `SELECT grain::text, count(*) FROM okr.fact WHERE metric = $1 AND grain <> $2::text::okr.grain
		GROUP BY grain ORDER BY grain`, m.Name, want.Grain.String()) // the rows return its error
	var name string
	var n int64
	_, err := pgx.ForEachRow(rows, []any{&name, &n}, func() error {
		st.describe(m.Name, fmt.Sprintf("{n} by the %s still {count}, until facts by the %v of the same time replace {them}",
			name, want.Grain), n)
		return nil
	})
	return err
}

// fold adds up facts over segments that the metric lost. The facts of a sum are set aside.
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
	// This runs before the sums are stored, so that facts that only lose a key do not count among them.
	if _, err := st.changeWholes(m, func(whole series.Keys) series.Keys { return whole.Minus(lost...) }); err != nil {
		return err
	}
	l := loader{ctx: st.ctx, tx: st.tx}
	stream := newFactStream(st.calendar, factsOf(after), nil)
	defer stream.end()
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
		st.lost = append(st.lost, st.describe(m.Name, "{n} by "+keys+" {are} set aside: without "+keys+
			" some of them cover the same days by grains that do not add up", n))
		return nil
	}
	st.describe(m.Name, fmt.Sprintf("{n} by %s {are} added up to %d and set aside", keys, l.result.Inserted+l.result.Updated), n)
	return nil
}
