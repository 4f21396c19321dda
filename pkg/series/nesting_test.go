package series_test

import (
	"strings"
	"testing"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

func TestNests(t *testing.T) {
	yes := map[okr.Grain][]okr.Grain{
		okr.Hour:    {okr.Hour, okr.Day, okr.Week, okr.Month, okr.Quarter},
		okr.Day:     {okr.Day, okr.Week, okr.Month, okr.Quarter},
		okr.Week:    {okr.Week},
		okr.Month:   {okr.Month, okr.Quarter},
		okr.Quarter: {okr.Quarter},
	}
	for fine := okr.GrainUnknown; fine <= okr.Quarter; fine++ {
		for coarse := okr.GrainUnknown; coarse <= okr.Quarter; coarse++ {
			want := false
			for _, g := range yes[fine] {
				want = want || g == coarse
			}
			if got := series.Nests(fine, coarse); got != want {
				t.Errorf("Nests(%q, %q) = %v", fine, coarse, got)
			}
		}
	}
}

func TestGrainErrorsSayWhatToAskFor(t *testing.T) {
	tests := map[string]struct {
		err  series.GrainError
		want string
	}{
		"weeks do not make months": {
			series.GrainError{Metric: "churn", Type: okr.Ratio, Have: []okr.Grain{okr.Week}, Want: okr.Month},
			"metric churn has facts per week, which cannot be summed per month: ask for week",
		},
		"months do not make days": {
			series.GrainError{Metric: "mrr", Type: okr.Sum, Have: []okr.Grain{okr.Month}, Want: okr.Day},
			"metric mrr has facts per month, which cannot be summed per day: ask for month or quarter",
		},
		"weeks and months make nothing together": {
			series.GrainError{Metric: "mrr", Type: okr.Sum, Have: []okr.Grain{okr.Week, okr.Month}, Want: okr.Month},
			"load its facts at one grain",
		},
		"distinct counts are only known at their own grain": {
			series.GrainError{
				Metric: "users", Type: okr.Distinct, Have: []okr.Grain{okr.Day, okr.Week, okr.Month}, Want: okr.Quarter,
			},
			"metric users has facts per day, week and month but not per quarter, and values of type distinct cannot be " +
				"combined: ask for day, week or month, or load facts per quarter",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := test.err.Error(); !strings.Contains(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
