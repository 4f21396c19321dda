package series_test

import (
	"math"
	"testing"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

func TestForecastsAgreeWithPython(t *testing.T) {
	for i, want := range loadOracle(t).Forecasts {
		low, high, ok := series.Forecast(series.ForecastInput{
			Values: nans(want.Values), Baseline: want.Baseline, Current: want.Current, Elapsed: want.Elapsed,
			Remaining: want.Remaining, Bounds: okr.Bounds{Min: want.Min, Max: want.Max},
		})
		if ok != want.OK || ok && (!same(low, want.ForecastLow) || !same(high, want.ForecastHigh)) {
			t.Errorf("forecast %d: %v to %v, %v, want %v to %v, %v", i, low, high, ok,
				want.ForecastLow, want.ForecastHigh, want.OK)
		}
	}
}

func TestForecast(t *testing.T) {
	missing, zero := math.NaN(), 0.0
	tests := map[string]struct {
		in        series.ForecastInput
		low, high float64
		ok        bool
	}{
		"a falling number goes on falling": {
			series.ForecastInput{Values: []float64{38, 37, 36, 35}, Baseline: 40, Current: 35, Elapsed: 0.5, Remaining: 4},
			30, 31, true,
		},
		"without a baseline only the trend counts": {
			series.ForecastInput{Values: []float64{38, 37, 36, 35}, Baseline: missing, Current: 35, Elapsed: 0.5, Remaining: 4},
			31, 31, true,
		},
		"before the start only the trend counts": {
			series.ForecastInput{Values: []float64{38, 37, 36, 35}, Baseline: 40, Current: 35, Elapsed: 0, Remaining: 4},
			31, 31, true,
		},
		"at the end it is the current value": {
			series.ForecastInput{Values: []float64{1, 2, 3, 4}, Baseline: 0, Current: 4, Elapsed: 1, Remaining: 0},
			4, 4, true,
		},
		"it keeps to the bounds": {
			series.ForecastInput{
				Values: []float64{4, 3, 2, 1}, Baseline: 5, Current: 1, Elapsed: 0.5, Remaining: 4, Bounds: okr.Bounds{Min: &zero},
			},
			0, 0, true,
		},
		"three points are not enough": {
			series.ForecastInput{Values: []float64{1, missing, 2, 3}, Baseline: 0, Current: 3, Elapsed: 0.5, Remaining: 4},
			missing, missing, false,
		},
		"without a current value there is none": {
			series.ForecastInput{Values: []float64{1, 2, 3, 4, missing}, Current: missing, Elapsed: 0.5, Remaining: 4},
			missing, missing, false,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			low, high, ok := series.Forecast(test.in)
			if !same(low, test.low) || !same(high, test.high) || ok != test.ok {
				t.Errorf("got %v to %v, %v", low, high, ok)
			}
		})
	}
}
