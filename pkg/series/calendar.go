package series

import (
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
)

// Bucket is the number of a bucket at a grain; the next bucket is one more.
//
//	hour     hours since the epoch, shifted so that buckets start on full local hours (India is 5:30 ahead)
//	day      civil days since 1970-01-01
//	week     weeks since the one that holds 1970-01-01
//	month    year*12 + month−1
//	quarter  quarters of the fiscal year, counted in threes of months
type Bucket int64

// Calendar divides time into buckets: half-open spans in the organisation's time zone. It is immutable; compare calendars
// with Equal.
//
// A day begins at the first instant of its date, so days on which clocks change have 23 or 25 hours. A date that the zone
// skipped (30 December 2011 in Samoa) is an empty bucket. Where clocks move by half an hour (Lord Howe), one hour of that
// day is 30 or 90 minutes long. The unknown grain counts as day.
type Calendar struct {
	zone            *time.Location
	weekStart       time.Weekday
	fiscalYearStart time.Month
}

// NewCalendar returns the calendar of a time zone (nil: UTC), a first weekday and a first month of the fiscal year (0:
// January).
func NewCalendar(loc *time.Location, weekStart time.Weekday, fiscalYearStart time.Month) Calendar {
	if loc == nil {
		loc = time.UTC
	}
	if fiscalYearStart == 0 {
		fiscalYearStart = time.January
	}
	return Calendar{loc, weekStart, fiscalYearStart}
}

// CalendarOf returns the calendar of an organisation.
func CalendarOf(o okr.Organization) Calendar {
	return NewCalendar(o.Timezone, o.WeekStart, o.FiscalYearStart)
}

// Equal reports whether two calendars have the same time zone, first weekday and fiscal year.
func (c Calendar) Equal(o Calendar) bool {
	return c.weekStart == o.weekStart && c.fiscalYearStart == o.fiscalYearStart &&
		(c.zone == o.zone || c.zone != nil && o.zone != nil && c.zone.String() == o.zone.String())
}

// Location is the calendar's time zone.
func (c Calendar) Location() *time.Location { return c.zone }

func (c Calendar) clock() clock { return clock{zone: c.zone} }

// At is the bucket that contains an instant.
func (c Calendar) At(g okr.Grain, t time.Time) Bucket {
	clk := c.clock()
	return c.at(&clk, g, t.Unix())
}

func (c Calendar) at(clk *clock, g okr.Grain, unix int64) Bucket {
	if g == okr.Hour {
		return Bucket(clk.hourAt(unix))
	}
	return c.ofDay(g, clk.dayAt(unix))
}

// OnDate is the bucket that contains a date; at hours, the one that contains its first instant.
func (c Calendar) OnDate(g okr.Grain, d okr.Date) Bucket {
	if g == okr.Hour {
		clk := c.clock()
		return Bucket(clk.hourAt(clk.dayStart(d.Days())))
	}
	return c.ofDay(g, d.Days())
}

// Start is the first instant of a bucket, in the calendar's zone. A bucket ends where the next one starts.
func (c Calendar) Start(g okr.Grain, b Bucket) time.Time {
	clk := c.clock()
	return time.Unix(c.start(&clk, g, b), 0).In(c.zone)
}

// Starts are the first instants of the buckets [from, until).
func (c Calendar) Starts(g okr.Grain, from, until Bucket) []time.Time {
	clk := c.clock()
	starts := make([]time.Time, 0, max(until-from, 0))
	for b := from; b < until; b++ {
		starts = append(starts, time.Unix(c.start(&clk, g, b), 0).In(c.zone))
	}
	return starts
}

func (c Calendar) start(clk *clock, g okr.Grain, b Bucket) int64 {
	if g == okr.Hour {
		return clk.hourStart(int64(b))
	}
	return clk.dayStart(c.startDay(g, b))
}

// StartDate is the date on which a bucket starts.
func (c Calendar) StartDate(g okr.Grain, b Bucket) okr.Date {
	if g == okr.Hour {
		clk := c.clock()
		return okr.DateFromDays(clk.dayAt(clk.hourStart(int64(b))))
	}
	return okr.DateFromDays(c.startDay(g, b))
}

// LastComplete is the newest bucket that has ended at an instant.
func (c Calendar) LastComplete(g okr.Grain, at time.Time) Bucket { return c.At(g, at) - 1 }

// Holding is the bucket of grain coarse that contains the start of bucket b of grain fine.
func (c Calendar) Holding(coarse, fine okr.Grain, b Bucket) Bucket {
	if coarse == fine {
		return b
	}
	if coarse == okr.Hour || fine == okr.Hour {
		clk := c.clock()
		return c.at(&clk, coarse, c.start(&clk, fine, b))
	}
	return c.ofDay(coarse, c.startDay(fine, b))
}

// firstIn is the first bucket of grain fine that starts within bucket b of grain coarse, or else after it. fine has to
// nest in coarse.
func (c Calendar) firstIn(clk *clock, fine, coarse okr.Grain, b Bucket) Bucket {
	if fine == coarse {
		return b
	}
	if fine == okr.Hour {
		start := c.start(clk, coarse, b)
		hour := clk.hourAt(start)
		if clk.hourStart(hour) < start {
			hour++
		}
		return Bucket(hour)
	}
	return c.ofDay(fine, c.startDay(coarse, b))
}

// Stamp is how the database stores a bucket in a timestamp without time zone: an hour as the instant at which it starts,
// in UTC, and anything longer as its first date at 00:00. So facts keep their dates when the zone of the organisation is
// corrected.
func (c Calendar) Stamp(g okr.Grain, b Bucket) time.Time {
	if g == okr.Hour {
		return c.Start(g, b).UTC()
	}
	return time.Unix(c.startDay(g, b)*secondsPerDay, 0).UTC()
}

// OfStamp is the bucket that contains a stored time: the inverse of Stamp.
func (c Calendar) OfStamp(g okr.Grain, t time.Time) Bucket {
	if g == okr.Hour {
		return c.At(g, t)
	}
	return c.ofDay(g, floorDiv(t.Unix(), secondsPerDay))
}

// ofDay is the bucket, of grain day or longer, that contains a civil day.
func (c Calendar) ofDay(g okr.Grain, day int64) Bucket {
	switch g {
	case okr.Week:
		return Bucket(floorDiv(day-c.firstWeekday(), 7))
	case okr.Month:
		return Bucket(monthOfDay(day))
	case okr.Quarter:
		return Bucket(floorDiv(monthOfDay(day)-c.firstQuarterMonth(), 3))
	case okr.GrainUnknown, okr.Hour, okr.Day:
	}
	return Bucket(day)
}

// startDay is the civil day on which a bucket of a day or longer starts.
func (c Calendar) startDay(g okr.Grain, b Bucket) int64 {
	switch g {
	case okr.Week:
		return 7*int64(b) + c.firstWeekday()
	case okr.Month:
		return firstDayOfMonth(int64(b))
	case okr.Quarter:
		return firstDayOfMonth(3*int64(b) + c.firstQuarterMonth())
	case okr.GrainUnknown, okr.Hour, okr.Day:
	}
	return int64(b)
}

// firstWeekday is the civil day on which week 0 starts, −6 to 0. 1970-01-01 was a Thursday.
func (c Calendar) firstWeekday() int64 { return -mod(int64(time.Thursday-c.weekStart), 7) }

// firstQuarterMonth is the month, 0 to 2, with which quarters start.
func (c Calendar) firstQuarterMonth() int64 { return int64(c.fiscalYearStart-1) % 3 }
