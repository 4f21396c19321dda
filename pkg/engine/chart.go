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

// Series computes the course of the named metrics over the time range, with the lines and comparisons that the query
// asks for. Buckets that only touch the range belong to it; the bucket that is still running is there and marked.
func (v *View) Series(ctx context.Context, q query.Query) (*Series, error) {
	req, err := v.begin(ctx, q)
	if err != nil {
		return nil, err
	}
	metrics := make([]*okr.Metric, len(req.named))
	for i, name := range req.named {
		metrics[i], _ = v.catalog.Metric(name)
	}
	r := v.span
	if r.To.IsZero() {
		r.To = req.at
	}
	c := &chart{request: req, r: r, times: map[span][]time.Time{}, levels: map[string]float64{}}
	c.numbers, err = v.read(ctx, metrics, c.factsFrom(v.Revision, metrics), &req)
	if err != nil {
		return nil, err
	}
	result := &Series{At: req.at, Revision: v.number, Locale: c.locale}
	plans, all, err := c.plans(metrics)
	if err != nil {
		return nil, err
	}
	if err := admit(ctx, c.estimate(plans)); err != nil {
		return nil, err
	}
	for i, m := range metrics {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if slices.Contains(c.Lines, query.LineNormal) {
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
	if slices.Contains(c.Lines, query.LineNormal) {
		all = len(result.Lines)
	}
	if req.Limit > 0 && all > req.Limit {
		result.Lines = result.Lines[:req.Limit]
		result.Notices = append(result.Notices, wordsFor(req.locale).cut(req.Limit, all))
	}
	return result, nil
}

// plans are what is computed of each metric, and how many lines there are without a limit.
func (c *chart) plans(metrics []*okr.Metric) (plans []chartPlan, all int, err error) {
	plans = make([]chartPlan, len(metrics))
	for i, m := range metrics {
		room := int64(-1)
		if c.Limit > 0 {
			room = int64(max(0, c.Limit-all))
		}
		if plans[i], err = c.plan(m, room); err != nil {
			return nil, 0, err
		}
		all += int(plans[i].groups * plans[i].lines)
	}
	return plans, all, nil
}

// chart computes the lines of a series answer.
type chart struct {
	*numbers
	request
	r     TimeRange
	times map[span][]time.Time // starts of buckets that were needed so far
	sales []sale               // that concern the metric at hand

	levels  map[string]float64           // baselines by metric: those that were needed so far, NaN for none
	running map[series.Segment][]float64 // cumulative values of the metric at hand
}

// factsFrom is the first day that the lines look back on.
func (c *chart) factsFrom(s *Revision, metrics []*okr.Metric) okr.Date {
	from := okr.DateOf(c.r.From.In(s.catalog.Organization.Timezone)).AddDays(-7)
	months := 1
	for _, cmp := range c.compare {
		if cmp == series.YearAgo {
			months = 13
		} else {
			months = max(months, 3)
		}
	}
	if slices.ContainsFunc(c.Lines, query.Line.LooksBack) {
		for _, m := range metrics {
			switch chartGrain(m, c.grain, c.r) {
			case okr.Quarter:
				months = max(months, quarterHistory)
			case okr.Month:
				months = max(months, monthlyHistory)
			case okr.GrainUnknown, okr.Hour, okr.Day, okr.Week:
				months = max(months, 7)
			}
		}
	}
	from = from.AddMonths(-months)
	needsPeriod := slices.Contains(c.Lines, query.LineBaseline) || slices.Contains(c.Lines, query.LineCumulative)
	if c.period != nil && needsPeriod {
		if early := c.period.Start.AddMonths(-weeklyHistory); early.Before(from) {
			from = early
		}
	}
	return from
}

// spans are the buckets that a metric shows, and those that it is computed from.
func (c *chart) spans(s *Revision, m *okr.Metric) (shown, wide span) {
	grain := chartGrain(m, c.grain, c.r)
	end := c.r.To
	if c.at.Before(end) {
		end = c.at
	}
	shown = span{grain: grain, from: s.calendar.At(grain, c.r.From), until: s.calendar.LastComplete(grain, end) + 1}
	if s.calendar.Start(grain, shown.until).Before(end) {
		shown.until++
	}
	shown.until = max(shown.until, shown.from) // a range that has not begun yet has no buckets
	wide = shown
	wide.from = min(s.calendar.OnDate(grain, c.factsFrom(s, []*okr.Metric{m})), shown.from)
	return shown, wide
}

// kinds are the lines that are asked for.
func (c *chart) kinds() []query.Line {
	if len(c.Lines) == 0 {
		return valueAlone
	}
	return c.Lines
}

var valueAlone = []query.Line{query.LineValue}

// metricLines are all lines of one metric: the values by segment, then what they are compared with.
func (c *chart) metricLines(p *chartPlan) ([]SeriesLine, error) {
	m, sp := p.metric, p.shown
	want := grouping{by: c.GroupBy, filters: c.filters, only: p.only()}
	groups, err := c.lines(m, p.wide, want)
	if err != nil {
		return nil, err
	}
	loaded := groups // with what half-loaded buckets have so far
	if slices.ContainsFunc(groups, func(g segmentLine) bool { return g.half >= sp.from && g.half < sp.until }) {
		if loaded, err = c.loadedLines(m, p.wide, want, false); err != nil {
			return nil, err
		}
	}
	if c.running = nil; slices.Contains(c.Lines, query.LineCumulative) {
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
		for _, cmp := range c.compare {
			if line, ok := c.comparison(cmp, m, g, sp); ok {
				result = append(result, line)
			}
		}
	}
	return result, nil
}

func (c *chart) kindLine(kind query.Line, m *okr.Metric, g segmentLine, sp span) (SeriesLine, bool, error) {
	line := c.newLine(string(kind), m, g, sp)
	switch kind {
	case query.LineValue:
		line.Value = g.Window(sp.from, sp.until)
		line.Partial = c.partial(&g, sp)
		if k := c.kpiOf(m.Name, c.today); k != nil && !c.today.Before(m.Baseline.ObservingUntil) {
			line.Steps = k.Thresholds.Steps(m.Direction)
		}
	case query.LineTarget:
		kr, period, ok := c.keyResultOf(m)
		if !ok {
			return line, false, nil
		}
		line.Value = c.targets(kr, period, sp)
	case query.LineBaseline:
		level, ok, err := c.baselineLevel(m)
		if err != nil || !ok {
			return line, false, err
		}
		line.Value = make([]float64, 0, sp.until-sp.from)
		for range sp.until - sp.from {
			line.Value = append(line.Value, level)
		}
	case query.LineCumulative:
		values, ok := c.running[g.Segment]
		if !ok {
			return line, false, nil
		}
		line.Value = values
	case query.LineAnomaly:
		line.Value = anomalies(g.Line, sp, c.calendar.LastComplete(sp.grain, c.at)) // a half-loaded bucket has no value here
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

// partial is the position of the first bucket that still runs or is half-loaded, −1 where there is none.
func (c *chart) partial(l *segmentLine, sp span) int {
	first := min(c.calendar.LastComplete(sp.grain, c.at)+1, sp.until)
	if l.half >= sp.from {
		first = min(first, l.half)
	}
	if first == sp.until {
		return -1
	}
	return int(first - sp.from)
}

func (c *chart) newLine(key string, m *okr.Metric, g segmentLine, sp span) SeriesLine {
	return SeriesLine{
		Line:    Line{Grain: sp.grain, Times: c.starts(sp)},
		Metric:  m,
		Title:   m.Label(c.locale),
		Name:    wordsFor(c.locale).lineName(key, sp.grain),
		Key:     key,
		Segment: g.Segment.Labels(),
		Partial: -1,
	}
}

// starts are the instants at which the buckets of a span start. Lines with the same buckets share them.
func (c *chart) starts(sp span) []time.Time {
	times, ok := c.times[sp]
	if !ok {
		times = c.calendar.Starts(sp.grain, sp.from, sp.until)
		c.times[sp] = times
	}
	return times
}

// comparison is the course of an earlier time, laid under the present one.
func (c *chart) comparison(cmp series.Comparison, m *okr.Metric, g segmentLine, sp span) (SeriesLine, bool) {
	back, ok := series.Back(c.calendar, sp.grain, sp.from, cmp)
	if !ok {
		return SeriesLine{}, false
	}
	line := c.newLine(cmp.String(), m, g, sp)
	if sp.grain != okr.Hour {
		line.Value = g.Window(back, back+sp.until-sp.from)
		return line, true
	}
	line.Value = make([]float64, 0, sp.until-sp.from)
	for b := sp.from; b < sp.until; b++ {
		back, _ := series.Back(c.calendar, sp.grain, b, cmp)
		line.Value = append(line.Value, g.At(back))
	}
	return line, true
}

// anomalies are the values that jump out of the complete buckets before them. A trend that goes on does not.
func anomalies(l series.Line, sp span, lastComplete series.Bucket) []float64 {
	result := make([]float64, 0, sp.until-sp.from)
	for b := sp.from; b < sp.until; b++ {
		v := math.NaN()
		history := l.Window(b-series.AnomalyWindow, b)
		if b <= lastComplete && series.ModifiedZ(history, l.At(b)).Unusual() && okr.AtLeast(series.Jump(history, l.At(b)), okr.UnusualJump) {
			v = l.At(b)
		}
		result = append(result, v)
	}
	return result
}
