package series

import "time"

const (
	secondsPerHour = 3600
	secondsPerDay  = 86400
	// maxOffset is more than the largest offset of any zone from UTC.
	maxOffset = 16 * secondsPerHour
	// forever is the open end of a zone's first and last span. It leaves room for arithmetic.
	forever = int64(1) << 60
)

// span is a time, half-open in Unix seconds, in which a zone keeps one offset from UTC.
type span struct {
	from, until, offset int64
}

// clock reads the wall clock of a zone. It remembers the last span, because neighbouring buckets mostly share one.
type clock struct {
	zone *time.Location
	last span
}

func (c *clock) spanAt(unix int64) span {
	if c.last.from <= unix && unix < c.last.until {
		return c.last
	}
	t := time.Unix(unix, 0).In(c.zone)
	_, offset := t.Zone()
	start, end := t.ZoneBounds()
	c.last = span{-forever, forever, int64(offset)}
	if !start.IsZero() {
		c.last.from = start.Unix()
	}
	if !end.IsZero() {
		c.last.until = end.Unix()
	}
	if c.last.until <= unix {
		// Go ends each year after the listed changes of a zone after 365 days, leap years included.
		c.last.until = (floorDiv(unix, secondsPerDay) + 1) * secondsPerDay
	}
	return c.last
}

// scale is how much an offset moves a counter that advances with time: the whole offset for days, the part beyond full
// hours for hours.
type scale func(offset int64) int64

func wholeOffset(offset int64) int64 { return offset }

func subHourOffset(offset int64) int64 { return mod(offset, secondsPerHour) }

// firstReaching is the first instant at which the counter is at target or above.
func (c *clock) firstReaching(target int64, shift scale) int64 {
	for s := c.spanAt(target - maxOffset); ; s = c.spanAt(s.until) {
		if t := max(s.from, target-shift(s.offset)); t < s.until {
			return t
		}
	}
}

// count is the newest bucket of a length that has begun at an instant. A counter that runs backwards, where clocks are set
// back over midnight, stays in the bucket that it had reached.
func (c *clock) count(unix, length int64, shift scale) int64 {
	s := c.spanAt(unix)
	n := floorDiv(unix+shift(s.offset), length)
	if unix-s.from < 2*maxOffset { // two offsets never differ by more than this
		for c.firstReaching((n+1)*length, shift) <= unix {
			n++
		}
	}
	return n
}

// dayAt is the civil day of an instant.
func (c *clock) dayAt(unix int64) int64 { return c.count(unix, secondsPerDay, wholeOffset) }

// dayStart is the first instant of a civil day. A day that the zone skipped has no length: it starts where the next one
// does.
func (c *clock) dayStart(day int64) int64 { return c.firstReaching(day*secondsPerDay, wholeOffset) }

// hourAt is the hour bucket of an instant.
func (c *clock) hourAt(unix int64) int64 { return c.count(unix, secondsPerHour, subHourOffset) }

// hourStart is the first instant of an hour bucket.
func (c *clock) hourStart(hour int64) int64 {
	return c.firstReaching(hour*secondsPerHour, subHourOffset)
}

// hourDaysBefore is the hour bucket with the same wall clock time a number of days before. Where the clock showed that
// time twice, it is the one with the same offset, else the first; where clocks skipped it, the hour after.
func (c *clock) hourDaysBefore(hour, days int64) int64 {
	start := c.hourStart(hour)
	offset := c.spanAt(start).offset
	before := start - days*secondsPerDay
	if c.spanAt(before).offset != offset {
		before = c.firstReaching(before+offset, wholeOffset)
	}
	return c.hourAt(before)
}
