package series_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

var weekdays = map[string]time.Weekday{"monday": time.Monday, "sunday": time.Sunday, "saturday": time.Saturday}

func TestDaysAgreeWithPython(t *testing.T) {
	for _, want := range loadOracle(t).Days {
		c := mondays(t, want.Zone)
		day := c.OnDate(okr.Day, date(t, want.Date))
		start, end := c.Start(okr.Day, day), c.Start(okr.Day, day+1)
		if start.Unix() != want.Start || end.Unix()-start.Unix() != want.Seconds {
			t.Errorf("%s %s: starts at %d and lasts %d s, want %d and %d s",
				want.Zone, want.Date, start.Unix(), end.Unix()-start.Unix(), want.Start, want.Seconds)
		}
	}
}

func TestHoursAgreeWithPython(t *testing.T) {
	for _, want := range loadOracle(t).Hours {
		c := mondays(t, want.Zone)
		start := c.Start(okr.Hour, c.At(okr.Hour, time.Unix(want.Unix, 0)))
		if start.Unix() != want.Start {
			t.Errorf("%s: the hour of %d starts at %d, want %d", want.Zone, want.Unix, start.Unix(), want.Start)
		}
	}
}

func TestWeeksMonthsAndFiscalQuartersAgreeWithPython(t *testing.T) {
	for _, want := range loadOracle(t).Buckets {
		c := series.NewCalendar(nil, weekdays[want.WeekStart], time.Month(want.FiscalYearStart))
		for g, start := range map[okr.Grain]string{okr.Week: want.Week, okr.Month: want.Month, okr.Quarter: want.Quarter} {
			if got := c.StartDate(g, c.OnDate(g, date(t, want.Date))).String(); got != start {
				t.Errorf("the %s of %s (weeks from %s, years from month %d) starts on %s, want %s",
					g, want.Date, want.WeekStart, want.FiscalYearStart, got, start)
			}
		}
	}
}

func TestClockChanges(t *testing.T) {
	const halfHour = 30 * time.Minute
	tests := map[string]struct {
		zone, date string
		length     time.Duration
		hours      int
	}{
		"a day in Tokyo always has 24 hours":         {"Asia/Tokyo", "2026-03-29", 24 * time.Hour, 24},
		"Berlin goes forward: a day of 23 hours":     {"Europe/Berlin", "2026-03-29", 23 * time.Hour, 23},
		"Berlin goes back: a day of 25 hours":        {"Europe/Berlin", "2026-10-25", 25 * time.Hour, 25},
		"New York goes back: a day of 25 hours":      {"America/New_York", "2026-11-01", 25 * time.Hour, 25},
		"São Paulo had a day without midnight":       {"America/Sao_Paulo", "2018-11-04", 23 * time.Hour, 23},
		"São Paulo had 23 o'clock twice":             {"America/Sao_Paulo", "2018-02-17", 25 * time.Hour, 25},
		"the end of a leap year of the far future":   {"Europe/Berlin", "2096-12-31", 24 * time.Hour, 24},
		"the year after it":                          {"America/New_York", "2097-01-01", 24 * time.Hour, 24},
		"Samoa skipped a day":                        {"Pacific/Apia", "2011-12-30", 0, 0},
		"the day after it is an ordinary one":        {"Pacific/Apia", "2011-12-31", 24 * time.Hour, 24},
		"Lord Howe went back by half an hour":        {"Australia/Lord_Howe", "2026-04-05", 24*time.Hour + halfHour, 25},
		"Lord Howe went forward by half an hour":     {"Australia/Lord_Howe", "2026-10-04", 23*time.Hour + halfHour, 23},
		"St John's went back a minute past midnight": {"America/St_Johns", "2010-11-07", 25 * time.Hour, 25},
		"Kathmandu moved by a quarter of an hour":    {"Asia/Kathmandu", "1986-01-01", 24*time.Hour - halfHour/2, 24},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := mondays(t, test.zone)
			day := c.OnDate(okr.Day, date(t, test.date))
			start, end := c.Start(okr.Day, day), c.Start(okr.Day, day+1)
			if got := end.Sub(start); got != test.length {
				t.Errorf("lasts %v, want %v", got, test.length)
			}
			hours := 0
			for h := c.At(okr.Hour, start) - 2; h <= c.At(okr.Hour, end)+2; h++ {
				if c.Holding(okr.Day, okr.Hour, h) == day {
					hours++
				}
			}
			if hours != test.hours {
				t.Errorf("has %d hours, want %d", hours, test.hours)
			}
		})
	}
}

func TestHoursStartOnTheLocalClock(t *testing.T) {
	c := mondays(t, "Asia/Kolkata")
	at := time.Date(2026, 11, 22, 9, 29, 59, 0, time.UTC) // 14:59:59 in India
	want := time.Date(2026, 11, 22, 8, 30, 0, 0, time.UTC)
	if got := c.Start(okr.Hour, c.At(okr.Hour, at)); !got.Equal(want) {
		t.Errorf("the hour starts at %v, want %v", got.UTC(), want)
	}
	if got := c.Stamp(okr.Hour, c.At(okr.Hour, at)); got.String() != "2026-11-22 08:30:00 +0000 UTC" {
		t.Errorf("the hour is stored as %v", got)
	}
}

func TestADayThatHasBegunGoesOnWhereClocksGoBackOverMidnight(t *testing.T) {
	c := mondays(t, "America/St_Johns")
	at := time.Date(2010, 11, 7, 3, 0, 0, 0, time.UTC) // 7 November began at 2:30, at 2:31 it was 23:01 of the 6th again
	if got := at.In(c.Location()).Format(time.DateTime); got != "2010-11-06 23:30:00" {
		t.Fatalf("the clock shows %s", got)
	}
	if got := c.StartDate(okr.Day, c.At(okr.Day, at)).String(); got != "2010-11-07" {
		t.Errorf("it is %s", got)
	}
}

func TestLastComplete(t *testing.T) {
	c := mondays(t, "Europe/Berlin")
	tests := map[string]struct {
		grain okr.Grain
		at    string
		want  string
	}{
		"within a week the one before it":          {okr.Week, "2026-11-22T12:00:00+01:00", "2026-11-09"},
		"a second before the end it still runs":    {okr.Week, "2026-11-22T23:59:59+01:00", "2026-11-09"},
		"at its very end it is complete":           {okr.Week, "2026-11-23T00:00:00+01:00", "2026-11-16"},
		"a day ends by the local clock":            {okr.Day, "2026-11-22T23:30:00Z", "2026-11-22"},
		"a month":                                  {okr.Month, "2026-11-30T22:59:59Z", "2026-10-01"},
		"a quarter":                                {okr.Quarter, "2027-01-01T00:00:00+01:00", "2026-10-01"},
		"the hour before the one that is running":  {okr.Hour, "2026-11-22T00:10:00+01:00", "2026-11-21"},
		"in the summer days end two hours earlier": {okr.Day, "2026-07-01T22:00:00Z", "2026-07-01"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			at, err := time.Parse(time.RFC3339, test.at)
			if err != nil {
				t.Fatal(err)
			}
			if got := c.StartDate(test.grain, c.LastComplete(test.grain, at)).String(); got != test.want {
				t.Errorf("starts on %s, want %s", got, test.want)
			}
		})
	}
}

func TestStampsKeepTheirDate(t *testing.T) {
	tokyo, apia := mondays(t, "Asia/Tokyo"), mondays(t, "Pacific/Apia")
	stamp := tokyo.Stamp(okr.Day, tokyo.OnDate(okr.Day, date(t, "2026-11-22")))
	if got := stamp.Format(time.RFC3339); got != "2026-11-22T00:00:00Z" {
		t.Errorf("a day is stored as %s", got)
	}
	if got := apia.StartDate(okr.Day, apia.OfStamp(okr.Day, stamp)).String(); got != "2026-11-22" {
		t.Errorf("after the zone has changed it reads as %s", got)
	}
	late := time.Date(2026, 11, 22, 23, 59, 59, 0, time.UTC)
	if got := apia.StartDate(okr.Week, apia.OfStamp(okr.Week, late)).String(); got != "2026-11-16" {
		t.Errorf("a stamp within the week reads as the week of %s", got)
	}
}

func TestCalendarOfAnOrganisation(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	c := series.CalendarOf(okr.Organization{Timezone: berlin, WeekStart: time.Sunday, FiscalYearStart: time.April})
	if c != series.NewCalendar(berlin, time.Sunday, time.April) {
		t.Error("calendars of the same zone, week and year are not equal")
	}
	if c.Location() != berlin {
		t.Errorf("zone is %v", c.Location())
	}
	if series.NewCalendar(nil, time.Monday, 0) != series.NewCalendar(time.UTC, time.Monday, time.January) {
		t.Error("the defaults are not UTC and January")
	}
}

var (
	grains    = []okr.Grain{okr.Hour, okr.Day, okr.Week, okr.Month, okr.Quarter}
	zoneNames = []string{
		"UTC", "Asia/Tokyo", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "America/Sao_Paulo",
		"Pacific/Apia", "America/St_Johns", "Asia/Amman", "Asia/Kathmandu", "Asia/Pyongyang", "Europe/Amsterdam",
	}
)

func drawCalendar(t *rapid.T) series.Calendar {
	loc, err := time.LoadLocation(rapid.SampledFrom(zoneNames).Draw(t, "zone"))
	if err != nil {
		t.Fatal(err)
	}
	return series.NewCalendar(loc, time.Weekday(rapid.IntRange(0, 6).Draw(t, "weekStart")),
		time.Month(rapid.IntRange(1, 12).Draw(t, "fiscalYearStart")))
}

// drawInstant prefers the hours around clock changes.
func drawInstant(t *rapid.T, c series.Calendar) time.Time {
	at := time.Unix(rapid.Int64Range(-2_500_000_000, 4_000_000_000).Draw(t, "unix"), 0).In(c.Location())
	if _, end := at.ZoneBounds(); !end.IsZero() && rapid.Bool().Draw(t, "nearChange") {
		at = end.Add(time.Duration(rapid.IntRange(-100_000, 100_000).Draw(t, "away")) * time.Second)
	}
	return at
}

func TestEveryInstantLiesInItsBucket(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, g := drawCalendar(t), rapid.SampledFrom(grains).Draw(t, "grain")
		at := drawInstant(t, c)
		b := c.At(g, at)
		start, end := c.Start(g, b), c.Start(g, b+1)
		if at.Before(start) || !at.Before(end) {
			t.Fatalf("%v is in the %s from %v to %v", at, g, start, end)
		}
		if c.At(g, start) != b {
			t.Fatalf("the start %v of %s %d is in %d", start, g, b, c.At(g, start))
		}
		if got := c.LastComplete(g, at); c.Start(g, got+1).After(at) || !c.Start(g, got+2).After(at) {
			t.Fatalf("%d is not the newest complete %s at %v", got, g, at)
		}
	})
}

func TestManyStartsAreThoseOfEachBucket(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCalendar(t)
		g := rapid.SampledFrom([]okr.Grain{okr.Hour, okr.Day, okr.Week, okr.Month, okr.Quarter}).Draw(t, "grain")
		from := c.At(g, drawInstant(t, c))
		for i, start := range c.Starts(g, from, from+30) {
			if want := c.Start(g, from+series.Bucket(i)); !start.Equal(want) || start.Location() != want.Location() {
				t.Fatalf("%v %d starts at %v, want %v", g, from+series.Bucket(i), start, want)
			}
		}
		if n := len(c.Starts(g, from, from-1)); n != 0 {
			t.Fatalf("%d starts of no buckets", n)
		}
	})
}

func TestStampsAreRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, g := drawCalendar(t), rapid.SampledFrom(grains).Draw(t, "grain")
		b := c.At(g, drawInstant(t, c))
		stamp := c.Stamp(g, b)
		if stamp.Location() != time.UTC {
			t.Fatalf("stamp in %v", stamp.Location())
		}
		if got := c.OfStamp(g, stamp); got != b {
			t.Fatalf("%s %d is stored as %v and read as %d", g, b, stamp, got)
		}
		if got := c.OfStamp(g, c.Stamp(g, b+1).Add(-time.Second)); got != b {
			t.Fatalf("the last second of %s %d is read as %d", g, b, got)
		}
		if g != okr.Hour && c.OnDate(g, c.StartDate(g, b)) != b {
			t.Fatalf("%s %d starts on %v, which is in %d", g, b, c.StartDate(g, b), c.OnDate(g, c.StartDate(g, b)))
		}
	})
}

func TestTheCoarseBucketHoldsTheStartOfTheFineOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCalendar(t)
		fine, coarse := rapid.SampledFrom(grains).Draw(t, "fine"), rapid.SampledFrom(grains).Draw(t, "coarse")
		b := c.At(fine, drawInstant(t, c))
		if got, want := c.Holding(coarse, fine, b), c.At(coarse, c.Start(fine, b)); got != want {
			t.Fatalf("%s %d holds the start of %s %d, want %d", coarse, got, fine, b, want)
		}
	})
}

func TestADateBelongsToTheBucketOfItsFirstInstant(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, g := drawCalendar(t), rapid.SampledFrom(grains).Draw(t, "grain")
		d := okr.DateFromDays(rapid.Int64Range(-20_000, 40_000).Draw(t, "day"))
		first := c.Start(okr.Day, c.OnDate(okr.Day, d))
		if okr.DateOf(first) != d { // a date that the zone skipped
			return
		}
		if got, want := c.OnDate(g, d), c.At(g, first); got != want {
			t.Fatalf("%v is in %s %d, its first instant %v in %d", d, g, got, first, want)
		}
	})
}
