package okr_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/northstar/okrkpi/pkg/okr"
)

func TestAWayFromBaselineToTargetIsNoneForAReason(t *testing.T) {
	nan := math.NaN()
	for name, c := range map[string]struct {
		value, baseline, target float64
		automatic               bool
		direction               okr.Direction
		want                    string
	}{
		"A way up":                             {50, 40, 60, true, okr.Up, ""},
		"A way down":                           {50, 60, 40, true, okr.Down, ""},
		"A way within a band, either way":      {50, 60, 40, true, okr.Band, ""},
		"No value":                             {nan, 40, 60, true, okr.Up, "no_value"},
		"No baseline":                          {50, nan, 60, true, okr.Up, "no_baseline"},
		"Neither, which only a baseline mends": {nan, nan, 60, true, okr.Up, "no_baseline"},
		"The same":                             {50, 60, 60, true, okr.Up, "baseline_is_target"},
		"The same but for rounding":            {0.5, 0.1 + 0.2, 0.3, true, okr.Up, "baseline_is_target"},
		"Both at zero":                         {1, 0, 0, true, okr.Up, "baseline_is_target"},
		"Beyond a target to rise to":           {50, 60, 40, true, okr.Up, "baseline_beyond_target"},
		"Beyond a target to fall to":           {50, 40, 60, true, okr.Down, "baseline_beyond_target"},
		"Written against the direction":        {50, 60, 40, false, okr.Up, ""},
		"Below zero":                           {-5, -10, 10, true, okr.Up, ""},
	} {
		if got := okr.WayGap(c.value, c.baseline, c.target, c.automatic, c.direction); got.String() != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestWithoutAGapThereIsProgress(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.OneOf(rapid.Float64Range(-1e6, 1e6), rapid.SampledFrom([]float64{0, 1, math.NaN()}))
		value, baseline, target := number.Draw(t, "value"), number.Draw(t, "baseline"), number.Draw(t, "target")
		if math.IsNaN(target) {
			return
		}
		direction := rapid.SampledFrom([]okr.Direction{okr.Up, okr.Down, okr.Band}).Draw(t, "direction")
		gap := okr.WayGap(value, baseline, target, rapid.Bool().Draw(t, "automatic"), direction)
		if _, ok := okr.Progress(value, baseline, target); gap == okr.GapNone && !ok {
			t.Fatalf("no gap and no progress from %v to %v at %v", baseline, target, value)
		}
	})
}
