package okr_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/northstar/okrkpi/pkg/okr"
)

func ptr[T any](v T) *T { return &v }

func TestThresholdsStatus(t *testing.T) {
	churn := okr.Thresholds{Yellow: ptr(0.03), Red: ptr(0.04)}
	ltvcac := okr.Thresholds{Yellow: ptr(3.0), Red: ptr(2.5)}
	stock := okr.Thresholds{YellowBand: &[2]float64{20, 40}, RedBand: &[2]float64{10, 60}}
	tests := map[string]struct {
		thresholds okr.Thresholds
		direction  okr.Direction
		value      float64
		want       okr.Status
	}{
		"Churn of exactly 4 % has not gone over 4 %.":  {churn, okr.Down, 0.04, okr.Yellow},
		"Churn over 4 % is red.":                       {churn, okr.Down, 0.0401, okr.Red},
		"Churn of exactly 3 % is still green.":         {churn, okr.Down, 0.03, okr.Green},
		"LTV/CAC of exactly 2.5 has not gone below it": {ltvcac, okr.Up, 2.5, okr.Yellow},
		"LTV/CAC below 2.5 is red.":                    {ltvcac, okr.Up, 2.49, okr.Red},
		"LTV/CAC of 3 is green.":                       {ltvcac, okr.Up, 3, okr.Green},
		"Inside the narrow band is green.":             {stock, okr.Band, 40, okr.Green},
		"Between the bands is yellow.":                 {stock, okr.Band, 41, okr.Yellow},
		"Outside the wide band is red.":                {stock, okr.Band, 9, okr.Red},
		"No value is no data.":                         {churn, okr.Down, math.NaN(), okr.NoData},
		"Without thresholds no colour is due.":         {okr.Thresholds{}, okr.Up, 1, okr.Observing},
		"A red line alone leaves the rest green.":      {okr.Thresholds{Red: ptr(0.04)}, okr.Down, 0.039, okr.Green},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := tt.thresholds.Status(tt.value, tt.direction); got != tt.want {
				t.Errorf("Status(%v) = %v, want %v", tt.value, got, tt.want)
			}
		})
	}
}

// on reads the colour that a panel would give a value: that of the last step at or below it.
func on(steps []okr.Step, v float64) okr.Status {
	var s okr.Status
	for _, step := range steps {
		if step.From <= v {
			s = step.Status
		}
	}
	return s
}

func TestStepsColourLikeStatus(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		limit := rapid.Float64Range(-10, 10)
		d := rapid.SampledFrom([]okr.Direction{okr.Up, okr.Down, okr.Band}).Draw(t, "direction")
		a, b := limit.Draw(t, "a"), limit.Draw(t, "b")
		lo, hi := min(a, b), max(a, b)
		var th okr.Thresholds
		switch d {
		case okr.Up:
			th = okr.Thresholds{Yellow: &hi, Red: &lo}
		case okr.Down:
			th = okr.Thresholds{Yellow: &lo, Red: &hi}
		default:
			th = okr.Thresholds{YellowBand: &[2]float64{lo, hi}, RedBand: &[2]float64{lo - 1, hi + 1}}
		}
		v := rapid.OneOf(limit, rapid.SampledFrom([]float64{lo, hi, lo - 1, hi + 1})).Draw(t, "v")
		if got, want := on(th.Steps(d), v), th.Status(v, d); got != want {
			t.Fatalf("direction %v, limits %v and %v: the steps colour %v %v, the status is %v", d, lo, hi, v, got, want)
		}
	})
}

func TestPaceStepsColourLikePace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		baseline := rapid.Float64Range(-100, 100).Draw(t, "baseline")
		goal := rapid.Float64Range(-100, 100).Draw(t, "goal")
		expected := rapid.Float64Range(0.01, 1).Draw(t, "expected")
		value := rapid.Float64Range(-150, 150).Draw(t, "value")
		p, ok := okr.Progress(value, baseline, goal)
		if !ok || math.Abs(goal-baseline) < 1e-6 {
			t.Skip("no way to measure")
		}
		ratio, _ := okr.Pace(okr.Clamp01(p), expected)
		for _, edge := range []float64{okr.PaceGreen, okr.PaceYellow} {
			if math.Abs(ratio-edge) < 1e-9 {
				t.Skip("on the edge, where rounding decides")
			}
		}
		if got, want := on(okr.PaceSteps(baseline, goal, expected), value), okr.PaceStatus(ratio); got != want {
			t.Fatalf("from %v to %v, expecting %v: the steps colour %v %v, the pace %v is %v", baseline, goal, expected, value, got, ratio, want)
		}
	})
}
