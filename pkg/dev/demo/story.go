package demo

import (
	"math"

	"github.com/northstar/okrkpi/pkg/okr"
)

// story is how a metric develops. Weeks are counted from the start of the newest period. Values are in the metric's
// unit: of sums of days per week, of other metrics per bucket of their grain.
type story struct {
	course  []knot
	percent []float64       // of a ratio: the exact value of each week of the period, in percent
	volume  float64         // of a ratio or mean: observations in a week
	growth  float64         // in a year, of the volume; of other metrics, of the value
	spread  float64         // of the weekly values around the growth, as a share
	outlier map[int]float64 // weeks with a factor on their value
	missing []int           // weeks whose facts were lost
	since   int             // first week that is measured at all; 0 for all of history
	without string          // a segment's value that the metric leaves out
}

// knot is the value of a week. Between knots values change steadily; before the first and after the last they stay.
type knot struct {
	week  int
	value float64
}

func flat(value float64) []knot { return []knot{{0, value}} }

// path takes weeks and values in turn.
func path(pairs ...float64) []knot {
	knots := make([]knot, 0, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		knots = append(knots, knot{int(pairs[i]), pairs[i+1]})
	}
	return knots
}

func at(course []knot, week int) float64 {
	last := course[0]
	for _, next := range course {
		if week < next.week && next.week > last.week {
			share := max(0, float64(week-last.week)/float64(next.week-last.week))
			return last.value + share*(next.value-last.value)
		}
		last = next
	}
	return last.value
}

// storyOf is the metric's part in the demo company, or for a metric that has none a plausible one that follows from the
// catalog: a key result goes 60 % of its way, a KPI stays a little better than its threshold.
func storyOf(c *okr.Catalog, m *okr.Metric) story {
	if s, ok := stories[m.Name]; ok {
		return s
	}
	s := story{course: flat(usual(m)), volume: 2000, growth: 0.2, spread: 0.03}
	for i := range c.KPIs {
		if k := &c.KPIs[i]; k.Metric == m.Name && !k.Thresholds.IsZero() {
			s.course = flat(healthy(k.Thresholds, m))
		}
	}
	for i := range c.Objectives {
		for _, kr := range c.Objectives[i].KeyResults {
			if kr.Metric == m.Name && kr.Baseline != nil {
				before := *kr.Baseline
				s.course = path(0, before, 12, before+0.6*(kr.Goal()-before))
			}
		}
	}
	return s
}

func usual(m *okr.Metric) float64 {
	if m.Unit == "percentunit" {
		return 0.4
	}
	return m.Bounds.Clamp(100)
}

// healthy is a value on the good side of the thresholds.
func healthy(t okr.Thresholds, m *okr.Metric) float64 {
	limit, band := t.Yellow, t.YellowBand
	if limit == nil {
		limit = t.Red
	}
	if band == nil {
		band = t.RedBand
	}
	switch {
	case m.Direction == okr.Band && band != nil:
		return (band[0] + band[1]) / 2
	case limit != nil && m.Direction == okr.Down:
		return m.Bounds.Clamp(*limit - 0.1*math.Abs(*limit))
	case limit != nil:
		return m.Bounds.Clamp(*limit + 0.1*math.Abs(*limit))
	}
	return usual(m)
}
