package engine

import (
	"math"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// keyResultOf is the key result that a chart of the metric shows: the one of the chosen objective, or the first one of
// the period that counts the whole metric.
func (c *chart) keyResultOf(m *okr.Metric) (*okr.KeyResult, *okr.Period, bool) {
	if c.period == nil {
		return nil, nil, false
	}
	for o := range c.catalog.ObjectivesOf(c.period.Name) {
		if c.Objective != "" && o.Name != c.Objective {
			continue
		}
		for i := range o.KeyResults {
			kr := &o.KeyResults[i]
			if kr.Metric == m.Name && (len(kr.Segment) == 0 || c.Objective != "") {
				return kr, c.period, true
			}
		}
	}
	return nil, nil, false
}

// targets is the goal over the buckets of the period, or the planned way to it where the key result is phased.
func (c *chart) targets(kr *okr.KeyResult, p *okr.Period, sp span) []float64 {
	values := make([]float64, 0, sp.until-sp.from)
	for b := sp.from; b < sp.until; b++ {
		v := math.NaN()
		if end := c.calendar.StartDate(sp.grain, b+1); p.Start.Before(end) && c.calendar.StartDate(sp.grain, b).Before(p.End) {
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

// baselineLevel is baselineOf, computed once. ok is false where there is no level.
func (c *chart) baselineLevel(m *okr.Metric) (level float64, ok bool, err error) {
	level, known := c.levels[m.Name]
	if !known {
		if level, err = c.baselineOf(m); err != nil {
			return math.NaN(), false, err
		}
		c.levels[m.Name] = level
	}
	return level, !math.IsNaN(level), nil
}

// baselineOf is the level that the metric is compared with: the key result's, or the metric's median before the period.
func (c *chart) baselineOf(m *okr.Metric) (float64, error) {
	if kr, _, ok := c.keyResultOf(m); ok && kr.Baseline != nil {
		return *kr.Baseline, nil
	}
	if c.period == nil {
		return math.NaN(), nil
	}
	grain := reviewGrain(m)
	from, until := series.BaselineSpan(c.calendar, grain, *c.period, m.Baseline)
	line, err := c.line(m, span{grain, from, until}, c.filters)
	if err != nil {
		return math.NaN(), err
	}
	return series.Median(line.Value), nil
}

// accumulates reports whether a metric can be combined over the time since the period began.
func (c *chart) accumulates(m *okr.Metric) bool {
	return c.period != nil && m.Type.Additive() && m.Type != okr.Last
}

// cumulative is the metric from the start of the period up to each bucket, by segment: running sums, or the ratio of running
// sums. Metrics that cannot be combined over time have none.
func (c *chart) cumulative(m *okr.Metric, want grouping, sp span) (map[series.Segment][]float64, error) {
	if !c.accumulates(m) {
		return nil, nil
	}
	start := c.calendar.OnDate(sp.grain, c.period.Start)
	groups, err := c.loadedLines(m, span{sp.grain, start, max(start, sp.until)}, want, false)
	if err != nil {
		return nil, err
	}
	values := make(map[series.Segment][]float64, len(groups))
	for _, g := range groups {
		if running := series.Cumulative(g.Line, m.Type).Window(sp.from, sp.until); len(running) > 0 {
			values[g.Segment] = running
		}
	}
	return values, nil
}
