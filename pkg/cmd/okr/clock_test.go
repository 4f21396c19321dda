package main

import (
	"testing"
	"time"
)

func TestReadTime(t *testing.T) {
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	newYork, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 3, 10, 9, 30, 0, 0, time.UTC)
	tests := map[string]struct {
		text string
		zone *time.Location
		edge edge
		want string // RFC 3339; "" for an error
	}{
		"A date as an end is the midnight after it":          {"2026-11-22", tokyo, dayEnd, "2026-11-23T00:00:00+09:00"},
		"A date as a start is the midnight before it":        {"2026-11-22", tokyo, dayStart, "2026-11-22T00:00:00+09:00"},
		"The end of a day of 23 hours is the next midnight":  {"2026-03-08", newYork, dayEnd, "2026-03-09T00:00:00-04:00"},
		"The end of a year is the next one's beginning":      {"2026-12-31", tokyo, dayEnd, "2027-01-01T00:00:00+09:00"},
		"An instant is told in the organisation's time zone": {"2026-11-22T09:00:00Z", tokyo, dayEnd, "2026-11-22T18:00:00+09:00"},
		"now":                    {"now", time.UTC, dayEnd, "2026-03-10T09:30:00Z"},
		"Weeks back from now":    {"now-13w", time.UTC, dayStart, "2025-12-09T09:30:00Z"},
		"Hours ahead of now":     {"now+6h", time.UTC, dayStart, "2026-03-10T15:30:00Z"},
		"Months back from now":   {"now-1M", time.UTC, dayStart, "2026-02-10T09:30:00Z"},
		"Minutes are not months": {"now-1m", time.UTC, dayStart, "2026-03-10T09:29:00Z"},
		"Years back from now":    {"now-2y", time.UTC, dayStart, "2024-03-10T09:30:00Z"},
		"Quarters back from now": {"now-1Q", time.UTC, dayStart, "2025-12-10T09:30:00Z"},
		"Seconds back from now":  {"now-90s", time.UTC, dayStart, "2026-03-10T09:28:30Z"},
		"Days keep the wall clock where clocks have changed": {"now-3d", newYork, dayStart, "2026-03-07T05:30:00-05:00"},
		"Milliseconds since 1970, as Grafana's pages send":   {"1795300000000", time.UTC, dayStart, "2026-11-21T22:26:40Z"},
		"A day that does not exist is refused":               {"2026-02-30", tokyo, dayEnd, ""},
		"A word is refused":                                  {"yesterday", tokyo, dayEnd, ""},
		"A distance without a unit is refused":               {"now-13", tokyo, dayEnd, ""},
		"The last day there is has an end":                   {"2199-12-31", tokyo, dayEnd, "2200-01-01T00:00:00+09:00"},
		"The first day there is has a beginning":             {"1900-01-01", newYork, dayStart, "1900-01-01T00:00:00-05:00"},
		"The year 1 is refused":                              {"0001-01-01", time.UTC, dayStart, ""},
		"The year 3000 is refused":                           {"3000-01-01", tokyo, dayEnd, ""},
		"Another year by RFC 3339 is refused":                {"1899-12-31T12:00:00Z", tokyo, dayStart, ""},
		"A distance into another year is refused":            {"now-999999y", tokyo, dayStart, ""},
		"Milliseconds of milliseconds are refused":           {"99999999999999", tokyo, dayStart, ""},
		"Nothing is refused":                                 {"", tokyo, dayEnd, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := readTime("--to", test.text, now, test.zone, test.edge)
			if (err != nil) != (test.want == "") {
				t.Fatalf("error %v", err)
			}
			if err == nil && got.Format(time.RFC3339) != test.want {
				t.Errorf("got %s, want %s", got.Format(time.RFC3339), test.want)
			}
		})
	}
}

func TestToday(t *testing.T) {
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 3, 10, 15, 30, 0, 0, time.UTC)
	for name, test := range map[string]struct {
		asOf string
		zone *time.Location
		want string
	}{
		"As of a day it is that day, at whose end the command works": {"2026-11-20", tokyo, "2026-11-20"},
		"Midnight is the end of the day before":                      {"2026-11-21T00:00:00+09:00", tokyo, "2026-11-20"},
		"A moment later the next day has begun":                      {"2026-11-21T00:00:01+09:00", tokyo, "2026-11-21"},
		"The day is the organisation's":                              {"2026-11-20T15:30:00Z", tokyo, "2026-11-21"},
		"Without a time it is the day of now":                        {"", time.UTC, "2026-03-10"},
		"It is the organisation's day of now":                        {"", tokyo, "2026-03-11"},
	} {
		t.Run(name, func(t *testing.T) {
			a := &app{asOf: test.asOf, now: func() time.Time { return now }}
			if got, err := a.today(test.zone); err != nil || got.String() != test.want {
				t.Errorf("got %v (%v), want %s", got, err, test.want)
			}
		})
	}
}

func FuzzReadTime(f *testing.F) {
	for _, text := range []string{"now-13w", "2026-11-22", "2026-11-22T09:00:00Z", "1795300000000", "now-999999y", ""} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		_, _ = readTime("--to", text, time.Unix(0, 0), time.UTC, dayEnd) // must not panic
	})
}
