package okr_test

import (
	"math"
	"math/big"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"github.com/northstar/okrkpi/pkg/okr"
)

// These are variables, so that they are added at run time. The compiler adds constants exactly.
var (
	tenth, fifth, x110, x220 = 0.1, 0.2, 1.1, 2.2
	x99, one, x110Percent    = 0.99, 1.0, 1.1
	big12, big15             = 1e12, 1e15
)

func TestNumbersThatRoundingTookApartAreTheSame(t *testing.T) {
	same := map[string][2]float64{
		"1.10 + 2.20 is 3.30":              {x110 + x220, 3.3},
		"1 − 0.99 is 1 %":                  {one - x99, 0.01},
		"1.1 times 100 is 110":             {x110Percent * 100, 110},
		"0.1 + 0.2 is 0.3":                 {tenth + fifth, 0.3},
		"Nothing is left of 0.1+0.2−0.3":   {tenth + fifth - 0.3, 0},
		"90/100 − 1 is −10 %":              {x110/x110*90/100 - 1, -0.1},
		"A number is the same as itself":   {7, 7},
		"Infinity, too":                    {math.Inf(1), math.Inf(1)},
		"Nine digits of a share":           {0.04, 0.04000000000399},
		"A step of floating point at 1e15": {big15, math.Nextafter(big15, 0)},
	}
	apart := map[string][2]float64{
		"Eight digits of a share":                  {0.04, 0.0400000004},
		"Cents of ten million":                     {10_000_000.01, 10_000_000},
		"Cents of a hundred billion":               {100_000_000_000.01, 100_000_000_000},
		"Whole numbers of fifteen digits":          {999_999_999_999_999, 999_999_999_999_998},
		"Whole numbers of thirteen":                {big12 + 1, big12},
		"Parts per billion":                        {2e-9, 1e-9},
		"Parts per hundred billion":                {2e-11, 1e-11},
		"A small number and none":                  {1e-11, 0},
		"Signs":                                    {-3, 3},
		"Infinity and the largest number":          {math.Inf(1), math.MaxFloat64},
		"The lowest number and the largest number": {-math.MaxFloat64, math.MaxFloat64},
	}
	for name, p := range same {
		for _, p := range [][2]float64{p, {p[1], p[0]}, {-p[0], -p[1]}} {
			a, b := p[0], p[1]
			if !okr.Same(a, b) || okr.Above(a, b) || okr.Below(a, b) || !okr.AtLeast(a, b) || !okr.AtMost(a, b) || okr.Minus(a, b) != 0 {
				t.Errorf("%s: %v and %v are taken for different numbers", name, a, b)
			}
		}
	}
	for name, p := range apart {
		for _, p := range [][2]float64{p, {p[1], p[0]}, {-p[0], -p[1]}} {
			a, b := p[0], p[1]
			if okr.Same(a, b) || okr.Above(a, b) != (a > b) || okr.Below(a, b) != (a < b) ||
				okr.AtLeast(a, b) != (a > b) || okr.AtMost(a, b) != (a < b) || okr.Minus(a, b) != a-b {
				t.Errorf("%s: %v and %v are taken for the same", name, a, b)
			}
		}
	}
}

func TestAMissingNumberIsNowhere(t *testing.T) {
	for _, p := range [][2]float64{{math.NaN(), 1}, {1, math.NaN()}, {math.NaN(), math.NaN()}} {
		a, b := p[0], p[1]
		if okr.Same(a, b) || okr.Above(a, b) || okr.Below(a, b) || okr.AtLeast(a, b) || okr.AtMost(a, b) || !math.IsNaN(okr.Minus(a, b)) {
			t.Errorf("%v and %v are compared as if both were there", a, b)
		}
	}
}

// percent is a whole percentage as people write it and YAML reads it.
func percent(t *rapid.T, k int) float64 {
	text := big.NewRat(int64(k), 100).FloatString(2)
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// stands compares a number with a limit: −1 below, 0 the same, 1 above.
func stands(v, limit float64) int {
	switch {
	case okr.Above(v, limit) && okr.AtLeast(v, limit) && !okr.AtMost(v, limit):
		return 1
	case okr.Below(v, limit) && okr.AtMost(v, limit) && !okr.AtLeast(v, limit):
		return -1
	case okr.AtLeast(v, limit) && okr.AtMost(v, limit):
		return 0
	}
	return math.MinInt
}

// TestSharesAndChangesCompareLikeFractions compares with rational numbers, which are exact.
func TestSharesAndChangesCompareLikeFractions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		then := rapid.IntRange(1, 100_000).Draw(t, "then")
		k := rapid.IntRange(-100, 300).Draw(t, "percent")
		now := rapid.OneOf(
			rapid.IntRange(0, 300_000),
			rapid.Just(then*(100+k)/100), // on the limit where it is whole, else beside it
		).Draw(t, "now")
		limit, exact := percent(t, k), big.NewRat(int64(k), 100)

		change := new(big.Rat).Sub(big.NewRat(int64(now), int64(then)), big.NewRat(1, 1))
		if got, want := stands(okr.Change(float64(now), float64(then)), limit), change.Cmp(exact); got != want {
			t.Fatalf("the change from %d to %d compared with %d %%: %d, want %d", then, now, k, got, want)
		}
		share := big.NewRat(int64(now), int64(then))
		if got, want := stands(float64(now)/float64(then), limit), share.Cmp(exact); got != want {
			t.Fatalf("the share %d of %d compared with %d %%: %d, want %d", now, then, k, got, want)
		}
		rest := new(big.Rat).Sub(big.NewRat(1, 1), share)
		if got, want := stands(okr.Minus(1, float64(now)/float64(then)), limit), rest.Cmp(exact); got != want {
			t.Fatalf("the rest without the share %d of %d compared with %d %%: %d, want %d", now, then, k, got, want)
		}
		factor := new(big.Rat).Mul(new(big.Rat).Add(exact, big.NewRat(1, 1)), big.NewRat(int64(then), 1))
		if got, want := stands(float64(now), percent(t, 100+k)*float64(then)), big.NewRat(int64(now), 1).Cmp(factor); got != want {
			t.Fatalf("%d compared with %d %% of %d: %d, want %d", now, 100+k, then, got, want)
		}
	})
}

// numbers are of any size, often close to each other.
func numbers(t *rapid.T) (a, b float64) {
	a = rapid.OneOf(rapid.Float64Range(-10, 10), rapid.Float64Range(-1e15, 1e15), rapid.Float64(),
		rapid.SampledFrom([]float64{0, 0.01, 0.1, 3.3, 1e-12, 1e-9, 1e6, 1e9, 1e12})).Draw(t, "a")
	b = rapid.OneOf(rapid.Just(a), rapid.Just(-a), rapid.Float64Range(-10, 10)).Draw(t, "b")
	b += b * rapid.SampledFrom([]float64{0, 1e-16, 1e-15, 1e-12, 0.9e-9, 1e-9, 1.1e-9, 1e-6}).Draw(t, "apart")
	return a, b
}

func TestADifferenceComparesLikeItsNumbers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := numbers(t)
		if got, want := stands(a, b), stands(okr.Minus(a, b), 0); got != want && math.Abs(a-b) > 1e-9 {
			t.Fatalf("%v stands to %v as %d, their difference to 0 as %d", a, b, got, want)
		}
		if stands(a, b) != -stands(b, a) {
			t.Fatalf("%v stands to %v as %d, and the other way round as %d", a, b, stands(a, b), stands(b, a))
		}
	})
}

func TestALargerNumberNeverStandsLower(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, limit := numbers(t)
		b, _ := numbers(t)
		a, b = min(a, b), max(a, b)
		if stands(a, limit) > stands(b, limit) {
			t.Fatalf("%v stands to %v as %d, and %v as %d", a, limit, stands(a, limit), b, stands(b, limit))
		}
	})
}

// TestABetterValueNeverHasAWorseColour compares the judgements of two values, near the limits and between them.
func TestABetterValueNeverHasAWorseColour(t *testing.T) {
	colours := []okr.Status{okr.Red, okr.Yellow, okr.Green}
	grades := []okr.Grade{okr.QuestionDesign, okr.Short, okr.Success, okr.Beyond}
	rapid.Check(t, func(t *rapid.T) {
		x, y := numbers(t)
		lo, hi := min(x, y), max(x, y)
		near := func(label string) float64 {
			v := rapid.SampledFrom([]float64{lo, hi, (lo + hi) / 2}).Draw(t, label)
			return v + v*rapid.SampledFrom([]float64{0, 1e-16, -1e-16, 1e-9, -1e-9, 1e-8, -1e-8}).Draw(t, label+" is off by")
		}
		a, b := near("a"), near("b")
		a, b = min(a, b), max(a, b)
		up, down := okr.Thresholds{Yellow: &hi, Red: &lo}, okr.Thresholds{Yellow: &lo, Red: &hi}
		colour := func(th okr.Thresholds, d okr.Direction, v float64) int { return slices.Index(colours, th.Status(v, d)) }
		if colour(up, okr.Up, a) > colour(up, okr.Up, b) {
			t.Fatalf("higher is better, limits %v and %v: %v is better coloured than %v", lo, hi, a, b)
		}
		if colour(down, okr.Down, a) < colour(down, okr.Down, b) {
			t.Fatalf("lower is better, limits %v and %v: %v is worse coloured than %v", lo, hi, a, b)
		}
		pace := func(v float64) int { return slices.Index(colours, okr.PaceStatus(v)) }
		grade := func(v float64) int { return slices.Index(grades, okr.GradeOf(v, [2]float64{0.6, 0.8})) }
		base := rapid.SampledFrom([]float64{0.4, 0.6, 0.75, 0.8, 0.95}).Draw(t, "limit")
		p := base + base*rapid.Float64Range(-2e-9, 2e-9).Draw(t, "p")
		q := base + base*rapid.Float64Range(-2e-9, 2e-9).Draw(t, "q")
		p, q = min(p, q), max(p, q)
		if pace(p) > pace(q) || grade(p) > grade(q) {
			t.Fatalf("%v is judged better than %v", p, q)
		}
	})
}

// A key result is judged by its progress, whichever way its target lies.
func TestAKeyResultThatIsFurtherNeverHasAWorseColour(t *testing.T) {
	colours := []okr.Status{okr.Red, okr.Yellow, okr.Green}
	rapid.Check(t, func(t *rapid.T) {
		baseline, goal := numbers(t)
		expected := rapid.SampledFrom([]float64{0.1, 0.35, 0.7, 7.0 / 13}).Draw(t, "expected")
		steps := okr.PaceSteps(baseline, goal, expected)
		if len(steps) == 0 || max(math.Abs(baseline), math.Abs(goal)) > 1e300 {
			t.Skip("no way to measure")
		}
		colour := func(label string) (value float64, rank int) {
			at := rapid.SampledFrom([]float64{baseline, goal, steps[1].From, steps[1].Limit, steps[2].From, steps[2].Limit}).Draw(t, label)
			value = at + at*rapid.SampledFrom([]float64{0, 1e-16, -1e-16, 1e-9, -1e-9, 1e-6, -1e-6}).Draw(t, label+" is off by")
			progress, _ := okr.Progress(value, baseline, goal)
			pace, _ := okr.Pace(okr.Clamp01(progress), expected)
			return value, slices.Index(colours, okr.PaceStatus(pace))
		}
		a, first := colour("a")
		b, second := colour("b")
		if (b-a)*(goal-baseline) >= 0 && first > second || (b-a)*(goal-baseline) <= 0 && first < second {
			t.Fatalf("from %v to %v: %v is %v, and %v is %v", baseline, goal, a, colours[first], b, colours[second])
		}
	})
}
