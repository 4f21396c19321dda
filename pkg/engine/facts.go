package engine

import (
	"context"
	"errors"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
	"github.com/northstar/okrkpi/pkg/series"
)

// Facts holds all facts that one answer needs. They are read in one round trip.
type Facts struct {
	rev      *Revision
	catalog  *okr.Catalog    // of the revision
	calendar series.Calendar // of the revision
	ctx      context.Context // of the answer: work stops when it is done
	asOf     time.Time       // evaluation time: buckets that end later have not ended
	columns  map[string][]series.Columns
	rollers  map[Span]*series.Roller     // cached
	arrivals map[string][]series.Arrival // by metric, over all of its columns; cached
	room     []series.Arrival            // backing array for the slices in arrivals
}

// Read reads the facts of the metrics and of all metrics that they are derived from. The facts start at the day from, or earlier if levels
// need it, and end with the day of the evaluation time. It returns a *query.Error if matching the query's filters would exceed the budget.
func (v *View) Read(ctx context.Context, metrics []*okr.Metric, from okr.Date, r *Request) (*Facts, error) {
	var names []string
	for _, m := range metrics {
		names = v.operands(m, names)
	}
	slices.Sort(names)
	names = slices.Compact(names)
	n := newFacts(ctx, v.Revision, r.At, make(map[string][]series.Columns, len(names)), map[Span]*series.Roller{})
	n.arrivals = make(map[string][]series.Arrival, len(names))
	if len(names) == 0 {
		return n, nil
	}
	columns, err := v.readFacts(ctx, series.FactsRequest{
		Calendar: v.calendar,
		Metrics:  names,
		From:     from.AddDays(-v.levelsBack(names)),
		Until:    okr.DateOf(r.At.Add(-1)).AddDays(1),
	})
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	columns = v.arrived(columns, from, r.At)
	first := 0
	for i := range columns {
		if columns[i].Metric != columns[first].Metric {
			first = i
		}
		n.columns[columns[i].Metric] = columns[first : i+1 : i+1]
	}
	return n, admitFilters(ctx, len(columns), r.Filters)
}

// arrived keeps the facts whose buckets start before the instant at. It drops those before the day from, except levels that still apply on
// that day.
func (s *Revision) arrived(columns []series.Columns, from okr.Date, at time.Time) []series.Columns {
	kept := columns[:0]
	for i := range columns {
		g, back := columns[i].Grain, 0
		if m, ok := s.catalog.Metric(columns[i].Metric); ok && m.Type == okr.Last {
			back = max(m.Carry, series.GoneDays(g))
		}
		oldest := s.calendar.OnDate(g, from.AddDays(-back))
		if c, ok := columns[i].Between(oldest, s.calendar.At(g, at.Add(-1))+1); ok {
			kept = append(kept, c)
		}
	}
	return kept
}

func newFacts(
	ctx context.Context, s *Revision, at time.Time, columns map[string][]series.Columns, rollers map[Span]*series.Roller,
) *Facts {
	return &Facts{
		rev: s, catalog: s.catalog, calendar: s.calendar, ctx: ctx, asOf: at, columns: columns, rollers: rollers,
		arrivals: map[string][]series.Arrival{},
	}
}

// Catalog returns the catalog of the view.
func (n *Facts) Catalog() *okr.Catalog { return n.catalog }

// Calendar returns the calendar of the buckets.
func (n *Facts) Calendar() series.Calendar { return n.calendar }

// FirstFact returns the start of the oldest bucket with facts, or otherwise if no bucket starts before it.
func (n *Facts) FirstFact(otherwise time.Time) time.Time {
	first := otherwise
	for _, columns := range n.columns {
		for i := range columns {
			if start := n.calendar.Start(columns[i].Grain, columns[i].First); start.Before(first) {
				first = start
			}
		}
	}
	return first
}

// levelsBack returns how many days before a bucket a level may still apply in it, for any grain. It is 0 without levels.
func (s *Revision) levelsBack(names []string) int {
	days := 0
	for _, name := range names {
		if m, ok := s.catalog.Metric(name); ok && m.Type == okr.Last {
			days = max(days, m.Carry, series.GoneDays(okr.Quarter))
		}
	}
	return days
}

// operands appends to names the metrics with facts that m is computed from: m itself, or the operands of its formula, recursively.
func (s *Revision) operands(m *okr.Metric, names []string) []string {
	if m.Type != okr.Derived {
		return append(names, m.Name)
	}
	for _, name := range s.formulas[m.Name].Metrics() {
		if operand, ok := s.catalog.Metric(name); ok {
			names = s.operands(operand, names)
		}
	}
	return names
}

// Span is a half-open range of buckets of one grain.
type Span struct {
	Grain       okr.Grain
	From, Until series.Bucket
}

// line returns a metric's values over a span, combined over all segments that match the filters. A half-loaded bucket is NaN.
func (n *Facts) line(m *okr.Metric, sp Span, filters []series.Filter) (SegmentLine, error) {
	if m.Type.Additive() && len(filters) == 0 {
		line, err := n.loadedLine(m, sp, n.columns[m.Name])
		withhold(line.Line, line.half)
		return line, err
	}
	groups, err := n.Lines(m, sp, Grouping{Filters: filters})
	if err != nil || len(groups) == 0 {
		return n.NoLine(sp), err
	}
	return groups[0], nil
}

// SegmentLine is a metric's values for one combination of segments.
type SegmentLine struct {
	Segment series.Segment
	series.Line
	half     series.Bucket    // the newest ended bucket if it is half-loaded, else noBucket
	arrivals []series.Arrival // of the metric, or of each of its operands
}

// LastComplete returns the newest complete bucket: over, the newest ended bucket, or the one before if over is half-loaded.
func (l *SegmentLine) LastComplete(over series.Bucket) series.Bucket {
	if over == l.half {
		return over - 1
	}
	return over
}

// Grouping selects the lines of a metric: one for each combination of the segments in By that matches the filters.
type Grouping struct {
	By      []string
	Filters []series.Filter
	Only    map[series.Segment]bool // only these combinations; nil means all
}

func (g *Grouping) leaves(s series.Segment) bool { return g.Only == nil || g.Only[s] }

// SegmentsOf returns the combinations of segments for which a metric has facts, sorted.
func (n *Facts) SegmentsOf(m *okr.Metric, by []string, filters []series.Filter) ([]series.Segment, error) {
	if m.Type != okr.Derived {
		groups, err := series.GroupContext(n.ctx, m.Type, n.columns[m.Name], by, filters)
		list := make([]series.Segment, len(groups))
		for i := range groups {
			list[i] = groups[i].Segment
		}
		return list, err
	}
	var all []series.Segment
	for _, name := range n.rev.formulas[m.Name].Metrics() {
		if operand, ok := n.catalog.Metric(name); ok {
			list, err := n.SegmentsOf(operand, by, filters)
			if err != nil {
				return nil, err
			}
			all = append(all, list...)
		}
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}

// Lines returns a metric's values over a span, one line for each combination of segments. A half-loaded bucket is NaN. Errors about grains
// and segments are *query.Error.
func (n *Facts) Lines(m *okr.Metric, sp Span, want Grouping) ([]SegmentLine, error) {
	return n.loadedLines(m, sp, want, true)
}

// loadedLines is Lines if withheld is true. Otherwise half-loaded buckets keep the values that have been loaded so far.
func (n *Facts) loadedLines(m *okr.Metric, sp Span, want Grouping, withheld bool) ([]SegmentLine, error) {
	if m.Type == okr.Derived {
		return n.derivedLines(m, sp, want, withheld)
	}
	groups, err := series.GroupContext(n.ctx, m.Type, n.columns[m.Name], want.By, want.Filters)
	if err != nil {
		return nil, err
	}
	lines := make([]SegmentLine, 0, len(groups))
	for _, g := range groups {
		if !want.leaves(g.Segment) {
			continue
		}
		if err := n.ctx.Err(); err != nil {
			return nil, err
		}
		line, err := n.loadedLine(m, sp, g.Columns)
		if err != nil {
			return nil, err
		}
		if withheld {
			withhold(line.Line, line.half)
		}
		line.Segment = g.Segment
		lines = append(lines, line)
	}
	return lines, nil
}

// loadedLine rolls up columns of a metric. Half-loaded buckets keep the values that have been loaded so far.
func (n *Facts) loadedLine(m *okr.Metric, sp Span, cols []series.Columns) (SegmentLine, error) {
	var line series.Line
	var err error
	if m.Type == okr.Last {
		line, err = n.roller(sp).RollLevels(m.Carry, cols)
	} else {
		line, err = n.roller(sp).Roll(m.Type, cols)
	}
	if err != nil {
		return SegmentLine{}, asBadQuery(err)
	}
	return n.loaded(line, n.arrival(m, cols)), nil
}

// roller returns the cached roller for a span. The rows of an answer share a few spans.
func (n *Facts) roller(sp Span) *series.Roller {
	r := n.rollers[sp]
	if r == nil {
		r = series.NewRoller(n.calendar, sp.Grain, sp.From, sp.Until)
		n.rollers[sp] = r
	}
	return r
}

// asBadQuery turns errors about grains and segments into *query.Error. It returns other errors unchanged.
func asBadQuery(err error) error {
	if err == nil {
		return nil
	}
	var grain *series.GrainError
	if errors.As(err, &grain) {
		return query.Errorf("grain", "%v", err)
	}
	var segments *series.SegmentsError
	if errors.As(err, &segments) {
		return query.Errorf("filters", "%v", err)
	}
	return err
}

// derivedLines evaluates a formula bucket by bucket. An operand that lacks a segment is NaN in it.
func (n *Facts) derivedLines(m *okr.Metric, sp Span, want Grouping, withheld bool) ([]SegmentLine, error) {
	formula := n.rev.formulas[m.Name]
	names := formula.Metrics()
	operands := make([]map[series.Segment]series.Line, len(names))
	segments := map[series.Segment][]series.Arrival{}
	for i, name := range names {
		operand, ok := n.catalog.Metric(name)
		if !ok {
			return nil, query.Errorf("metrics", "metric %s is derived from %s, which is not in the catalog", m.Name, name)
		}
		lines, err := n.loadedLines(operand, sp, want, withheld)
		if err != nil {
			return nil, err
		}
		operands[i] = make(map[series.Segment]series.Line, len(lines))
		for _, l := range lines {
			operands[i][l.Segment] = l.Line
			segments[l.Segment] = append(segments[l.Segment], l.arrivals...)
		}
	}
	result := make([]SegmentLine, 0, len(segments))
	values := make([]float64, len(names))
	for _, segment := range slices.Sorted(maps.Keys(segments)) {
		if err := n.ctx.Err(); err != nil {
			return nil, err
		}
		line := emptyLine(sp)
		for b := sp.From; b < sp.Until; b++ {
			for i := range operands {
				values[i] = math.NaN()
				if l, ok := operands[i][segment]; ok {
					values[i] = l.At(b)
				}
			}
			v, err := formula.Eval(values)
			if err != nil {
				return nil, err
			}
			line.Value[b-sp.From] = v
		}
		loaded := n.loaded(line, segments[segment])
		loaded.Segment = segment
		result = append(result, loaded)
	}
	return result, nil
}

// NoLine returns a line in which every value is NaN and of which no arrival is known.
func (n *Facts) NoLine(sp Span) SegmentLine { return n.loaded(emptyLine(sp), nil) }

func emptyLine(sp Span) series.Line {
	length := max(0, int(sp.Until-sp.From))
	line := series.Line{Grain: sp.Grain, First: sp.From, Value: make([]float64, length)}
	for i := range line.Value {
		line.Value[i] = math.NaN()
	}
	return line
}
