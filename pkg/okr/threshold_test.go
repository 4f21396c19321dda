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

// on is the colour that a panel gives a value: that of the last step at or below it.
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
		steps := th.Steps(d)
		if got, want := on(steps, v), th.Status(v, d); got != want {
			t.Fatalf("direction %v, limits %v and %v: the steps colour %v %v, the status is %v", d, lo, hi, v, got, want)
		}
		for i, step := range steps[1:] {
			hairs := []float64{step.From, step.Limit, math.Nextafter(step.From, -100), math.Nextafter(step.From, 100)}
			for _, v := range hairs {
				if got, want := on(steps, v), th.Status(v, d); got != want {
					t.Fatalf("direction %v, limits %v and %v: the steps colour %v %v, the status is %v", d, lo, hi, v, got, want)
				}
			}
			belongs := step.Status
			if step.After {
				belongs = steps[i].Status
			}
			if got := th.Status(step.Limit, d); got != belongs && hi-lo > 1e-7 {
				t.Fatalf("direction %v: a value on the limit %v is %v, the step %+v says %v", d, step.Limit, got, step, belongs)
			}
		}
	})
}

func TestAPanelColoursAValueOnTheLimitAsItsStatus(t *testing.T) {
	sum := x110 + x220 // 3.3000000000000003
	tests := map[string]struct {
		thresholds okr.Thresholds
		direction  okr.Direction
		value      float64
		want       okr.Status
	}{
		"A cost of 1.10 and 2.20 is not above 3.30": {okr.Thresholds{Yellow: ptr(3.3), Red: ptr(6.6)}, okr.Down, sum, okr.Green},
		"Nor is it below":                              {okr.Thresholds{Yellow: ptr(3.3)}, okr.Up, 3.3 - (sum - 3.3), okr.Green},
		"An error share of 1 − 0.99 is 1 %":            {okr.Thresholds{Yellow: ptr(0.01)}, okr.Down, one - x99, okr.Green},
		"What is left of nothing is not above nothing": {okr.Thresholds{Red: ptr(0.0)}, okr.Down, tenth + fifth - 0.3, okr.Green},
		"A cent over is over":                          {okr.Thresholds{Red: ptr(10_000_000.0)}, okr.Down, 10_000_000.01, okr.Red},
		"The upper end of a band":                      {okr.Thresholds{RedBand: &[2]float64{1, 3.3}}, okr.Band, sum, okr.Green},
		"The lower end of a band":                      {okr.Thresholds{RedBand: &[2]float64{sum, 5}}, okr.Band, 3.3, okr.Green},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := tt.thresholds.Status(tt.value, tt.direction); got != tt.want {
				t.Errorf("the status of %v is %v", tt.value, got)
			}
			if got := on(tt.thresholds.Steps(tt.direction), tt.value); got != tt.want {
				t.Errorf("the steps colour %v %v", tt.value, got)
			}
		})
	}
}

func TestPaceStepsColourLikePace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		baseline := rapid.Float64Range(-100, 100).Draw(t, "baseline")
		goal := rapid.Float64Range(-100, 100).Draw(t, "goal")
		expected := rapid.Float64Range(0.01, 1).Draw(t, "expected")
		steps := okr.PaceSteps(baseline, goal, expected)
		value := rapid.Float64Range(-150, 150).Draw(t, "value")
		if len(steps) > 0 {
			value = rapid.SampledFrom([]float64{value, steps[1].Limit, steps[2].Limit}).Draw(t, "value or limit")
		}
		p, ok := okr.Progress(value, baseline, goal)
		if !ok || math.Abs(goal-baseline) < 1e-6 {
			t.Skip("no way to measure")
		}
		ratio, _ := okr.Pace(okr.Clamp01(p), expected)
		for _, edge := range []float64{okr.PaceGreen, okr.PaceYellow} {
			if off := math.Abs(ratio - edge); 0.9e-9*edge < off && off < 1.1e-9*edge {
				t.Skip("where the tolerance ends, and rounding decides")
			}
		}
		if got, want := on(steps, value), okr.PaceStatus(ratio); got != want {
			t.Fatalf("from %v to %v, expecting %v: the steps colour %v %v, the pace %v is %v", baseline, goal, expected, value, got, ratio, want)
		}
	})
}
