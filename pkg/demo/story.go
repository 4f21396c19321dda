package demo

import (
	"math"

	"github.com/northstar/okrkpi/pkg/okr"
)

// story is how a metric develops. Weeks are counted from the start of the newest period. Values are in the metric's
// unit: of sums per week, of other metrics per bucket of their grain.
type story struct {
	before  float64         // usual value before the period
	after   float64         // value at its end
	percent []float64       // of a ratio: the exact value of each week of the period in percent, instead of after
	volume  float64         // of a ratio or mean: observations in a week
	growth  float64         // in a year, of the volume; of other metrics, of the value before the period
	spread  float64         // of the weekly values around their course, as a share
	unusual map[int]float64 // weeks whose value is so many times the usual one
	missing []int           // weeks whose facts were lost
}

// storyOf is the metric's part in the demo company, or for a metric that has none a plausible one that follows from the
// catalog: a key result goes 60 % of its way, a KPI stays a little better than its yellow limit.
func storyOf(c *okr.Catalog, m *okr.Metric) story {
	if s, ok := stories[m.Name]; ok {
		return s
	}
	s := story{before: defaultLevel(m), volume: 2000, growth: 0.2, spread: 0.03}
	s.after = s.before
	for i := range c.KPIs {
		if k := &c.KPIs[i]; k.Metric == m.Name && !k.Thresholds.IsZero() {
			s.before = healthy(k.Thresholds, m)
			s.after = s.before
		}
	}
	for i := range c.Objectives {
		for _, kr := range c.Objectives[i].KeyResults {
			if kr.Metric == m.Name && kr.Baseline != nil {
				s.before = *kr.Baseline
				s.after = s.before + 0.6*(kr.Goal()-s.before)
			}
		}
	}
	return s
}

func defaultLevel(m *okr.Metric) float64 {
	if m.Unit == "percentunit" {
		return 0.4
	}
	return m.Bounds.Clamp(100)
}

// healthy is a value on the good side of the thresholds.
func healthy(t okr.Thresholds, m *okr.Metric) float64 {
	limit, better := t.Yellow, 1.08
	if limit == nil {
		limit = t.Red
	}
	if m.Direction == okr.Down {
		better = 1 / better
	}
	band := t.YellowBand
	if band == nil {
		band = t.RedBand
	}
	switch {
	case m.Direction == okr.Band && band != nil:
		return (band[0] + band[1]) / 2
	case limit != nil:
		return m.Bounds.Clamp(*limit + math.Abs(*limit)*(better-1))
	}
	return defaultLevel(m)
}

// stories are the numbers of TaskFlow, the demo company. The weeks of the three key results are those of the case study
// that it is taken from.
var stories = map[string]story{
	"onboarding_completion_rate": {
		before: 0.45, volume: 6000, growth: 0.25, spread: 0.012,
		percent: []float64{45.0, 45.8, 47.5, 50.2, 52.0, 53.5, 54.8, 56.0, 57.1, 58.2, 59.2, 60.1, 61.0},
	},
	"day7_active_rate": {
		before: 0.32, volume: 6000, growth: 0.25, spread: 0.012,
		percent: []float64{32.0, 32.6, 37.6, 38.1, 38.3, 39.0, 39.6, 40.2, 40.7, 41.2, 41.6, 42.0, 42.4},
	},
	"paid_conversion_rate": {
		before: 0.08, volume: 8000, growth: 0.25, spread: 0.02,
		percent: []float64{8.0, 8.0, 8.1, 8.3, 8.5, 8.7, 8.9, 9.1, 9.3, 9.6, 9.8, 10.0, 10.24},
	},
}
