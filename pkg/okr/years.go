package okr

import (
	"fmt"
	"time"
)

// Facts, entries, dates and queries lie in these years, which are also those of the tables. The range catches wrong units
// (milliseconds for seconds) and typing errors (0026 for 2026).
var (
	firstTime = time.Date(1900, time.January, 1, 0, 0, 0, 0, time.UTC)
	endOfTime = time.Date(2200, time.January, 1, 0, 0, 0, 0, time.UTC)
)

// Years is the range in words.
const Years = "1900 to 2199"

// InYears reports whether a time lies within Years.
func InYears(t time.Time) bool { return !t.Before(firstTime) && t.Before(endOfTime) }

// CheckYears refuses a time outside Years, by the year in its own location. what begins the message, such as "the time
// range starts".
func CheckYears(what string, t time.Time) error {
	if y := t.Year(); y >= firstTime.Year() && y < endOfTime.Year() {
		return nil
	}
	return fmt.Errorf("%s in the year %d: it has to lie within the years %s", what, t.Year(), Years)
}
