package okr

import (
	"strconv"
	"time"
)

// Instant is a time as people, Grafana and other programs write it: a moment, or a whole day.
type Instant struct {
	moment time.Time
	day    Date // zero where a moment is written
}

// ParseInstant reads RFC 3339 (2026-11-22T09:00:00Z), a date (2026-11-22) or milliseconds since 1970 as Grafana's variables have
// them. ok is false for anything else.
func ParseInstant(text string) (instant Instant, ok bool) {
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return Instant{moment: t}, true
	}
	if d, err := ParseDate(text); err == nil {
		return Instant{day: d}, true
	}
	if ms, err := strconv.ParseInt(text, 10, 64); err == nil {
		return Instant{moment: time.UnixMilli(ms)}, true
	}
	return Instant{}, false
}

// Start is the moment, or the first instant of the day in loc.
func (i Instant) Start(loc *time.Location) time.Time {
	if i.day.IsZero() {
		return i.moment
	}
	return i.day.In(loc)
}

// End is the moment, or the first instant of the day after in loc.
func (i Instant) End(loc *time.Location) time.Time {
	if i.day.IsZero() {
		return i.moment
	}
	return i.day.AddDays(1).In(loc)
}
