package plugin

import (
	"slices"
	"testing"

	"github.com/northstar/okrkpi/pkg/okr"
)

func TestADashboardShowsAnObjectiveOfTheNewestPeriodAtFirst(t *testing.T) {
	c := &okr.Catalog{}
	for name, month := range map[string]int{"past": 1, "before": 4, "now": 7, "next": 10, "later": 13} {
		c.Periods = append(c.Periods, okr.Period{
			Meta: okr.Meta{Name: name}, Start: okr.NewDate(2026, 1, 1).AddMonths(month - 1), End: okr.NewDate(2026, 1, 1).AddMonths(month + 2),
		})
	}
	for _, period := range []string{"later", "before", "now", "past", "next", "now"} {
		c.Objectives = append(c.Objectives, okr.Objective{Period: period})
	}
	c.Sort()
	var got []string
	for _, o := range newestFirst(c, okr.NewDate(2026, 9, 1)) {
		got = append(got, o.Period)
	}
	if want := []string{"now", "now", "before", "past", "next", "later"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
