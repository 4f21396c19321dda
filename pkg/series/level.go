package series

import (
	"math"
	"slices"

	"github.com/northstar/okrkpi/pkg/okr"
)

// levels are the facts of a metric of type last, one track for each segment. A fact is the level at the end of its bucket.
//
// A segment without a fact keeps its newest level for carry days. After that it is missing, and the total is unknown. It
// is not missing where it has not begun yet, or is gone: where it has no fact for more than goneAfter buckets, up to its
// next fact or the newest fact of all. Where facts cover all labels of a segment together, they replace the facts of
// single labels, and the other way round (see wholes).
type levels struct {
	calendar     Calendar
	grain        okr.Grain // of the buckets below: that of the facts, or a finer one that nests in all of theirs
	tracks       []track
	grains       []map[Bucket]okr.Grain // of the facts, by track; nil where all have the grain above
	carry        int64                  // days
	carried      Bucket                 // the most buckets in carry days
	near         Bucket                 // facts of a segment farther apart than this do not affect each other
	first, until Bucket                 // from the oldest fact of all to the bucket after the newest
	wholes       wholes
}

// Buckets without a level after which a segment is gone, by grain. Ours: longer than the gaps of a running source.
const (
	goneHours     = 7 * 24
	goneDailyDays = 7
	goneWeeks     = 4
	goneMonths    = 3
	goneQuarters  = 2
)

// goneAfter is how many buckets without a level a segment may have before it is gone.
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
	return goneDailyDays
}

// GoneDays is the most days between two facts of a segment, or since its newest one, for it not to be gone.
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
	return goneDailyDays + 1
}

func newLevels(c Calendar, carry int, cols []Columns) levels {
	l := levels{calendar: c, carry: int64(carry), first: Bucket(forever), until: Bucket(-forever)}
	l.grain, l.near = commonGrain(cols)
	if slices.ContainsFunc(cols, func(col Columns) bool { return col.Grain != l.grain }) {
		l.tracks, l.grains = mergeGrains(c, l.grain, cols)
	} else {
		l.tracks = tracksOf(cols)
	}
	l.carried = bucketsWithin(l.grain, l.carry)
	l.near = max(l.near, l.carried)
	l.wholes = newWholes(l.tracks)
	for _, t := range l.tracks {
		l.first = min(l.first, t.first())
		if newest, ok := t.newest(t.until(), t.first()); ok {
			l.until = max(l.until, newest+1)
		}
	}
	return l
}

// bucketsWithin is the most buckets of a grain that begin within a number of days.
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

// newestBefore is the newest bucket before b in which there can be a level.
func (l *levels) newestBefore(b Bucket) Bucket { return min(b, l.until+l.carried) - 1 }

// nearFacts is the newest bucket up to b with facts near enough for a level. It skips the gaps between chunks.
func (l *levels) nearFacts(b Bucket) Bucket {
	newest := l.first - 1
	for _, t := range l.tracks {
		if i := t.chunkUpTo(b); i >= 0 {
			newest = max(newest, min(b, t[i].Until()-1+l.near))
		}
	}
	return newest
}

// level is a sum of levels. size is the sum of the absolute numerators.
type level struct {
	num, den sum
	size     float64
}

func (l level) plus(num, den, size float64) level {
	return level{l.num.plus(num), l.den.plus(den), l.size + size}
}

// at adds up the levels in a bucket. ok is false where no segment has one, or one is missing.
func (l *levels) at(b Bucket) (total level, ok bool) {
	for i := range l.tracks {
		n, d, state := l.state(i, b)
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

// missing are the segments that are missing in a bucket.
func (l *levels) missing(b Bucket) []Segment {
	var segments []Segment
	for i := range l.tracks {
		if _, _, state := l.state(i, b); state == levelMissing {
			segments = append(segments, l.tracks[i][0].Segment)
		}
	}
	return segments
}

type levelState int

const (
	levelAbsent levelState = iota // not begun yet, gone, or replaced
	levelKnown
	levelMissing
)

func (l *levels) state(i int, b Bucket) (num, den float64, state levelState) {
	t := l.tracks[i]
	newest, begun := t.newest(b, b-1-l.near)
	if begun && newest != b && l.wholes.replaced(l.tracks, i, newest, b) {
		return 0, 0, levelAbsent
	}
	if begun && (newest == b || l.valid(newest, b)) {
		num, den = t.at(newest)
		return num, den, levelKnown
	}
	if !begun && l.grains == nil {
		return 0, 0, levelAbsent
	}
	end := l.until // end of the buckets without a level
	for next := b + 1; next < l.until && next-b <= l.near; next++ {
		if num, _ := t.at(next); !math.IsNaN(num) {
			end = l.start(i, next)
			break
		}
	}
	if end > b && (!begun || l.gone(i, newest, end)) {
		return 0, 0, levelAbsent
	}
	return 0, 0, levelMissing
}

// gone reports whether a segment is gone that has no level after newest and before end.
func (l *levels) gone(i int, newest, end Bucket) bool {
	g := l.grainOf(i, newest)
	return l.calendar.Holding(g, l.grain, end)-l.calendar.Holding(g, l.grain, newest)-1 > goneAfter(g)
}

// valid reports whether the level of bucket from is carried to bucket to.
func (l *levels) valid(from, to Bucket) bool {
	if l.carry == 0 {
		return false
	}
	if l.grain == okr.Hour {
		return int64(to-from) <= 24*l.carry
	}
	return l.calendar.startDay(l.grain, to)-l.calendar.startDay(l.grain, from) <= l.carry
}
