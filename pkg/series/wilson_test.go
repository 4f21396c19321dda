package series_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/northstar/okrkpi/pkg/series"
)

// The first four are the examples of R. G. Newcombe, Two-sided confidence intervals for the single proportion (1998),
// which prints four digits; all digits here were computed with 50-digit decimals in Python.
func TestWilson(t *testing.T) {
	tests := map[string]struct{ successes, n, z, low, high float64 }{
		"Newcombe 81 of 263":            {81, 263, series.Z95, 0.2552885198782742, 0.36620957698280004},
		"Newcombe 15 of 148":            {15, 148, series.Z95, 0.06238639953073628, 0.16048724172330803},
		"Newcombe 0 of 20":              {0, 20, series.Z95, 0, 0.16112515805281935},
		"Newcombe 1 of 29":              {1, 29, series.Z95, 0.006113214292762662, 0.17175521879320285},
		"all of them":                   {29, 29, series.Z95, 0.8830302015002592, 1},
		"one of one":                    {1, 1, series.Z95, 0.20654931437723742, 1},
		"12 % of a hundred":             {12, 100, series.Z95, 0.0699940643701949, 0.19812099426711421},
		"12 % of three thousand":        {360, 3000, series.Z95, 0.10885485831348497, 0.13211706671776277},
		"a weighted number":             {3.6, 30, series.Z95, 0.045459049970528714, 0.2808111288416875},
		"half of two million":           {1e6, 2e6, series.Z95, 0.4993070487533108, 0.5006929512466892},
		"99 %":                          {15, 148, 2.5758293035489004, 0.053644869613964856, 0.1832673501131525},
		"no observation":                {0, 0, series.Z95, math.NaN(), math.NaN()},
		"more successes than there are": {3, 2, series.Z95, math.NaN(), math.NaN()},
		"fewer than no success":         {-1, 2, series.Z95, math.NaN(), math.NaN()},
		"a missing numerator":           {math.NaN(), 2, series.Z95, math.NaN(), math.NaN()},
		"a missing denominator":         {1, math.NaN(), series.Z95, math.NaN(), math.NaN()},
	}
	near := func(a, b float64) bool { return math.Abs(a-b) < 1e-14 || math.IsNaN(a) && math.IsNaN(b) }
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			low, high := series.Wilson(test.successes, test.n, test.z)
			if !near(low, test.low) || !near(high, test.high) {
				t.Errorf("interval is %v to %v, want %v to %v", low, high, test.low, test.high)
			}
		})
	}
}

func TestWilsonHoldsTheShareAndNarrowsWithObservations(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := float64(rapid.IntRange(1, 100_000).Draw(t, "n"))
		successes := float64(rapid.IntRange(0, int(n)).Draw(t, "successes"))
		low, high := series.Wilson(successes, n, series.Z95)
		if share := successes / n; !(0 <= low && low <= share && share <= high && high <= 1) {
			t.Fatalf("%v of %v: %v to %v", successes, n, low, high)
		}
		failLow, failHigh := series.Wilson(n-successes, n, series.Z95)
		if math.Abs(failLow-(1-high)) > 1e-12 || math.Abs(failHigh-(1-low)) > 1e-12 {
			t.Fatalf("%v of %v: %v to %v, of failures %v to %v", successes, n, low, high, failLow, failHigh)
		}
		if moreLow, moreHigh := series.Wilson(4*successes, 4*n, series.Z95); moreHigh-moreLow >= high-low {
			t.Fatalf("four times %v of %v is no narrower", successes, n)
		}
	})
}
