package series_test

import (
	"math"
	"testing"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

func TestBaselinesAgreeWithPython(t *testing.T) {
	o := loadOracle(t).Baselines
	c := mondays(t, "Europe/Berlin")
	line := series.Line{Grain: okr.Week, First: c.OnDate(okr.Week, date(t, o.First)), Value: nans(o.Weeks)}
	for _, want := range o.Expected {
		period := okr.Period{Start: date(t, want.Start)}
		rule := okr.BaselineRule{Months: want.Months, Seasonal: want.SeasonalRule}
		got := series.Baseline(c, line, period, rule)
		if got.Points != want.Points || !same(got.Median, nan(want.Median)) || !same(got.Mean, nan(want.Mean)) ||
			!same(got.Seasonal, nan(want.Seasonal)) {
			t.Errorf("%d months before %s: %+v, want %d points, median %v, mean %v, seasonal %v", want.Months, want.Start, got,
				want.Points, nan(want.Median), nan(want.Mean), nan(want.Seasonal))
		}
		from, until := series.BaselineSpan(c, line.Grain, period, rule)
		if median := series.Median(line.Window(from, until)); !same(median, nan(want.Median)) {
			t.Errorf("%d months before %s: median %v, want %v", want.Months, want.Start, median, nan(want.Median))
		}
	}
}

func TestBaselineOfMonths(t *testing.T) {
	c := mondays(t, "Asia/Tokyo")
	months := series.Line{
		Grain: okr.Month, First: c.OnDate(okr.Month, date(t, "2025-09-01")),
		// September 2025 to October 2026
		Value: []float64{100, 33, 101, 102, 103, 104, 105, 106, 107, 108, 7, 8, 60, 1000},
	}
	rule := okr.BaselineRule{Months: 3, Seasonal: true}
	got := series.Baseline(c, months, okr.Period{Start: date(t, "2026-10-01")}, rule)
	if got.Points != 3 || got.Median != 8 || got.Mean != 25 || got.Seasonal != 33 || got.Stable {
		t.Errorf("got %+v", got)
	}
}

func TestBaselineStability(t *testing.T) {
	missing := math.NaN()
	tests := map[string]struct {
		weeks []float64 // the last before the period
		want  bool
	}{
		"a level with little noise is stable":         {[]float64{100, 102, 98, 101, 99, 100, 103, 97}, true},
		"three points are too few":                    {[]float64{100, 100, 100}, false},
		"a gap does not make it unstable":             {[]float64{missing, 100, missing, 102, 98, 101, missing}, true},
		"one outlier does not make it unstable":       {[]float64{100, 102, 98, 1000, 101, 99, 100, 103}, true},
		"a wide spread is not stable":                 {[]float64{60, 140, 70, 130, 60, 140, 75, 125}, false},
		"a steady drift is not stable":                {[]float64{86, 90, 94, 98, 102, 106, 110, 114}, false},
		"a fall is a drift":                           {[]float64{114, 110, 106, 102, 98, 94, 90, 86}, false},
		"a slow drift is stable":                      {[]float64{97, 98, 99, 100, 100, 101, 102, 103}, true},
		"a drift is measured over gaps as well":       {[]float64{90, 95, missing, missing, missing, 115, 120}, false},
		"negative levels are measured by their size":  {[]float64{-100, -102, -98, -101}, true},
		"all zero is stable":                          {[]float64{0, 0, 0, 0}, true},
		"around zero nothing is small against median": {[]float64{0, 1, -1, 0, 1, -1}, false},
		"no values at all are not stable":             {nil, false},
	}
	c := mondays(t, "UTC")
	start := date(t, "2026-10-05") // a Monday
	until := c.OnDate(okr.Week, start)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			line := series.Line{Grain: okr.Week, First: until - series.Bucket(len(test.weeks)), Value: test.weeks}
			got := series.Baseline(c, line, okr.Period{Start: start}, okr.BaselineRule{Months: 3})
			if got.Stable != test.want || !math.IsNaN(got.Seasonal) {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestInBandShare(t *testing.T) {
	missing := math.NaN()
	atMost := func(limit float64) func(float64) bool { return func(v float64) bool { return v <= limit } }
	tests := map[string]struct {
		values   []float64
		share    float64
		observed int
	}{
		"three of four weeks were within":   {[]float64{1, 2, 9, 3}, 0.75, 4},
		"missing weeks were not observed":   {[]float64{1, missing, 9, missing}, 0.5, 2},
		"without observations no share":     {[]float64{missing}, missing, 0},
		"without weeks there is no share":   {nil, missing, 0},
		"never within is a share of nought": {[]float64{9}, 0, 1},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			share, observed := series.InBandShare(test.values, atMost(3))
			if !same(share, test.share) || observed != test.observed {
				t.Errorf("got %v of %d", share, observed)
			}
		})
	}
}

func TestCumulative(t *testing.T) {
	none := math.NaN()
	line := series.Line{
		Grain: okr.Week, First: 7,
		Num: []float64{none, 1, 0, none, 2, 3}, Den: []float64{none, 0, 4, none, 8, 4},
		Value: []float64{none, none, 0, none, 0.25, 0.75},
	}
	tests := map[string]struct {
		typ  okr.MetricType
		want []float64
	}{
		"a ratio becomes the ratio of the sums so far": {okr.Ratio, []float64{none, none, 0.25, none, 0.25, 0.375}},
		"so does a mean":                  {okr.Mean, []float64{none, none, 0.25, none, 0.25, 0.375}},
		"a sum becomes the sum so far":    {okr.Sum, []float64{none, 1, 1, none, 3, 6}},
		"the latest value stays as it is": {okr.Last, line.Num},
		"a distinct count has none":       {okr.Distinct, []float64{none, none, none, none, none, none}},
		"a median has none":               {okr.Median, []float64{none, none, none, none, none, none}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := series.Cumulative(line, test.typ)
			if got.First != 7 || got.Grain != okr.Week || got.Len() != len(test.want) {
				t.Fatalf("got %+v", got)
			}
			for i, want := range test.want {
				if !same(got.Value[i], want) {
					t.Errorf("value %d is %v, want %v", i, got.Value[i], want)
				}
			}
		})
	}
}
