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

// numbers are the facts that one answer needs, read at once.
type numbers struct {
	*state
	ctx      context.Context // of the answer: work ends with it
	asOf     time.Time       // the instant of the answer: buckets that end later still run
	columns  map[string][]series.Columns
	rollers  map[span]*series.Roller     // those that were needed so far
	arrivals map[string][]series.Arrival // by metric, of all of its columns; those that were needed so far
	room     []series.Arrival            // for those that are next
}

// read fetches the facts of the metrics and of everything that they are derived from, from a day up to the day of an answer.
func (e *Engine) read(ctx context.Context, s *state, metrics []*okr.Metric, from okr.Date, r *request) (*numbers, error) {
	var names []string
	for _, m := range metrics {
		names = s.operands(m, names)
	}
	slices.Sort(names)
	names = slices.Compact(names)
	n := newNumbers(ctx, s, r.at, make(map[string][]series.Columns, len(names)), map[span]*series.Roller{})
	n.arrivals = make(map[string][]series.Arrival, len(names))
	if len(names) == 0 {
		return n, nil
	}
	columns, err := e.series.Facts(ctx, series.FactsRequest{
		Calendar: s.calendar,
		Metrics:  names,
		From:     from.AddDays(-s.levelsBack(names)),
		Until:    okr.DateOf(r.at.Add(-1)).AddDays(1),
	})
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	columns = s.arrived(columns, from, r.at)
	first := 0
	for i := range columns {
		if columns[i].Metric != columns[first].Metric {
			first = i
		}
		n.columns[columns[i].Metric] = columns[first : i+1 : i+1]
	}
	return n, admitFilters(ctx, len(columns), r.filters)
}

// arrived leaves the facts whose buckets start before an instant, as far back as they may matter from a day on.
func (s *state) arrived(columns []series.Columns, from okr.Date, at time.Time) []series.Columns {
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

func newNumbers(
	ctx context.Context, s *state, at time.Time, columns map[string][]series.Columns, rollers map[span]*series.Roller,
) *numbers {
	return &numbers{ctx: ctx, state: s, asOf: at, columns: columns, rollers: rollers, arrivals: map[string][]series.Arrival{}}
}

// firstFact is the start of the oldest bucket with facts, the given time where there are none before it.
func (n *numbers) firstFact(otherwise time.Time) time.Time {
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

// levelsBack is how many days before a bucket may matter to the level in it, whatever the grains of the facts.
func (s *state) levelsBack(names []string) int {
	days := 0
	for _, name := range names {
		if m, ok := s.catalog.Metric(name); ok && m.Type == okr.Last {
			days = max(days, m.Carry, series.GoneDays(okr.Quarter))
		}
	}
	return days
}

// operands adds the names of the metrics with facts that m is made of.
func (s *state) operands(m *okr.Metric, names []string) []string {
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

// span is a run of buckets of one grain, half-open.
type span struct {
	grain       okr.Grain
	from, until series.Bucket
}

// line is a metric's values over a span, for the segments that the filters leave together. A half-loaded bucket has no value.
func (n *numbers) line(m *okr.Metric, sp span, filters []series.Filter) (segmentLine, error) {
	if m.Type.Additive() && len(filters) == 0 {
		line, err := n.loadedLine(m, sp, n.columns[m.Name])
		withhold(line.Line, line.half)
		return line, err
	}
	groups, err := n.lines(m, sp, grouping{filters: filters})
	if err != nil || len(groups) == 0 {
		return n.loaded(emptyLine(sp), nil), err
	}
	return groups[0], nil
}

// segmentLine is a metric's values for one combination of segments.
type segmentLine struct {
	Segment series.Segment
	series.Line
	half     series.Bucket    // the newest that is over and half-loaded, or noBucket
	arrivals []series.Arrival // of the metric's facts, or of each of its operands
}

// lastComplete is the newest complete bucket, where another is the newest that is over.
func (l *segmentLine) lastComplete(over series.Bucket) series.Bucket {
	if over == l.half {
		return over - 1
	}
	return over
}

// grouping chooses the lines of a metric: one for each combination of the segments in by that the filters leave.
type grouping struct {
	by      []string
	filters []series.Filter
	only    map[series.Segment]bool // of these combinations, nil for all
}

func (g *grouping) leaves(s series.Segment) bool { return g.only == nil || g.only[s] }

// segmentsOf lists the combinations of segments for which a metric has facts, in order.
func (n *numbers) segmentsOf(m *okr.Metric, by []string, filters []series.Filter) ([]series.Segment, error) {
	if m.Type != okr.Derived {
		groups, err := series.GroupContext(n.ctx, m.Type, n.columns[m.Name], by, filters)
		list := make([]series.Segment, len(groups))
		for i := range groups {
			list[i] = groups[i].Segment
		}
		return list, err
	}
	var all []series.Segment
	for _, name := range n.formulas[m.Name].Metrics() {
		if operand, ok := n.catalog.Metric(name); ok {
			list, err := n.segmentsOf(operand, by, filters)
			if err != nil {
				return nil, err
			}
			all = append(all, list...)
		}
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}

// lines is a metric's values over a span, one line for each combination of segments. A half-loaded bucket has no value.
func (n *numbers) lines(m *okr.Metric, sp span, want grouping) ([]segmentLine, error) {
	return n.loadedLines(m, sp, want, true)
}

// loadedLines is lines where half-loaded buckets are withheld, and else with the values that they have so far.
func (n *numbers) loadedLines(m *okr.Metric, sp span, want grouping, withheld bool) ([]segmentLine, error) {
	if m.Type == okr.Derived {
		return n.derivedLines(m, sp, want, withheld)
	}
	groups, err := series.GroupContext(n.ctx, m.Type, n.columns[m.Name], want.by, want.filters)
	if err != nil {
		return nil, err
	}
	lines := make([]segmentLine, 0, len(groups))
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

// loadedLine rolls columns of a metric up as far as they are loaded.
func (n *numbers) loadedLine(m *okr.Metric, sp span, cols []series.Columns) (segmentLine, error) {
	var line series.Line
	var err error
	if m.Type == okr.Last {
		line, err = n.roller(sp).RollLevels(m.Carry, cols)
	} else {
		line, err = n.roller(sp).Roll(m.Type, cols)
	}
	if err != nil {
		return segmentLine{}, asBadQuery(err)
	}
	return n.loaded(line, n.arrival(m, cols)), nil
}

// roller is the one for a span. The numbers of an answer share few spans.
func (n *numbers) roller(sp span) *series.Roller {
	r := n.rollers[sp]
	if r == nil {
		r = series.NewRoller(n.calendar, sp.grain, sp.from, sp.until)
		n.rollers[sp] = r
	}
	return r
}

// asBadQuery tells the asker what the facts cannot give.
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

// derivedLines computes a formula bucket by bucket. A segment that an operand lacks has no value there.
func (n *numbers) derivedLines(m *okr.Metric, sp span, want grouping, withheld bool) ([]segmentLine, error) {
	formula := n.formulas[m.Name]
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
	result := make([]segmentLine, 0, len(segments))
	values := make([]float64, len(names))
	for _, segment := range slices.Sorted(maps.Keys(segments)) {
		if err := n.ctx.Err(); err != nil {
			return nil, err
		}
		line := emptyLine(sp)
		for b := sp.from; b < sp.until; b++ {
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
			line.Value[b-sp.from] = v
		}
		loaded := n.loaded(line, segments[segment])
		loaded.Segment = segment
		result = append(result, loaded)
	}
	return result, nil
}

func emptyLine(sp span) series.Line {
	length := max(0, int(sp.until-sp.from))
	line := series.Line{Grain: sp.grain, First: sp.from, Value: make([]float64, length)}
	for i := range line.Value {
		line.Value[i] = math.NaN()
	}
	return line
}
