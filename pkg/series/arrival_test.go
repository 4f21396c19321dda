package series_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// monday is 5 January 1970, the first day of week 1.
const monday = series.Bucket(4)

// drawn makes a column of a picture: a digit is a fact, a dot is none; spaces are ignored.
func drawn(g okr.Grain, segment string, first series.Bucket, picture string) series.Columns {
	c := columns(g, segment, first)
	for i, r := range strings.ReplaceAll(picture, " ", "") {
		if r != '.' {
			c.Set(first+series.Bucket(i), float64(r-'0'), 1)
		}
	}
	return c
}

func TestUpToWhereFactsHaveArrived(t *testing.T) {
	weeks := func(n int, week string) string { return strings.Repeat(week+" ", n) }
	tests := map[string]struct {
		picture string
		want    string // the watermark, as week and day of the week counted from 0; "nothing" is waited for
		half    string // the half-loaded week on the Monday after the last drawn one, its facts and days
	}{
		"every day counts where every day had facts": {weeks(8, "1111111") + "111....", "8.3", "week 8: 3 of 7"},
		"a whole week is whole":                      {weeks(8, "1111111") + "1111111", "9.0", ""},
		"weekends without facts are not waited for":  {weeks(8, "11111..") + "11111..", "9.0", ""},
		"but the Friday before one is":               {weeks(8, "11111..") + "1111...", "8.4", "week 8: 4 of 7"},
		"a day counts that had facts in five of eight weeks": {
			weeks(5, "1111111") + weeks(3, "111111.") + "111111.", "8.6", "week 8: 6 of 7",
		},
		"a day does not count that had facts in four of eight": {weeks(4, "1111111") + weeks(4, "111111.") + "111111.", "9.0", ""},
		"what was longer ago than eight weeks does not count":  {weeks(9, "1111111") + weeks(8, "111111.") + "111111.", "18.0", ""},
		"one fact a week on the same day":                      {weeks(8, ".1.....") + ".1.....", "9.1", ""},
		"facts now and then are not waited for": {
			"1....1. ...1... .1....1 ....1.. 1...... ..1..1. ...1... .....1. ..1....", "nothing", "",
		},
		"weeks without any fact do not count": {
			weeks(3, "1111111") + weeks(4, ".......") + "1111111 111....", "8.3", "week 8: 3 of 7",
		},
		"in the first week facts on every day so far go on":              {"1111...", "0.4", "week 0: 4 of 7"},
		"in the first week less than half of it says nothing":            {"111....", "1.0", ""},
		"in the first week a gap says that they do not":                  {"11.1...", "1.0", ""},
		"in the first week one fact says nothing":                        {"1......", "1.0", ""},
		"weeks before the first fact do not count":                       {"....111 111....", "1.3", "week 1: 3 of 7"},
		"after a whole first week the second is waited for":              {"1111111 111....", "1.3", "week 1: 3 of 7"},
		"a day without a fact in between is no day that has yet to come": {weeks(8, "1111111") + "1.1....", "8.3", "week 8: 2 of 7"},
		"no fact at all": {"", "unknown", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := mondays(t, "Asia/Tokyo")
			var cols []series.Columns
			if test.picture != "" {
				cols = []series.Columns{drawn(okr.Day, "", monday, test.picture)}
			}
			a, ok := series.ArrivalOf(c, okr.Sum, 0, cols)
			if got := watermark(c, a, ok); got != test.want {
				t.Errorf("the watermark is %s, want %s", got, test.want)
			}
			if !ok {
				return
			}
			days := series.Bucket(len(strings.ReplaceAll(test.picture, " ", "")))
			half := ""
			if b, ok := a.HalfLoaded(okr.Week, c.Start(okr.Day, monday+days)); ok {
				loaded, all := a.Loaded(okr.Week, b)
				half = fmt.Sprintf("week %d: %d of %d", b-1, loaded, all)
			}
			if half != test.half {
				t.Errorf("half-loaded is %q, want %q", half, test.half)
			}
			if b, ok := a.HalfLoaded(okr.Week, c.Start(okr.Day, monday+days).Add(-time.Second)); ok {
				t.Errorf("week %d is half-loaded before it is over", b-1)
			}
		})
	}
}

func watermark(c series.Calendar, a series.Arrival, known bool) string {
	if !known {
		return "unknown"
	}
	at, ok := a.Watermark()
	if !ok {
		return "nothing"
	}
	day := c.At(okr.Day, at) - monday
	return fmt.Sprintf("%d.%d", day/7, day%7)
}

func TestFactsOfHoursArriveByTheHourOfTheWeek(t *testing.T) {
	// A shop in Berlin sells from 9 to 17 o'clock on every day. Clocks go forward on 29 March 2026.
	c := mondays(t, "Europe/Berlin")
	shop := series.Columns{Metric: "m", Grain: okr.Hour}
	for d := date(t, "2026-01-05"); d.Before(date(t, "2026-04-06")); d = d.AddDays(1) {
		for hour := 9; hour < 17; hour++ {
			shop.Set(c.At(okr.Hour, time.Date(d.Year, d.Month, d.Day, hour, 0, 0, 0, c.Location())), 1, 1)
		}
	}
	closed := time.Date(2026, time.April, 6, 0, 0, 0, 0, c.Location())
	whole, _ := series.ArrivalOf(c, okr.Sum, 0, []series.Columns{shop})
	if at, ok := whole.Watermark(); !ok || !at.Equal(time.Date(2026, time.April, 6, 9, 0, 0, 0, c.Location())) {
		t.Errorf("after closing time %v, %v is waited for, want the next opening", at, ok)
	}
	if b, ok := whole.HalfLoaded(okr.Day, closed); ok {
		t.Errorf("day %d is half-loaded", b)
	}
	shop.Num, shop.Den = shop.Num[:len(shop.Num)-2], shop.Den[:len(shop.Den)-2]
	late, _ := series.ArrivalOf(c, okr.Sum, 0, []series.Columns{shop})
	b, ok := late.HalfLoaded(okr.Day, closed)
	if loaded, all := late.Loaded(okr.Day, b); !ok || loaded != 6 || all != 24 {
		t.Errorf("half-loaded is %v with %d of %d hours, want 6 of 24", ok, loaded, all)
	}
}

func TestEveryWeekMonthAndQuarterIsWaitedFor(t *testing.T) {
	c := mondays(t, "UTC")
	for g, coarse := range map[okr.Grain]okr.Grain{okr.Week: okr.Week, okr.Month: okr.Quarter, okr.Quarter: okr.Quarter} {
		newest := c.OnDate(g, date(t, "2026-02-02"))
		col := series.Columns{Metric: "m", Grain: g}
		col.Set(newest, 1, 1)
		a, _ := series.ArrivalOf(c, okr.Sum, 0, []series.Columns{col})
		if at, ok := a.Watermark(); !ok || !at.Equal(c.Start(g, newest+1)) {
			t.Errorf("%v: %v, %v is waited for", g, at, ok)
		}
		if _, ok := a.HalfLoaded(coarse, time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)); ok != (g == okr.Month) {
			t.Errorf("%v: half-loaded is %v", g, ok)
		}
	}
}

func TestTheNewestFactOfAnySegmentTells(t *testing.T) {
	c := mondays(t, "UTC")
	cols := []series.Columns{
		drawn(okr.Day, "a", monday, strings.Repeat("1111111", 8)+"111...."),
		drawn(okr.Day, "b", monday, strings.Repeat("1111111", 8)+"11111.."),
		drawn(okr.Day, "closed", monday, "1111111"),
	}
	a, ok := series.ArrivalOf(c, okr.Sum, 0, cols)
	if got := watermark(c, a, ok); got != "8.5" {
		t.Errorf("the watermark is %s", got)
	}
}
