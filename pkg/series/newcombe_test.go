package series_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/northstar/okrkpi/pkg/series"
)

// The first five are examples of Newcombe's article, which prints four digits; all digits here were computed with
// 50-digit decimals in Python.
func TestNewcombe(t *testing.T) {
	tests := map[string]struct{ before, n, now, m, z, low, high float64 }{
		"48 of 80, then 56 of 70":  {48, 80, 56, 70, series.Z95, 0.0524314724023649, 0.33387265403690597},
		"3 of 10, then 9 of 10":    {3, 10, 9, 10, series.Z95, 0.17052272393450293, 0.809017973535488},
		"2 of 7, then 6 of 7":      {2, 7, 6, 7, series.Z95, 0.05822792748231226, 0.8062496375242277},
		"none of 29, then 5 of 56": {0, 29, 5, 56, series.Z95, -0.03813714790353688, 0.1925600138551116},
		"none of 20, none of 10":   {0, 20, 0, 10, series.Z95, -0.16112515805281935, 0.2775327998628892},
		"none, then all":           {0, 10, 10, 10, series.Z95, 0.6075093504305242, 1},
		"99 %":                     {20, 100, 6, 100, series.Z99, -0.2660028771986383, -0.015725623719963222},
		"99 % of many":             {360, 3000, 300, 3000, series.Z99, -0.040864270876417856, 0.0008300952507409421},
		"no observation before":    {0, 0, 6, 100, series.Z95, math.NaN(), math.NaN()},
		"no observation now":       {6, 100, 0, 0, series.Z95, math.NaN(), math.NaN()},
		"more than there are":      {6, 100, 3, 2, series.Z95, math.NaN(), math.NaN()},
	}
	near := func(a, b float64) bool { return math.Abs(a-b) < 1e-14 || math.IsNaN(a) && math.IsNaN(b) }
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			low, high := series.Newcombe(test.before, test.n, test.now, test.m, test.z)
			if !near(low, test.low) || !near(high, test.high) {
				t.Errorf("interval is %v to %v, want %v to %v", low, high, test.low, test.high)
			}
		})
	}
}

func TestADifferenceIsTheOppositeOfTheOneBackwards(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, m := float64(rapid.IntRange(1, 10_000).Draw(t, "n")), float64(rapid.IntRange(1, 10_000).Draw(t, "m"))
		before := float64(rapid.IntRange(0, int(n)).Draw(t, "before"))
		now := float64(rapid.IntRange(0, int(m)).Draw(t, "now"))
		low, high := series.Newcombe(before, n, now, m, series.Z95)
		if d := now/m - before/n; !(-1 <= low+1e-12 && low <= d && d <= high && high <= 1+1e-12) {
			t.Fatalf("%v of %v, then %v of %v: %v to %v", before, n, now, m, low, high)
		}
		backLow, backHigh := series.Newcombe(now, m, before, n, series.Z95)
		if math.Abs(backLow+high) > 1e-12 || math.Abs(backHigh+low) > 1e-12 {
			t.Fatalf("%v to %v forwards, %v to %v backwards", low, high, backLow, backHigh)
		}
	})
}
