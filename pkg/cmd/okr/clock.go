package main

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
)

// edge is the end of a day that a date means.
type edge int

const (
	dayStart edge = iota // the first instant of the day
	dayEnd               // the first instant of the day after
)

var (
	relative = regexp.MustCompile(`^now(?:([+-])(\d{1,6})([smhdwMQy]))?$`)
	// A number with fewer digits is a year or a mistake, and no milliseconds since 1970.
	number = regexp.MustCompile(`^[+-]?\d+$`)
	unixMs = regexp.MustCompile(`^\d{12,14}$`)
)

// readTime reads an instant within okr.Years and returns it in loc. It takes RFC 3339, a date in loc, and what Grafana
// writes: a distance from now, such as now-13w, or milliseconds since 1970.
func readTime(flag, text string, now time.Time, loc *time.Location, e edge) (time.Time, error) {
	t, err := parseTime(flag, text, now, loc, e)
	if err != nil {
		return time.Time{}, err
	}
	day := t
	if e == dayEnd {
		day = t.Add(-1)
	}
	if err := okr.CheckYears(fmt.Sprintf("%s %q lies", flag, text), day); err != nil {
		return time.Time{}, usage("%v", err)
	}
	return t, nil
}

func parseTime(flag, text string, now time.Time, loc *time.Location, e edge) (time.Time, error) {
	if parts := relative.FindStringSubmatch(text); parts != nil {
		return moved(now.In(loc), parts[1], parts[2], parts[3]), nil
	}
	instant, ok := okr.ParseInstant(text)
	if !ok || number.MatchString(text) && !unixMs.MatchString(text) {
		return time.Time{}, usage("%s %q is not a time: write a date (2026-11-22), RFC 3339 (2026-11-22T09:00:00Z) or "+
			"a distance from now (now-13w)", flag, text)
	}
	if e == dayEnd {
		return instant.End(loc).In(loc), nil
	}
	return instant.Start(loc).In(loc), nil
}

func moved(now time.Time, sign, count, unit string) time.Time {
	n, _ := strconv.Atoi(sign + count) // "" for a plain now is 0
	switch unit {
	case "s":
		return now.Add(time.Duration(n) * time.Second)
	case "m":
		return now.Add(time.Duration(n) * time.Minute)
	case "h":
		return now.Add(time.Duration(n) * time.Hour)
	case "d":
		return now.AddDate(0, 0, n)
	case "w":
		return now.AddDate(0, 0, 7*n)
	case "M":
		return now.AddDate(0, n, 0)
	case "Q":
		return now.AddDate(0, 3*n, 0)
	case "y":
		return now.AddDate(n, 0, 0)
	}
	return now
}

// today is the day of the command: the day that contains the last moment before its instant. So a date for --as-of, whose
// end is the instant, is that day.
func (a *app) today(loc *time.Location) (okr.Date, error) {
	now, err := a.instant(loc)
	return dayBefore(now), err
}

// dayBefore is the day that contains the last moment before an instant, in the time zone of the instant.
func dayBefore(t time.Time) okr.Date { return okr.DateOf(t.Add(-1)) }

// instant is the time at which the command works, --as-of or now, in the time zone of the organisation.
func (a *app) instant(loc *time.Location) (time.Time, error) {
	if a.asOf == "" {
		return a.now().In(loc), nil
	}
	return readTime("--as-of", a.asOf, a.now(), loc, dayEnd)
}
