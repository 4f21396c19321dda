package series

import (
	"fmt"
	"time"
)

// Years that facts may have. They catch mistaken units, and keep one stray fact from stretching a series over millennia.
const (
	firstYear = 1900
	lastYear  = 2199
)

// OutsideYears says what is wrong with a time that no fact may have; "" where nothing is. The time is the stamp of a
// bucket.
func OutsideYears(stamp time.Time) string {
	if year := stamp.UTC().Year(); year >= firstYear && year <= lastYear {
		return ""
	}
	return fmt.Sprintf("%s lies outside the years %d to %d", stamp.UTC().Format(time.DateOnly), firstYear, lastYear)
}
