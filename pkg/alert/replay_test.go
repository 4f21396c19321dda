package alert

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/northstar/okrkpi/pkg/condition"
	"github.com/northstar/okrkpi/pkg/okr"
)

func TestSuggestedThresholdsFireAboutAsOftenAsIsWanted(t *testing.T) {
	nan := math.NaN()
	for name, c := range map[string]struct {
		values   []float64
		operator condition.Operator
		wanted   float64
		limit    float64
		times    int
		ok       bool
	}{
		"Above: once is the highest peak":          {[]float64{1, 5, 2, 9, 3}, condition.Greater, 1, 7, 1, true},
		"Above: twice are two peaks":               {[]float64{1, 5, 2, 9, 3}, condition.Greater, 2, 4, 2, true},
		"Below: once is the deepest valley":        {[]float64{9, 1, 8, 2, 9}, condition.Less, 1, 1.5, 1, true},
		"A week without a value ends a run":        {[]float64{0, 5, nan, 5, 0}, condition.GreaterOrEqual, 2, 2.5, 2, true},
		"More than there are peaks: as many":       {[]float64{1, 5, 2, 9, 3}, condition.Greater, 40, 4, 2, true},
		"Always the same value has no threshold":   {[]float64{4, 4, 4}, condition.Greater, 1, 0, 0, false},
		"No values have no threshold":              {[]float64{nan, nan}, condition.Less, 1, 0, 0, false},
		"What is compared for equality has no one": {[]float64{1, 2}, condition.Equal, 1, 0, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			found, ok := suggest(c.values, c.operator, c.wanted)
			if found.limit != c.limit || found.times != c.times || ok != c.ok {
				t.Errorf("limit %v, %d times, %v; want %v, %d, %v", found.limit, found.times, ok, c.limit, c.times, c.ok)
			}
		})
	}
}

// For any number of values, the incremental count of runs at each threshold equals a count from scratch.
func TestRunsAreCountedFromLimitToLimit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) float64 {
			if rapid.IntRange(0, 5).Draw(t, "none") == 0 {
				return math.NaN()
			}
			return float64(rapid.IntRange(0, 9).Draw(t, "value"))
		}), 0, 40).Draw(t, "values")
		operator := rapid.SampledFrom([]condition.Operator{
			condition.Greater, condition.GreaterOrEqual, condition.Less, condition.LessOrEqual,
		}).Draw(t, "operator")
		r := newRising(values, operator)
		for i := range 10 {
			limit := float64(i) + 0.5
			if operator == condition.Greater || operator == condition.GreaterOrEqual {
				limit = 9.5 - float64(i)
			}
			fired := make([]bool, len(values))
			for j, v := range values {
				fired[j] = !math.IsNaN(v) && operator.Holds(v, limit)
			}
			if got, want := r.runsAt(limit), len(runsOf(fired)); got != want {
				t.Fatalf("%v %v of %v: %d runs, want %d", operator, limit, values, got, want)
			}
		}
	})
}

// The threshold lies between two values, so its text must lie between them too: 0.04 s between 0.02 s and 0.06 s, not 0.0 s.
func TestASuggestionIsToldFromTheValuesBesideIt(t *testing.T) {
	latency := &okr.Metric{Meta: okr.Meta{Name: "latency"}, Unit: "s"}
	rule := &okr.AlertRule{Expr: "value > 1"}
	r := Replay{}
	for _, v := range []float64{0.0212, 0.0587, 0.0109} {
		r.Rows = append(r.Rows, Alert{Rule: rule, Metric: latency, Value: v})
	}
	s, err := r.Suggest(1)
	if err != nil || s.Text != "> 0.04 s" {
		t.Errorf("%q, %v; want > 0.04 s", s.Text, err)
	}
}

func TestReasonsAreCountedWithoutTheirNumbers(t *testing.T) {
	a := withoutNumbers("with 40 observations the true value lies anywhere from 35.2 % to 64.8 %")
	b := withoutNumbers("with 12 observations the true value lies anywhere from 5 % to 9 %")
	if a != b || a != "with … observations the true value lies anywhere from … % to … %" {
		t.Errorf("%q and %q", a, b)
	}
}
