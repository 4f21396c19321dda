package series_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/northstar/okrkpi/pkg/series"
)

func TestControlLimits(t *testing.T) {
	t.Parallel()
	nan := math.NaN()
	for name, c := range map[string]struct {
		history   []float64
		low, high float64
	}{
		// Median 10, distances 0, 0, 1, 1, 2, 2, 3: their median is 1. 3.5 / 0.6745 = 5.18903.
		"by the median of distances": {[]float64{7, 8, 9, 10, 10, 11, 12}, 10 - 5.18903, 10 + 5.18903},
		// Median 10, half of the distances 0, their mean 4/7. 3.5 × 1.253314 × 4/7 = 2.50663.
		"by their mean, where most are the same": {[]float64{10, 10, 10, 10, 10, 10, 14}, 10 - 2.50663, 10 + 2.50663},
		"gaps do not count":                      {[]float64{nan, 7, 8, 9, nan, 10, 10, 11, 12}, 10 - 5.18903, 10 + 5.18903},
		"too few values":                         {[]float64{1, 2, 3, 4, 5}, nan, nan},
		"no variation":                           {[]float64{5, 5, 5, 5, 5, 5, 5}, nan, nan},
		"no values":                              {nil, nan, nan},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			low, high := series.ControlLimits(c.history)
			for _, pair := range [][2]float64{{low, c.low}, {high, c.high}} {
				if math.IsNaN(pair[0]) != math.IsNaN(pair[1]) || math.Abs(pair[0]-pair[1]) > 1e-4 {
					t.Errorf("limits %v to %v, want %v to %v", low, high, c.low, c.high)
				}
			}
		})
	}
}

func TestWhatIsUnusualLiesOutsideTheLimits(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		history := rapid.SliceOfN(rapid.Float64Range(-1000, 1000), 6, 30).Draw(t, "history")
		low, high := series.ControlLimits(history)
		if math.IsNaN(low) || high-low < 1e-3 {
			return
		}
		margin := (high - low) / 1000
		if series.ModifiedZ(history, high-margin).Unusual() || series.ModifiedZ(history, low+margin).Unusual() {
			t.Errorf("a value between %v and %v is called unusual", low, high)
		}
		if !series.ModifiedZ(history, high+margin).Unusual() || !series.ModifiedZ(history, low-margin).Unusual() {
			t.Errorf("a value outside of %v to %v is called usual", low, high)
		}
	})
}
