package series_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/northstar/okrkpi/pkg/series"
)

func TestStatisticsAgreeWithPython(t *testing.T) {
	for i, want := range loadOracle(t).Samples {
		values := nans(want.Values)
		before := slices.Clone(values)
		if got := series.Median(values); !same(got, want.Median) {
			t.Errorf("sample %d: median %v, want %v", i, got, want.Median)
		}
		if got := series.Mean(values); !same(got, want.Mean) {
			t.Errorf("sample %d: mean %v, want %v", i, got, want.Mean)
		}
		if got := series.MAD(values); !same(got, want.MAD) {
			t.Errorf("sample %d: MAD %v, want %v", i, got, want.MAD)
		}
		slope, ok := series.TheilSen(values)
		if !same(slope, nan(want.Slope)) || ok != (want.Slope != nil) {
			t.Errorf("sample %d: slope %v, %v, want %v", i, slope, ok, nan(want.Slope))
		}
		z := series.ModifiedZ(values, want.X)
		if !same(z.Score, nan(want.Score)) || z.Points != want.Points || z.Verdict.String() != want.Verdict {
			t.Errorf("sample %d: %+v (%v), want %v of %d (%s)", i, z, z.Verdict, nan(want.Score), want.Points, want.Verdict)
		}
		if !slices.EqualFunc(values, before, same) {
			t.Errorf("sample %d was changed", i)
		}
	}
}

func TestStatisticsOfNothing(t *testing.T) {
	for name, xs := range map[string][]float64{"no numbers": nil, "only gaps": {math.NaN(), math.NaN()}} {
		t.Run(name, func(t *testing.T) {
			for _, got := range []float64{series.Median(xs), series.Mean(xs), series.MAD(xs)} {
				if !math.IsNaN(got) {
					t.Errorf("got %v", got)
				}
			}
			if slope, ok := series.TheilSen(xs); ok || !math.IsNaN(slope) {
				t.Errorf("slope is %v, %v", slope, ok)
			}
		})
	}
}

func TestModifiedZ(t *testing.T) {
	missing := math.NaN()
	dozen := []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}
	tests := map[string]struct {
		history []float64
		x       float64
		verdict series.Verdict
		score   float64
		unusual bool
	}{
		"by hand: median 6.5, MAD 3":             {dozen, 30, series.Enough, 0.6745 * 23.5 / 3, true},
		"below the median the score is negative": {dozen, -17, series.Enough, -0.6745 * 23.5 / 3, true},
		"an ordinary value":                      {dozen, 9.5, series.Enough, 0.6745, false},
		"eleven points are provisional":          {dozen[:11], 6, series.Provisional, 0, false},
		"five points say nothing":                {[]float64{1, 2, 3, 4, 5, missing}, 99, series.None, missing, false},
		"a missing value is not judged":          {[]float64{1, 2, 3, 4, 5, 6, 7}, missing, series.None, missing, false},
		"where most are the same, by mean deviation (6 of 12)": {
			[]float64{5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 17}, 17, series.Enough, 12 / 1.253314, true,
		},
		"where all are the same nothing can be said": {[]float64{5, 5, 5, 5, 5, 5}, 6, series.NoVariation, missing, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			z := series.ModifiedZ(test.history, test.x)
			if z.Verdict != test.verdict || !same(z.Score, test.score) || z.Unusual() != test.unusual {
				t.Errorf("got %+v (%v), unusual %v", z, z.Verdict, z.Unusual())
			}
		})
	}
	if got := series.Verdict(7).String(); got != "verdict(7)" {
		t.Errorf("an unknown verdict is called %q", got)
	}
}

func TestOneOutlierMovesTheTrendLittle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(8, 40).Draw(t, "points")
		slope := rapid.Float64Range(-5, 5).Draw(t, "slope")
		ys := make([]float64, n)
		for i := range ys {
			ys[i] = slope * float64(i)
		}
		ys[rapid.IntRange(0, n-1).Draw(t, "outlier")] = rapid.Float64Range(-1e6, 1e6).Draw(t, "y")
		if got, ok := series.TheilSen(ys); !ok || math.Abs(got-slope) > 1e-9 {
			t.Fatalf("slope %v, want %v", got, slope)
		}
	})
}

func TestTheMedianStandsInTheMiddleOfTheSorted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		// Few different numbers, so that many are the same.
		xs := rapid.SliceOfN(rapid.OneOf(rapid.Just(math.Inf(1)), rapid.Float64Range(-3, 3)), 1, 60).Draw(t, "xs")
		for i, x := range xs {
			xs[i] = math.Round(x)
		}
		sorted := slices.Sorted(slices.Values(xs))
		want := sorted[len(xs)/2]
		if len(xs)%2 == 0 {
			want = want/2 + sorted[len(xs)/2-1]/2
		}
		if got := series.Median(xs); got != want && !same(got, want) {
			t.Fatalf("the median of %v is %v, want %v", sorted, got, want)
		}
	})
}
