package okr_test

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/northstar/okrkpi/pkg/okr"
)

func date(s string) okr.Date {
	d, err := okr.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func near(a, b float64) bool {
	return math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) <= 1e-9*max(1, math.Abs(b))
}

func TestProgress(t *testing.T) {
	tests := map[string]struct {
		value, baseline, target, want float64
		ok                            bool
	}{
		"A rising key result that is four fifths there has 0.8.":        {61, 45, 65, 0.8, true},
		"A falling key result needs no special case.":                   {33, 38, 28, 0.5, true},
		"A value on the wrong side of the baseline is below zero.":      {40, 45, 65, -0.25, true},
		"A value past the target is above one.":                         {70, 45, 65, 1.25, true},
		"A target that equals the baseline has no way to measure.":      {50, 45, 45, math.NaN(), false},
		"A missing value has no attainment.":                            {math.NaN(), 45, 65, math.NaN(), false},
		"A missing baseline has no attainment.":                         {61, math.NaN(), 65, math.NaN(), false},
		"A negative baseline works like any other (NPS −10 to 30).":     {10, -10, 30, 0.5, true},
		"A key result that crosses zero downwards works like any other": {-5, 5, -15, 0.5, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, ok := okr.Progress(tt.value, tt.baseline, tt.target)
			if ok != tt.ok || !near(got, tt.want) {
				t.Errorf("Progress = %v, %v; want %v, %v", got, ok, tt.want, tt.ok)
			}
		})
	}
}

func TestProgressRisesAsTheValueNearsTheTarget(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.Float64Range(-1e6, 1e6)
		baseline, target := number.Draw(t, "baseline"), number.Draw(t, "target")
		if math.Abs(target-baseline) < 1e-3 {
			t.Skip("no way to measure")
		}
		a := rapid.Float64Range(0, 1).Draw(t, "a")
		b := rapid.Float64Range(a, 1).Draw(t, "b")
		pa, _ := okr.Progress(baseline+a*(target-baseline), baseline, target)
		pb, _ := okr.Progress(baseline+b*(target-baseline), baseline, target)
		if pb < pa-1e-6 {
			t.Fatalf("at share %v progress is %v, at the later share %v only %v", a, pa, b, pb)
		}
	})
}

func TestElapsedAndPlannedShare(t *testing.T) {
	quarter := okr.Period{Start: date("2026-06-29"), End: date("2026-09-28")} // 91 days
	phases := []okr.Phase{{date("2026-07-13"), 50}, {date("2026-08-10"), 50}}
	tests := map[string]struct {
		day              string
		elapsed, planned float64
	}{
		"Nothing is over before the period.":                            {"2026-06-01", 0, 0},
		"Nothing is over on the first day.":                             {"2026-06-29", 0, 0},
		"After one of thirteen weeks a thirteenth is over.":             {"2026-07-06", 1.0 / 13, 0.125}, // half way to 50 = 47.5
		"A phase is reached on its date.":                               {"2026-07-13", 2.0 / 13, 0.25},
		"Between equal phases the plan rests.":                          {"2026-07-27", 4.0 / 13, 0.25},
		"After the last phase the plan runs straight to the goal.":      {"2026-09-03", 66.0 / 91, 0.25 + 0.75*24/49},
		"All is over on the day after the last, which the period omits": {"2026-09-28", 1, 1},
		"Nothing grows after the end.":                                  {"2026-12-24", 1, 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := okr.ElapsedShare(quarter, date(tt.day)); !near(got, tt.elapsed) {
				t.Errorf("elapsed %v, want %v", got, tt.elapsed)
			}
			if got := okr.PlannedShare(quarter, date(tt.day), 45, 65, phases); !near(got, tt.planned) {
				t.Errorf("planned %v, want %v", got, tt.planned)
			}
		})
	}
}

func TestPaceStatus(t *testing.T) {
	tests := map[string]struct {
		attainment, expected float64
		want                 okr.Status
	}{
		"At the end of the period 0.72 is green against the success line.": {0.72, 0.7, okr.Green},
		"Exactly 95 % of the expected is green.":                           {0.38, 0.4, okr.Green},
		"Just under 95 % is yellow.":                                       {0.3799, 0.4, okr.Yellow},
		"Exactly 75 % is yellow.":                                          {0.3, 0.4, okr.Yellow},
		"Just under 75 % is red.":                                          {0.2999, 0.4, okr.Red},
		"While nothing is expected there is no pace.":                      {0, 0, okr.NoData},
		"Without an attainment there is no pace.":                          {math.NaN(), 0.4, okr.NoData},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			ratio, _ := okr.Pace(tt.attainment, tt.expected)
			if got := okr.PaceStatus(ratio); got != tt.want {
				t.Errorf("pace %v is %v, want %v", ratio, got, tt.want)
			}
		})
	}
}

func TestGradeOf(t *testing.T) {
	band := [2]float64{0.6, 0.8}
	for attainment, want := range map[float64]okr.Grade{
		1: okr.Beyond, 0.8: okr.Beyond, 0.79: okr.Success, 0.72: okr.Success, 0.6: okr.Success,
		0.59: okr.Short, 0.41: okr.Short, 0.4: okr.QuestionDesign, 0: okr.QuestionDesign,
	} {
		if got := okr.GradeOf(attainment, band); got != want {
			t.Errorf("GradeOf(%v) = %v, want %v", attainment, got, want)
		}
	}
	if got := okr.GradeOf((0.61-0.45)/(0.65-0.45), band); got != okr.Beyond {
		t.Errorf("16 of 20 points are %v, want beyond: rounding must not cost a grade", got)
	}
	if got := okr.GradeOf(math.NaN(), band); got != okr.GradeUnknown {
		t.Errorf("without an attainment the grade is %v, want none", got)
	}
}

func TestRollUp(t *testing.T) {
	nan := math.NaN()
	tests := map[string]struct {
		parts   []okr.Part
		want    float64
		missing int
		status  okr.Status
	}{
		"The worked example ends at 0.72 with its worst colour.": {
			[]okr.Part{{0.8, 1, okr.Green}, {0.8, 1, okr.Green}, {0.56, 1, okr.Yellow}}, 0.72, 0, okr.Yellow,
		},
		"Weights count.": {[]okr.Part{{1, 3, okr.Green}, {0, 1, okr.Red}}, 0.75, 0, okr.Red},
		"A missing key result is left out and counted.": {[]okr.Part{{0.5, 1, okr.Green}, {nan, 9, okr.NoData}}, 0.5, 1, okr.Green},
		"Without any value there is no attainment.":     {[]okr.Part{{nan, 1, okr.NoData}}, nan, 1, okr.NoData},
		"Untrusted data is worse than a yellow light.":  {[]okr.Part{{0.5, 1, okr.Untrusted}, {0.5, 1, okr.Yellow}}, 0.5, 0, okr.Untrusted},
		"Observing key results do not hide a colour.":   {[]okr.Part{{0, 1, okr.Observing}, {0.9, 1, okr.Green}}, 0.45, 0, okr.Green},
		"Without key results there is nothing.":         {nil, nan, 0, okr.NoData},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, missing, status := okr.RollUp(tt.parts)
			if !near(got, tt.want) || missing != tt.missing || status != tt.status {
				t.Errorf("RollUp = %v, %d, %v; want %v, %d, %v", got, missing, status, tt.want, tt.missing, tt.status)
			}
		})
	}
}

func TestSuggestedTargets(t *testing.T) {
	one, zero := 1.0, 0.0
	tests := map[string]struct {
		baseline  float64
		direction okr.Direction
		bounds    okr.Bounds
		low, high float64
		ok        bool
	}{
		"A rising metric is multiplied.":                              {100, okr.Up, okr.Bounds{}, 120, 150, true},
		"A falling metric is divided.":                                {30, okr.Down, okr.Bounds{}, 25, 20, true},
		"A share near its bound closes a part of the gap.":            {0.8, okr.Up, okr.Bounds{Min: &zero, Max: &one}, 0.84, 0.9, true},
		"A share with room is multiplied.":                            {0.45, okr.Up, okr.Bounds{Min: &zero, Max: &one}, 0.54, 0.675, true},
		"A signed metric has no multiple.":                            {-10, okr.Up, okr.Bounds{}, 0, 0, false},
		"A metric in a band has nothing to rise to.":                  {10, okr.Band, okr.Bounds{}, 0, 0, false},
		"A falling metric stays above its bound, which it never hits": {4, okr.Down, okr.Bounds{Min: &zero}, 4 / 1.2, 4 / 1.5, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			low, high, ok := okr.SuggestedTargets(tt.baseline, tt.direction, tt.bounds)
			if ok != tt.ok || ok && (!near(low, tt.low) || !near(high, tt.high)) {
				t.Errorf("got %v to %v, %v; want %v to %v, %v", low, high, ok, tt.low, tt.high, tt.ok)
			}
		})
	}
}

func TestDate(t *testing.T) {
	if got := date("2026-03-31").AddMonths(-1); got != date("2026-02-28") {
		t.Errorf("a month before 31 March is %v", got)
	}
	if got := date("2024-01-31").AddMonths(1); got != date("2024-02-29") {
		t.Errorf("a month after 31 January of a leap year is %v", got)
	}
	// On 2018-11-04 clocks in São Paulo went from 00:00 to 01:00.
	loc, err := time.LoadLocation("America/Sao_Paulo")
	if err != nil {
		t.Fatal(err)
	}
	start := date("2018-11-04").In(loc)
	if got := start.Format(time.RFC3339); got != "2018-11-04T01:00:00-02:00" {
		t.Errorf("the day without a midnight starts at %v", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		days := rapid.Int64Range(-200000, 200000).Draw(t, "days")
		if got := okr.DateFromDays(days).Days(); got != days {
			t.Fatalf("day %d came back as %d", days, got)
		}
	})
}
