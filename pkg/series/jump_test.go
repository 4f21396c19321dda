package series_test

import (
	"math"
	"testing"

	"github.com/northstar/okrkpi/pkg/series"
)

func TestJump(t *testing.T) {
	nan := math.NaN()
	tests := map[string]struct {
		history []float64
		x, want float64
	}{
		"from the usual":                {[]float64{9, 11, 10, 9, 11, 10, 10}, 20, 1},
		"from the usual downwards":      {[]float64{9, 11, 10, 9, 11, 10, 10}, 5, 1},
		"the second half of the way":    {[]float64{9, 10, 11, 9, 11, 10, 15}, 20, 0.5},
		"from the other side":           {[]float64{9, 11, 11, 10, 9, 11, 8}, 20, 1.2},
		"staying away":                  {[]float64{9, 11, 10, 9, 11, 10, 20}, 20, 0},
		"coming half of the way back":   {[]float64{9, 11, 10, 9, 11, 10, 30}, 20, -1},
		"a step of a trend":             {[]float64{1, 2, 3, 4, 5, 6, 7}, 8, 0.25},
		"after a gap":                   {[]float64{9, 11, 10, 9, 11, 10, 10, nan, nan}, 20, 1},
		"too short a history":           {[]float64{9, 11, 10, 9, 11}, 20, nan},
		"no value":                      {[]float64{9, 11, 10, 9, 11, 10}, nan, nan},
		"the usual is no distance away": {[]float64{9, 11, 10, 9, 11, 10, 10}, 10, nan},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			before := append([]float64(nil), test.history...)
			got := series.Jump(test.history, test.x)
			if math.Abs(got-test.want) > 1e-12 || math.IsNaN(got) != math.IsNaN(test.want) {
				t.Errorf("the jump is %v, want %v", got, test.want)
			}
			for i, x := range before {
				if y := test.history[i]; x != y && !math.IsNaN(x) {
					t.Fatal("the history was changed")
				}
			}
		})
	}
}
