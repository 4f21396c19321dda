package okr

import (
	"fmt"
	"time"
)

// Facts, entries, dates and questions are of this span of time. It catches mistaken units (milliseconds for seconds) and
// slips of the pen (0026 for 2026), and is what the tables take.
var (
	firstTime = time.Date(1900, time.January, 1, 0, 0, 0, 0, time.UTC)
	endOfTime = time.Date(2200, time.January, 1, 0, 0, 0, 0, time.UTC)
)

// Years is the span in words.
const Years = "1900 to 2199"

// InYears reports whether a time lies in the years that there are facts of.
func InYears(t time.Time) bool { return !t.Before(firstTime) && t.Before(endOfTime) }

// CheckYears refuses a time that shows another year in its own location. what says what is then, such as "the time range
// starts".
func CheckYears(what string, t time.Time) error {
	if y := t.Year(); y >= firstTime.Year() && y < endOfTime.Year() {
		return nil
	}
	return fmt.Errorf("%s in the year %d: it has to lie within the years %s", what, t.Year(), Years)
}
