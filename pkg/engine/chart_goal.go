package engine

import (
	"math"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// keyResultOf returns the key result whose target and baseline a chart of the metric shows. It belongs to the query's objective. Without an
// objective it is the first key result of the period that is not limited to a segment. It returns false if there is none.
func (c *chart) keyResultOf(m *okr.Metric) (*okr.KeyResult, *okr.Period, bool) {
	if c.req.Period == nil {
		return nil, nil, false
	}
	for o := range c.catalog.ObjectivesOf(c.req.Period.Name) {
		if c.req.Query.Objective != "" && o.Name != c.req.Query.Objective {
			continue
		}
		for i := range o.KeyResults {
			kr := &o.KeyResults[i]
			if kr.Metric == m.Name && (len(kr.Segment) == 0 || c.req.Query.Objective != "") {
				return kr, c.req.Period, true
			}
		}
	}
	return nil, nil, false
}

// targets returns the goal for each bucket of the period, or the planned value at the end of the bucket if the key result is phased and has
// a baseline. Buckets outside the period are NaN.
func (c *chart) targets(kr *okr.KeyResult, p *okr.Period, sp Span) []float64 {
	values := make([]float64, 0, sp.Until-sp.From)
	for b := sp.From; b < sp.Until; b++ {
		v := math.NaN()
		if end := c.calendar.StartDate(sp.Grain, b+1); p.Start.Before(end) && c.calendar.StartDate(sp.Grain, b).Before(p.End) {
			v = kr.Goal()
			if len(kr.Phased) > 0 && kr.Baseline != nil {
				share := okr.PlannedShare(*p, end, *kr.Baseline, kr.Goal(), kr.Phased)
				v = *kr.Baseline + share*(kr.Goal()-*kr.Baseline)
			}
		}
		values = append(values, v)
	}
	return values
}

// baselineValue returns baselineOf from a cache. ok is false if there is no baseline.
func (c *chart) baselineValue(m *okr.Metric) (value float64, ok bool, err error) {
	value, known := c.baselines[m.Name]
	if !known {
		if value, err = c.baselineOf(m); err != nil {
			return math.NaN(), false, err
		}
		c.baselines[m.Name] = value
	}
	return value, !math.IsNaN(value), nil
}

// baselineOf returns the key result's baseline, or else the metric's median before the period. It returns NaN without a period or without
// values before it.
func (c *chart) baselineOf(m *okr.Metric) (float64, error) {
	if kr, _, ok := c.keyResultOf(m); ok && kr.Baseline != nil {
		return *kr.Baseline, nil
	}
	if c.req.Period == nil {
		return math.NaN(), nil
	}
	grain := m.ReviewGrain()
	from, until := series.BaselineSpan(c.calendar, grain, *c.req.Period, m.Baseline)
	line, err := c.line(m, Span{grain, from, until}, c.req.Filters)
	if err != nil {
		return math.NaN(), err
	}
	return series.Median(line.Value), nil
}

// accumulates reports whether the values of a metric can be combined over the time since the start of the period.
func (c *chart) accumulates(m *okr.Metric) bool {
	return c.req.Period != nil && m.Type.Additive() && m.Type != okr.Last
}

// cumulative returns, for each segment, the metric from the start of the period up to each bucket: running sums, or the ratio of running
// sums. It returns nil for a metric whose values cannot be combined over time.
func (c *chart) cumulative(m *okr.Metric, want Grouping, sp Span) (map[series.Segment][]float64, error) {
	if !c.accumulates(m) {
		return nil, nil
	}
	start := c.calendar.OnDate(sp.Grain, c.req.Period.Start)
	groups, err := c.loadedLines(m, Span{sp.Grain, start, max(start, sp.Until)}, want, false)
	if err != nil {
		return nil, err
	}
	values := make(map[series.Segment][]float64, len(groups))
	for _, g := range groups {
		if running := series.Cumulative(g.Line, m.Type).Window(sp.From, sp.Until); len(running) > 0 {
			values[g.Segment] = running
		}
	}
	return values, nil
}
