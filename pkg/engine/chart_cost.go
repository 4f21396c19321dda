package engine

import (
	"context"
	"fmt"
	"slices"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
	"github.com/northstar/okrkpi/pkg/series"
)

// narrowSeries says how to make a series answer smaller.
const narrowSeries = "a coarser grain, a shorter time range, or fewer segments, metrics or lines"

// checkSeriesSize returns a *query.Error if a series is too large for every possible set of facts. It assumes one segment for each metric
// and reads no facts.
func (s *Revision) checkSeriesSize(ctx context.Context, r *Request, span TimeRange) error {
	if span.To.IsZero() {
		span.To = r.At
	}
	c := &chart{req: *r, r: span}
	plans := make([]chartPlan, 0, len(r.Metrics))
	for _, name := range r.Metrics {
		m, ok := s.catalog.Metric(name)
		if !ok {
			continue
		}
		p := chartPlan{metric: m, groups: 1, shownGroups: 1, lines: int64(max(1, len(c.req.Query.Lines)) + len(c.req.Compare))}
		p.shown, p.wide = c.spans(s, m)
		if n := int64(p.shown.Until - p.shown.From); n > maxBuckets {
			return query.Errorf("grain", "metric %s would have %s buckets of %s from %s on, and a line has at most %s: "+
				"choose a coarser grain or a shorter time range", m.Name, okr.FormatCount(n), grainWord(p.shown.Grain),
				s.calendar.StartDate(p.shown.Grain, p.shown.From), okr.FormatCount(maxBuckets))
		}
		plans = append(plans, p)
	}
	return budgetIn(ctx).afford(c.estimate(plans))
}

func grainWord(g okr.Grain) string { return "one " + g.String() }

// chartPlan is what a chart computes for one metric.
type chartPlan struct {
	metric      *okr.Metric
	shown, wide Span
	segments    []series.Segment // all segments of the metric
	groups      int64            // number of segments
	shownGroups int64            // number of segments that the query's limit leaves
	lines       int64            // lines of one segment
	rolled      int64            // cost of rolling up all segments, in values, in addition to the values of the lines
}

// only returns the segments that the query's limit leaves, or nil for all.
func (p *chartPlan) only() map[series.Segment]bool {
	if p.shownGroups == p.groups {
		return nil
	}
	only := make(map[series.Segment]bool, p.shownGroups)
	for _, s := range p.segments[:p.shownGroups] {
		only[s] = true
	}
	return only
}

// plan returns what to compute for a metric. room is how many more lines the query's limit allows; a negative room means no limit.
func (c *chart) plan(m *okr.Metric, room int64) (chartPlan, error) {
	p := chartPlan{metric: m}
	p.shown, p.wide = c.spans(c.rev, m)
	var err error
	if p.segments, err = c.SegmentsOf(m, c.req.Query.GroupBy, c.req.Filters); err != nil {
		return p, err
	}
	p.rolled = c.RollCost(m, int64(p.wide.Until-p.wide.From))
	if p.lines, err = c.linesOf(m, p.shown); err != nil {
		return p, err
	}
	p.groups = int64(len(p.segments))
	p.shownGroups = p.groups
	// The number of segments with the line normal is known only after it has been computed, so no segment is left out here.
	if room >= 0 && !slices.Contains(c.req.Query.Lines, query.LineNormal) {
		p.shownGroups = min(p.groups, (room+max(p.lines, 1)-1)/max(p.lines, 1))
	}
	return p, nil
}

// linesOf returns how many lines each segment of a metric has. With the line normal this is the maximum: a segment without a sale has one
// line less.
func (c *chart) linesOf(m *okr.Metric, sp Span) (n int64, err error) {
	for _, kind := range c.kinds() {
		ok := true
		switch kind {
		case query.LineTarget:
			_, _, ok = c.keyResultOf(m)
		case query.LineBaseline:
			_, ok, err = c.baselineValue(m)
			if err != nil {
				return 0, err
			}
		case query.LineCumulative:
			ok = c.accumulates(m) && sp.Until > sp.From
		case query.LineValue, query.LineAnomaly, query.LineLimitLow, query.LineLimitHigh, query.LineNormal:
		}
		if ok {
			n++
		}
	}
	for _, cmp := range c.req.Compare {
		if _, ok := series.Back(c.calendar, sp.Grain, sp.From, cmp); ok {
			n++
		}
	}
	return n, nil
}

// estimate adds up the cost of the plans. Lines of the same grain share rows, unless the query's format needs rows for each line.
func (c *chart) estimate(plans []chartPlan) Estimate {
	e := Estimate{Narrow: narrowSeries}
	var lines, longest int64
	for i := range plans {
		p := &plans[i]
		shown, wide := int64(p.shown.Until-p.shown.From), int64(p.wide.Until-p.wide.From)
		perGroup := wide + p.lines*(shown+valuesOfLine)
		for _, kind := range c.kinds() {
			if kind.LooksBack() {
				perGroup += shown * valuesOfWindow
			}
		}
		e.Values += p.shownGroups*perGroup + p.rolled*p.shownGroups/max(p.groups, 1)
		lines += p.shownGroups * p.lines
		longest = max(longest, shown)
		if c.req.Needs.RowsPerLine || p.shown.Grain != plans[0].shown.Grain {
			e.Rows += p.shownGroups * p.lines * shown
		}
	}
	e.Rows = max(e.Rows, longest)
	e.Made = fmt.Sprintf("%s of up to %s, with those that they look back on",
		okr.Plural(lines, "line", "lines"), okr.Plural(longest, "bucket", "buckets"))
	return e
}
