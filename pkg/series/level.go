package series

import (
	"math"
	"strings"

	"github.com/northstar/okrkpi/pkg/okr"
)

// levels are the facts of a metric of type last at one grain, a column for each segment.
//
// Where a segment has no fact, its newest level is carried for as many days as the metric says. After that it misses, and the total
// is not known, unless the segment has not begun yet or is gone: it has no fact for more than goneAfter buckets, up to its
// next one or to the newest fact of all. A whole that is known by its parts from some day on is replaced by them, and the other way round.
type levels struct {
	calendar     Calendar
	grain        okr.Grain
	cols         []Columns
	carry        int64  // days
	carried      Bucket // buckets that the days of carry may cover
	gone         Bucket
	mixed        bool   // columns have different numbers of labels
	first, until Bucket // from the oldest fact of all to after the newest
}

// Buckets without a level after which a segment is gone.
const (
	goneHours    = 7 * 24
	goneDays     = 7
	goneWeeks    = 4
	goneMonths   = 3
	goneQuarters = 2
)

// goneAfter is for how many buckets a segment of a level may have none before it counts as gone.
func goneAfter(g okr.Grain) Bucket {
	switch g {
	case okr.Hour:
		return goneHours
	case okr.Week:
		return goneWeeks
	case okr.Month:
		return goneMonths
	case okr.Quarter:
		return goneQuarters
	case okr.Day, okr.GrainUnknown:
	}
	return goneDays
}

// GoneDays is how many days the facts of a segment may lie apart, or lie back, for it not to be gone.
func GoneDays(g okr.Grain) int {
	switch g {
	case okr.Week:
		return 7 * (goneWeeks + 1)
	case okr.Month:
		return 31 * (goneMonths + 1)
	case okr.Quarter:
		return 92 * (goneQuarters + 1)
	case okr.Hour, okr.Day, okr.GrainUnknown:
	}
	return goneDays + 1
}

// newLevels takes columns of one grain.
func newLevels(c Calendar, g okr.Grain, carry int, cols []Columns) levels {
	l := levels{
		calendar: c, grain: g, cols: cols, carry: int64(carry), carried: bucketsWithin(g, int64(carry)), gone: goneAfter(g),
		first: Bucket(forever), until: Bucket(-forever),
	}
	for i := range cols {
		l.first = min(l.first, cols[i].First)
		l.mixed = l.mixed || labelCount(cols[i].Segment) != labelCount(cols[0].Segment)
		if newest, ok := cols[i].newest(cols[i].Until(), cols[i].First); ok {
			l.until = max(l.until, newest+1)
		}
	}
	return l
}

// bucketsWithin is at most how many buckets of a grain begin within a number of days.
func bucketsWithin(g okr.Grain, days int64) Bucket {
	switch g {
	case okr.Hour:
		return Bucket(25 * days)
	case okr.Week:
		return Bucket(days / 7)
	case okr.Month:
		return Bucket(days / 28)
	case okr.Quarter:
		return Bucket(days / 89)
	case okr.Day, okr.GrainUnknown:
	}
	return Bucket(days)
}

// newestBefore is the newest bucket before one in which there can be a level.
func (l *levels) newestBefore(b Bucket) Bucket { return min(b, l.until+l.carried) - 1 }

// level is a sum of levels. size is that of all numerators together, whatever their signs.
type level struct {
	num, den sum
	size     float64
}

func (l level) plus(num, den, size float64) level {
	return level{l.num.plus(num), l.den.plus(den), l.size + size}
}

// at adds up the levels in a bucket. ok is false where no segment has one, and where one misses.
func (l *levels) at(b Bucket) (total level, ok bool) {
	for i := range l.cols {
		n, d, state := l.state(&l.cols[i], b)
		switch state {
		case levelMissing:
			return level{}, false
		case levelKnown:
			total, ok = total.plus(n, d, math.Abs(n)), true
		case levelAbsent:
		}
	}
	return total, ok
}

// missing are the segments that miss in a bucket.
func (l *levels) missing(b Bucket) []Segment {
	var segments []Segment
	for i := range l.cols {
		if _, _, state := l.state(&l.cols[i], b); state == levelMissing {
			segments = append(segments, l.cols[i].Segment)
		}
	}
	return segments
}

type levelState int

const (
	levelAbsent levelState = iota // not yet there, or gone
	levelKnown
	levelMissing
)

func (l *levels) state(col *Columns, b Bucket) (num, den float64, state levelState) {
	newest, ok := col.newest(b, b-1-max(l.gone, l.carried))
	if !ok {
		return 0, 0, levelAbsent
	}
	if newest != b && l.replaced(col, newest, b) {
		return 0, 0, levelAbsent
	}
	if newest == b || l.valid(newest, b) {
		num, den = col.at(newest)
		return num, den, levelKnown
	}
	end := l.until // of the run of buckets without a level
	for next := b + 1; next < l.until && next-newest <= l.gone+1; next++ {
		if num, _ := col.at(next); !math.IsNaN(num) {
			end = next
			break
		}
	}
	if end-newest-1 > l.gone {
		return 0, 0, levelAbsent
	}
	return 0, 0, levelMissing
}

// replaced reports whether others have taken the place of a column since its newest fact: the parts of a whole, or the whole of
// parts, of which one counts at a time.
func (l *levels) replaced(col *Columns, newest, b Bucket) bool {
	if !l.mixed {
		return false
	}
	labels := col.Segment.Labels()
	for i := range l.cols {
		other := &l.cols[i]
		_, beside := other.newest(newest, newest)
		_, since := other.newest(b, newest+1)
		if !beside && since && labelCount(other.Segment) != labelCount(col.Segment) && agree(labels, other.Segment.Labels()) {
			return true
		}
	}
	return false
}

// labelCount tells segments with different numbers of labels apart.
func labelCount(s Segment) int { return strings.Count(string(s), `":"`) }

// agree reports whether two sets of labels have the same value wherever both have one.
func agree(a, b map[string]string) bool {
	for key, value := range a {
		if other, ok := b[key]; ok && other != value {
			return false
		}
	}
	return true
}

// valid reports whether a level of one bucket is carried to a later one.
func (l *levels) valid(from, to Bucket) bool {
	if l.carry == 0 {
		return false
	}
	if l.grain == okr.Hour {
		return int64(to-from) <= 24*l.carry
	}
	return l.calendar.startDay(l.grain, to)-l.calendar.startDay(l.grain, from) <= l.carry
}
