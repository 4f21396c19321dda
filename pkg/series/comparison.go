package series

import (
	"fmt"
	"slices"
	"strings"

	"github.com/northstar/okrkpi/pkg/okr"
)

// Comparison is an earlier bucket to compare a value with.
type Comparison int

// Comparisons.
const (
	ComparisonUnknown Comparison = iota
	Previous
	WeekAgo
	MonthAgo
	YearAgo
)

var comparisons = []string{"", "previous", "week_ago", "month_ago", "year_ago"}

// Comparisons lists all comparisons, the nearest first.
func Comparisons() []Comparison { return []Comparison{Previous, WeekAgo, MonthAgo, YearAgo} }

func (c Comparison) String() string {
	if int(c) < 0 || int(c) >= len(comparisons) {
		return fmt.Sprintf("comparison(%d)", int(c))
	}
	return comparisons[c]
}

// ParseComparison reads a comparison's name.
func ParseComparison(s string) (Comparison, error) {
	if i := slices.Index(comparisons, s); i > 0 {
		return Comparison(i), nil
	}
	return ComparisonUnknown, fmt.Errorf("unknown comparison %q: want %s", s, strings.Join(comparisons[1:], ", "))
}

// Back is the bucket to compare bucket b with. ok is false where the comparison has no meaning at the grain.
//
// Distances keep the weekday: a week is 7 days, a month 28 and a year 364 (52 weeks). Hours keep the local time of day; an
// hour that clocks skipped is replaced by the one after it. Months and quarters go back by the calendar.
func Back(c Calendar, g okr.Grain, b Bucket, cmp Comparison) (earlier Bucket, ok bool) {
	if cmp == Previous {
		return b - 1, true
	}
	distance := backBy(g, cmp)
	if distance == 0 {
		return 0, false
	}
	if g == okr.Hour {
		clk := c.clock()
		return Bucket(clk.hourDaysBefore(int64(b), int64(distance))), true
	}
	return b - distance, true
}

// backBy is the distance of a comparison: in days for hours, else in buckets; 0 where it has no meaning.
func backBy(g okr.Grain, cmp Comparison) Bucket {
	switch g {
	case okr.Hour, okr.Day, okr.GrainUnknown:
		return pick(cmp, 7, 28, 364)
	case okr.Week:
		return pick(cmp, 1, 4, 52)
	case okr.Month:
		return pick(cmp, 0, 1, 12)
	case okr.Quarter:
		return pick(cmp, 0, 0, 4)
	}
	return 0
}

func pick(cmp Comparison, week, month, year Bucket) Bucket {
	switch cmp {
	case WeekAgo:
		return week
	case MonthAgo:
		return month
	case YearAgo:
		return year
	case ComparisonUnknown, Previous:
	}
	return 0
}
