package engine

import (
	"context"
	"math"
	"slices"
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
	"github.com/northstar/okrkpi/pkg/series"
)

// Series computes the lines of the metrics that the query names, over the view's time range, with the kinds of line and the comparisons
// that the query lists. A bucket that overlaps the range only in part is included. The bucket that has not ended is included and marked
// (SeriesLine.Partial). Errors in the query and answers over the budget are *query.Error.
func (v *View) Series(ctx context.Context, q query.Query) (*Series, error) {
	req, err := v.Begin(ctx, q)
	if err != nil {
		return nil, err
	}
	metrics := make([]*okr.Metric, len(req.Metrics))
	for i, name := range req.Metrics {
		metrics[i], _ = v.catalog.Metric(name)
	}
	r := v.span
	if r.To.IsZero() {
		r.To = req.At
	}
	c := &chart{req: req, r: r, times: map[Span][]time.Time{}, baselines: map[string]float64{}}
	c.Facts, err = v.Read(ctx, metrics, c.factsFrom(v.Revision, metrics), &req)
	if err != nil {
		return nil, err
	}
	result := &Series{At: req.At, Revision: v.number, Locale: c.req.Locale}
	plans, all, err := c.plans(metrics)
	if err != nil {
		return nil, err
	}
	if err := Admit(ctx, c.estimate(plans)); err != nil {
		return nil, err
	}
	for i, m := range metrics {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if slices.Contains(c.req.Query.Lines, query.LineNormal) {
			early := c.factsFrom(v.Revision, metrics).In(v.calendar.Location())
			if c.sales, err = v.salesOf(ctx, m, early, r.To); err != nil {
				return nil, err
			}
		}
		lines, err := c.metricLines(&plans[i])
		if err != nil {
			return nil, err
		}
		result.Lines = append(result.Lines, lines...)
	}
	if slices.Contains(c.req.Query.Lines, query.LineNormal) {
		all = len(result.Lines)
	}
	if req.Query.Limit > 0 && all > req.Query.Limit {
		result.Lines = result.Lines[:req.Query.Limit]
		result.Notices = append(result.Notices, limitedText.Format(req.Locale, req.Query.Limit, all))
	}
	return result, nil
}

// plans returns one plan for each metric, and how many lines there would be without the query's limit.
func (c *chart) plans(metrics []*okr.Metric) (plans []chartPlan, all int, err error) {
	plans = make([]chartPlan, len(metrics))
	for i, m := range metrics {
		room := int64(-1)
		if c.req.Query.Limit > 0 {
			room = int64(max(0, c.req.Query.Limit-all))
		}
		if plans[i], err = c.plan(m, room); err != nil {
			return nil, 0, err
		}
		all += int(plans[i].groups * plans[i].lines)
	}
	return plans, all, nil
}

// chart computes the lines of one series answer.
type chart struct {
	*Facts
	req   Request
	r     TimeRange
	times map[Span][]time.Time // bucket starts, cached
	sales []sale               // sales that concern the current metric

	baselines map[string]float64           // baselines by metric, cached; NaN means that there is none
	running   map[series.Segment][]float64 // cumulative values of the current metric
}

// factsFrom returns the first day whose facts the lines need.
func (c *chart) factsFrom(s *Revision, metrics []*okr.Metric) okr.Date {
	from := okr.DateOf(c.r.From.In(s.catalog.Organization.Timezone)).AddDays(-7)
	months := 1
	for _, cmp := range c.req.Compare {
		if cmp == series.YearAgo {
			months = 13
		} else {
			months = max(months, 3)
		}
	}
	if slices.ContainsFunc(c.req.Query.Lines, query.Line.LooksBack) {
		for _, m := range metrics {
			switch chartGrain(m, c.req.Grain, c.r) {
			case okr.Quarter:
				months = max(months, HistoryMonths(okr.Quarter))
			case okr.Month:
				months = max(months, HistoryMonths(okr.Month))
			case okr.GrainUnknown, okr.Hour, okr.Day, okr.Week:
				months = max(months, 7)
			}
		}
	}
	from = from.AddMonths(-months)
	needsPeriod := slices.Contains(c.req.Query.Lines, query.LineBaseline) || slices.Contains(c.req.Query.Lines, query.LineCumulative)
	if c.req.Period != nil && needsPeriod {
		if early := c.req.Period.Start.AddMonths(-baselineMonths); early.Before(from) {
			from = early
		}
	}
	return from
}

// spans returns the buckets that a metric shows, and the wider span that they are computed from.
func (c *chart) spans(s *Revision, m *okr.Metric) (shown, wide Span) {
	grain := chartGrain(m, c.req.Grain, c.r)
	end := c.r.To
	if c.req.At.Before(end) {
		end = c.req.At
	}
	shown = Span{Grain: grain, From: s.calendar.At(grain, c.r.From), Until: s.calendar.LastComplete(grain, end) + 1}
	if s.calendar.Start(grain, shown.Until).Before(end) {
		shown.Until++
	}
	shown.Until = max(shown.Until, shown.From) // a range that starts in the future has no buckets
	wide = shown
	wide.From = min(s.calendar.OnDate(grain, c.factsFrom(s, []*okr.Metric{m})), shown.From)
	return shown, wide
}

// kinds returns the kinds of line that the query lists, or the value alone if it lists none.
func (c *chart) kinds() []query.Line {
	if len(c.req.Query.Lines) == 0 {
		return valueAlone
	}
	return c.req.Query.Lines
}

var valueAlone = []query.Line{query.LineValue}

// metricLines returns all lines of one metric. For each segment these are the kinds of line that the query lists, then the comparisons.
func (c *chart) metricLines(p *chartPlan) ([]SeriesLine, error) {
	m, sp := p.metric, p.shown
	want := Grouping{By: c.req.Query.GroupBy, Filters: c.req.Filters, Only: p.only()}
	groups, err := c.Lines(m, p.wide, want)
	if err != nil {
		return nil, err
	}
	loaded := groups // includes the partial values of half-loaded buckets
	if slices.ContainsFunc(groups, func(g SegmentLine) bool { return g.half >= sp.From && g.half < sp.Until }) {
		if loaded, err = c.loadedLines(m, p.wide, want, false); err != nil {
			return nil, err
		}
	}
	if c.running = nil; slices.Contains(c.req.Query.Lines, query.LineCumulative) {
		if c.running, err = c.cumulative(m, want, sp); err != nil {
			return nil, err
		}
	}
	result := make([]SeriesLine, 0, p.shownGroups*p.lines)
	for i, g := range groups {
		if err := c.ctx.Err(); err != nil {
			return nil, err
		}
		for _, kind := range c.kinds() {
			shown := g
			if kind == query.LineValue {
				shown = loaded[i]
			}
			line, ok, err := c.kindLine(kind, m, shown, sp)
			if err != nil {
				return nil, err
			}
			if ok {
				result = append(result, line)
			}
		}
		for _, cmp := range c.req.Compare {
			if line, ok := c.comparison(cmp, m, g, sp); ok {
				result = append(result, line)
			}
		}
	}
	return result, nil
}

func (c *chart) kindLine(kind query.Line, m *okr.Metric, g SegmentLine, sp Span) (SeriesLine, bool, error) {
	line := c.newLine(string(kind), m, g, sp)
	switch kind {
	case query.LineValue:
		line.Value = g.Window(sp.From, sp.Until)
		line.Partial = c.partial(&g, sp)
		if k := c.catalog.WatcherOn(m.Name, c.req.Today); k != nil && !c.req.Today.Before(m.Baseline.ObservingUntil) {
			line.Steps = k.Thresholds.Steps(m.Direction)
		}
	case query.LineTarget:
		kr, period, ok := c.keyResultOf(m)
		if !ok {
			return line, false, nil
		}
		line.Value = c.targets(kr, period, sp)
	case query.LineBaseline:
		value, ok, err := c.baselineValue(m)
		if err != nil || !ok {
			return line, false, err
		}
		line.Value = make([]float64, 0, sp.Until-sp.From)
		for range sp.Until - sp.From {
			line.Value = append(line.Value, value)
		}
	case query.LineCumulative:
		values, ok := c.running[g.Segment]
		if !ok {
			return line, false, nil
		}
		line.Value = values
	case query.LineAnomaly:
		line.Value = anomalies(g.Line, sp, c.calendar.LastComplete(sp.Grain, c.req.At)) // g has no value in a half-loaded bucket
	case query.LineLimitLow, query.LineLimitHigh:
		line.Value = controlLimits(g.Line, sp, m.Bounds, kind == query.LineLimitHigh)
	case query.LineNormal:
		values, ok, err := c.normal(g.Line, sp, c.sales)
		if err != nil || !ok {
			return line, false, err
		}
		line.Value = values
	}
	return line, true, nil
}

// partial returns the index of the first bucket that has not ended or is half-loaded, −1 if there is none.
func (c *chart) partial(l *SegmentLine, sp Span) int {
	first := min(c.calendar.LastComplete(sp.Grain, c.req.At)+1, sp.Until)
	if l.half >= sp.From {
		first = min(first, l.half)
	}
	if first == sp.Until {
		return -1
	}
	return int(first - sp.From)
}

func (c *chart) newLine(key string, m *okr.Metric, g SegmentLine, sp Span) SeriesLine {
	return SeriesLine{
		Line:    Line{Grain: sp.Grain, Times: c.starts(sp)},
		Metric:  m,
		Title:   m.Label(c.req.Locale),
		Name:    lineName(key, sp.Grain, c.req.Locale),
		Key:     key,
		Segment: g.Segment.Labels(),
		Partial: -1,
	}
}

// starts returns the start times of the buckets of a span. Lines with the same span share one slice.
func (c *chart) starts(sp Span) []time.Time {
	times, ok := c.times[sp]
	if !ok {
		times = c.calendar.Starts(sp.Grain, sp.From, sp.Until)
		c.times[sp] = times
	}
	return times
}

// comparison returns the line of an earlier time, such as a year ago, placed on the current buckets. It returns false if cmp does not apply
// to the grain.
func (c *chart) comparison(cmp series.Comparison, m *okr.Metric, g SegmentLine, sp Span) (SeriesLine, bool) {
	back, ok := series.Back(c.calendar, sp.Grain, sp.From, cmp)
	if !ok {
		return SeriesLine{}, false
	}
	line := c.newLine(cmp.String(), m, g, sp)
	if sp.Grain != okr.Hour {
		line.Value = g.Window(back, back+sp.Until-sp.From)
		return line, true
	}
	line.Value = make([]float64, 0, sp.Until-sp.From)
	for b := sp.From; b < sp.Until; b++ {
		back, _ := series.Back(c.calendar, sp.Grain, b, cmp)
		line.Value = append(line.Value, g.At(back))
	}
	return line, true
}

// anomalies returns the unusual values, and NaN elsewhere. A value is unusual if both its modified z-score and its jump against the
// complete buckets before it are high. The jump keeps a steady trend from being reported.
func anomalies(l series.Line, sp Span, lastComplete series.Bucket) []float64 {
	result := make([]float64, 0, sp.Until-sp.From)
	for b := sp.From; b < sp.Until; b++ {
		v := math.NaN()
		history := l.Window(b-series.AnomalyWindow, b)
		if b <= lastComplete && series.ModifiedZ(history, l.At(b)).Unusual() && okr.AtLeast(series.Jump(history, l.At(b)), okr.UnusualJump) {
			v = l.At(b)
		}
		result = append(result, v)
	}
	return result
}
