package okr_test

import (
	"math"
	"testing"

	"github.com/northstar/okrkpi/pkg/okr"
)

func TestBounds(t *testing.T) {
	zero, one, million := 0.0, 1.0, 1e6
	tests := map[string]struct {
		bounds  okr.Bounds
		inside  []float64
		outside []float64
		text    string
	}{
		"open bounds hold everything": {okr.Bounds{}, []float64{-1e300, 0, math.NaN(), math.Inf(1)}, nil, ""},
		"a share": {
			okr.Bounds{Min: &zero, Max: &one},
			[]float64{0, 0.5, 1, 1 + 1e-12, -1e-12, math.NaN()},
			[]float64{-0.01, 1.2, math.Inf(1), math.Inf(-1)},
			"0.0 % – 100.0 %",
		},
		"no less than": {okr.Bounds{Min: &zero}, []float64{0, 1e12}, []float64{-1}, "≥ 0.0 %"},
		"no more than": {okr.Bounds{Max: &million}, []float64{-1, 1e6, 1e6 + 1e-5}, []float64{1e6 + 1}, "≤ 100,000,000.0 %"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			for _, v := range test.inside {
				if !test.bounds.Contain(v) {
					t.Errorf("%v is outside", v)
				}
			}
			for _, v := range test.outside {
				if test.bounds.Contain(v) {
					t.Errorf("%v is inside", v)
				}
			}
			if got := test.bounds.Format("percentunit", nil); got != test.text {
				t.Errorf("written as %q, want %q", got, test.text)
			}
		})
	}
}
