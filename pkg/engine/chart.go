package engine

import (
	"context"
	"math"
	"slices"
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// Series computes the course of the named metrics over the time range, with the lines and comparisons that the query
// asks for. Buckets that only touch the range belong to it; the bucket that is still running is there and marked.
func (e *Engine) Series(ctx context.Context, q Query, r TimeRange) (*Series, error) {
	req, s, err := e.begin(ctx, q, r)
	if err != nil {
		return nil, err
	}
	metrics := make([]*okr.Metric, len(req.named))
	for i, name := range req.named {
		metrics[i], _ = s.catalog.Metric(name)
	}
	if r.To.IsZero() {
		r.To = req.at
	}
	c := &chart{request: req, r: r, times: map[span][]time.Time{}}
	c.numbers, err = e.read(ctx, s, metrics, c.factsFrom(s, metrics), &req)
	if err != nil {
		return nil, err
	}
	result := &Series{At: req.at, Revision: s.revision, Locale: c.locale}
	for _, m := range metrics {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if slices.Contains(c.Lines, LineNormal) {
			early := c.factsFrom(s, metrics).In(s.catalog.Organization.Timezone)
			if c.sales, err = e.salesOf(ctx, s, m, early, r.To); err != nil {
				return nil, err
			}
		}
		lines, err := c.metricLines(m)
		if err != nil {
			return nil, err
		}
		result.Lines = append(result.Lines, lines...)
	}
	result.Lines = limited(req, result.Lines, &result.Notices)
	return result, nil
}

// chart computes the lines of a series answer.
type chart struct {
	*numbers
	request
	r     TimeRange
	times map[span][]time.Time // starts of buckets that were needed so far
	sales []sale               // that concern the metric at hand
}

// factsFrom is the first day that the lines look back on.
func (c *chart) factsFrom(s *state, metrics []*okr.Metric) okr.Date {
	from := okr.DateOf(c.r.From.In(s.catalog.Organization.Timezone)).AddDays(-7)
	months := 1
	for _, cmp := range c.compare {
		if cmp == series.YearAgo {
			months = 13
		} else {
			months = max(months, 3)
		}
	}
	if slices.ContainsFunc(c.Lines, LineKind.looksBack) {
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
	needsPeriod := slices.Contains(c.Lines, LineBaseline) || slices.Contains(c.Lines, LineCumulative)
	if c.period != nil && needsPeriod {
		if early := c.period.Start.AddMonths(-weeklyHistory); early.Before(from) {
			from = early
		}
	}
	return from
}

// metricLines are all lines of one metric: the values by segment, then what they are compared with.
func (c *chart) metricLines(m *okr.Metric) ([]SeriesLine, error) {
	grain := chartGrain(m, c.grain, c.r)
	end := c.r.To
	if c.at.Before(end) {
		end = c.at
	}
	sp := span{grain: grain, from: c.calendar.At(grain, c.r.From), until: c.calendar.LastComplete(grain, end) + 1}
	if c.calendar.Start(grain, sp.until).Before(end) {
		sp.until++
	}
	sp.until = max(sp.until, sp.from) // a range that has not begun yet has no buckets
	wide := sp
	wide.from = min(c.calendar.OnDate(grain, c.factsFrom(c.state, []*okr.Metric{m})), sp.from)
	groups, err := c.lines(m, wide, c.GroupBy, c.filters)
	if err != nil {
		return nil, err
	}
	kinds := c.Lines
	if len(kinds) == 0 {
		kinds = []LineKind{LineValue}
	}
	loaded := groups // with what half-loaded buckets have so far
	if slices.ContainsFunc(groups, func(g segmentLine) bool { return g.half >= sp.from && g.half < sp.until }) {
		if loaded, err = c.loadedLines(m, wide, c.GroupBy, c.filters, false); err != nil {
			return nil, err
		}
	}
	var result []SeriesLine
	for i, g := range groups {
		for _, kind := range kinds {
			shown := g
			if kind == LineValue {
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

func (c *chart) kindLine(kind LineKind, m *okr.Metric, g segmentLine, sp span) (SeriesLine, bool, error) {
	line := c.newLine(string(kind), m, g, sp)
	switch kind {
	case LineValue:
		line.Value = g.Window(sp.from, sp.until)
		line.Partial = c.partial(&g, sp)
		if k := c.kpiOf(m.Name, c.today); k != nil && !c.today.Before(m.Baseline.ObservingUntil) {
			line.Steps = k.Thresholds.Steps(m.Direction)
		}
	case LineTarget:
		kr, period, ok := c.keyResultOf(m)
		if !ok {
			return line, false, nil
		}
		line.Value = c.targets(kr, period, sp)
	case LineBaseline:
		level, err := c.baselineOf(m)
		if err != nil || math.IsNaN(level) {
			return line, false, err
		}
		for range sp.until - sp.from {
			line.Value = append(line.Value, level)
		}
	case LineCumulative:
		values, ok, err := c.cumulative(m, g.Segment, sp)
		if err != nil || !ok {
			return line, false, err
		}
		line.Value = values
	case LineAnomaly:
		line.Value = anomalies(g.Line, sp, c.calendar.LastComplete(sp.grain, c.at)) // a half-loaded bucket has no value here
	case LineLimitLow, LineLimitHigh:
		line.Value = controlLimits(g.Line, sp, m.Bounds, kind == LineLimitHigh)
	case LineNormal:
		values, ok := c.normal(g.Line, sp, c.sales)
		if !ok {
			return line, false, nil
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
		if b <= lastComplete && series.ModifiedZ(history, l.At(b)).Unusual() && okr.AtLeast(series.Jump(history, l.At(b)), series.JumpLimit) {
			v = l.At(b)
		}
		result = append(result, v)
	}
	return result
}
