package series_test

import (
	"testing"
	"time"

	"github.com/northstar/okrkpi/pkg/series"
)

func TestCalendarEqual(t *testing.T) {
	zone := func(name string) *time.Location {
		loc, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		return loc
	}
	tokyo := series.NewCalendar(zone("Asia/Tokyo"), time.Monday, time.April)
	tests := map[string]struct {
		other series.Calendar
		want  bool
	}{
		"The same zone loaded again cuts time alike.":  {series.NewCalendar(zone("Asia/Tokyo"), time.Monday, time.April), true},
		"Another zone does not.":                       {series.NewCalendar(zone("Asia/Seoul"), time.Monday, time.April), false},
		"Weeks that start on Sunday do not.":           {series.NewCalendar(zone("Asia/Tokyo"), time.Sunday, time.April), false},
		"Another fiscal year does not.":                {series.NewCalendar(zone("Asia/Tokyo"), time.Monday, time.January), false},
		"A calendar that was never set is of no zone.": {series.Calendar{}, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := tokyo.Equal(tt.other); got != tt.want {
				t.Errorf("Equal = %v, want %v", got, tt.want)
			}
		})
	}
}
