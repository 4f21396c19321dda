package series_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

func TestComparisonNames(t *testing.T) {
	for _, c := range series.Comparisons() {
		if got, err := series.ParseComparison(c.String()); err != nil || got != c {
			t.Errorf("%v is read as %v, %v", c, got, err)
		}
	}
	for _, bad := range []string{"", "yesterday", "Previous"} {
		_, err := series.ParseComparison(bad)
		if want := "want previous, week_ago, month_ago, year_ago"; err == nil || !contains(err.Error(), want) {
			t.Errorf("%q: error %v, want %q", bad, err, want)
		}
	}
	if got := series.Comparison(9).String(); got != "comparison(9)" {
		t.Errorf("an unknown comparison is called %q", got)
	}
}

func TestBack(t *testing.T) {
	c := mondays(t, "Europe/Berlin")
	tests := map[string]struct {
		grain      okr.Grain
		comparison series.Comparison
		from, want string // "" for none
	}{
		"the day before":                           {okr.Day, series.Previous, "2026-03-01", "2026-02-28"},
		"the same weekday a week ago":              {okr.Day, series.WeekAgo, "2026-11-22", "2026-11-15"},
		"the same weekday four weeks ago":          {okr.Day, series.MonthAgo, "2026-11-22", "2026-10-25"},
		"the same weekday 52 weeks ago":            {okr.Day, series.YearAgo, "2026-11-22", "2025-11-23"},
		"the same weekday across a leap day":       {okr.Day, series.YearAgo, "2024-11-22", "2023-11-24"},
		"the week before":                          {okr.Week, series.Previous, "2026-11-16", "2026-11-09"},
		"the week before, for weeks":               {okr.Week, series.WeekAgo, "2026-11-16", "2026-11-09"},
		"four weeks ago":                           {okr.Week, series.MonthAgo, "2026-11-16", "2026-10-19"},
		"52 weeks ago":                             {okr.Week, series.YearAgo, "2026-11-16", "2025-11-17"},
		"the month before":                         {okr.Month, series.Previous, "2026-01-01", "2025-12-01"},
		"a month has no week ago":                  {okr.Month, series.WeekAgo, "2026-01-01", ""},
		"the month before, for months":             {okr.Month, series.MonthAgo, "2026-03-01", "2026-02-01"},
		"the same month of last year":              {okr.Month, series.YearAgo, "2024-02-01", "2023-02-01"},
		"the quarter before":                       {okr.Quarter, series.Previous, "2026-01-01", "2025-10-01"},
		"a quarter has no week ago":                {okr.Quarter, series.WeekAgo, "2026-01-01", ""},
		"a quarter has no month ago":               {okr.Quarter, series.MonthAgo, "2026-01-01", ""},
		"the same quarter of last year":            {okr.Quarter, series.YearAgo, "2026-01-01", "2025-01-01"},
		"an unknown comparison leads nowhere":      {okr.Day, series.ComparisonUnknown, "2026-01-01", ""},
		"an unknown grain leads back like the day": {okr.GrainUnknown, series.WeekAgo, "2026-01-08", "2026-01-01"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			b, ok := series.Back(c, test.grain, c.OnDate(test.grain, date(t, test.from)), test.comparison)
			got := ""
			if ok {
				got = c.StartDate(test.grain, b).String()
			}
			if got != test.want {
				t.Errorf("leads to %q, want %q", got, test.want)
			}
		})
	}
}

func TestLongYearsCompareByISOWeek(t *testing.T) {
	c := mondays(t, "Europe/Berlin")
	for _, want := range loadOracle(t).ISOWeeks {
		week := c.OnDate(okr.Week, date(t, want.Monday))
		if y, w := c.Start(okr.Week, week).ISOWeek(); y != want.Year || w != want.Week {
			t.Errorf("%s is in week %d of %d, want %d of %d", want.Monday, w, y, want.Week, want.Year)
		}
		back, ok := series.Back(c, okr.Week, week, series.YearAgo)
		if y, w := c.Start(okr.Week, back).ISOWeek(); !ok || y != want.BackYear || w != want.BackWeek {
			t.Errorf("52 weeks before %s is week %d of %d, want %d of %d", want.Monday, w, y, want.BackWeek, want.BackYear)
		}
	}
}

func TestHoursCompareByWallClockLikePython(t *testing.T) {
	for _, want := range loadOracle(t).SameWallClock {
		c := mondays(t, want.Zone)
		cmp, err := series.ParseComparison(want.Comparison)
		if err != nil {
			t.Fatal(err)
		}
		back, ok := series.Back(c, okr.Hour, c.At(okr.Hour, time.Unix(want.Unix, 0)), cmp)
		if got := c.Start(okr.Hour, back).Unix(); !ok || got != want.Start {
			t.Errorf("%s: %s of %d is %d, want %d", want.Zone, want.Comparison, want.Unix, got, want.Start)
		}
	}
}

func TestHoursComparedOverClockChanges(t *testing.T) {
	tests := map[string]struct{ from, want string }{
		"an hour that was skipped with the one after":        {"2026-04-05T02:00:00+02:00", "2026-03-29T03:00:00+02:00"},
		"the hour after it too":                              {"2026-04-05T03:00:00+02:00", "2026-03-29T03:00:00+02:00"},
		"a second 2 o'clock with the only one":               {"2026-10-25T02:00:00+01:00", "2026-10-18T02:00:00+02:00"},
		"2 o'clock with the one of the same offset":          {"2026-11-01T02:00:00+01:00", "2026-10-25T02:00:00+01:00"},
		"the hour before the change with the one of its own": {"2026-11-01T01:00:00+01:00", "2026-10-25T01:00:00+02:00"},
	}
	c := mondays(t, "Europe/Berlin")
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			from, err := time.Parse(time.RFC3339, test.from)
			if err != nil {
				t.Fatal(err)
			}
			back, ok := series.Back(c, okr.Hour, c.At(okr.Hour, from), series.WeekAgo)
			if got := c.Start(okr.Hour, back).Format(time.RFC3339); !ok || got != test.want {
				t.Errorf("leads to %s, want %s", got, test.want)
			}
		})
	}
}

func TestComparisonsKeepWeekdayAndTimeOfDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCalendar(t)
		cmp := rapid.SampledFrom([]series.Comparison{series.WeekAgo, series.MonthAgo, series.YearAgo}).Draw(t, "comparison")
		b := c.At(okr.Hour, time.Unix(rapid.Int64Range(0, 2_000_000_000).Draw(t, "unix"), 0))
		start := c.Start(okr.Hour, b)
		back, ok := series.Back(c, okr.Hour, b, cmp)
		if !ok {
			t.Fatal("not compared")
		}
		then := c.Start(okr.Hour, back)
		_, now := start.Zone()
		_, before := then.Zone()
		if now != before { // clocks changed in between: the tables cover this
			return
		}
		if start.Weekday() != then.Weekday() || start.Hour() != then.Hour() {
			t.Fatalf("%v is compared with %v", start, then)
		}
	})
}
