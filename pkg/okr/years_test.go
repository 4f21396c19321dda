package okr_test

import (
	"testing"
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
)

func TestTheYearsThatThereAreFactsOf(t *testing.T) {
	tokyo := time.FixedZone("Tokyo", 9*60*60)
	for name, test := range map[string]struct {
		time     time.Time
		in, said bool // by instant, and by the year that is shown
	}{
		"The first instant":                  {time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC), true, true},
		"The one before":                     {time.Date(1899, 12, 31, 23, 59, 59, 999_999_999, time.UTC), false, false},
		"The last instant":                   {time.Date(2199, 12, 31, 23, 59, 59, 999_999_999, time.UTC), true, true},
		"The one after":                      {time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC), false, false},
		"The first midnight in Tokyo":        {time.Date(1900, 1, 1, 0, 0, 0, 0, tokyo), false, true},
		"Milliseconds in place of seconds":   {time.Unix(1767225600000, 0), false, false},
		"A time that nobody has given":       {time.Time{}, false, false},
		"A year with two digits":             {time.Date(26, 11, 22, 0, 0, 0, 0, time.UTC), false, false},
		"A year with a digit more than that": {time.Date(20260, 11, 22, 0, 0, 0, 0, time.UTC), false, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := okr.InYears(test.time); got != test.in {
				t.Errorf("in years: %v", got)
			}
			if err := okr.CheckYears("it is", test.time); (err == nil) != test.said {
				t.Errorf("checked: %v", err)
			}
		})
	}
}
