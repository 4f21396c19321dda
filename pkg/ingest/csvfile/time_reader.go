package csvfile

import (
	"fmt"
	"strings"
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// maxTimes bounds the memory of times that have been read.
const maxTimes = 1 << 16

// timeReader turns times into buckets. It remembers them, because files repeat the same few times.
type timeReader struct {
	calendar series.Calendar
	known    map[timeKey]timeResult
}

type timeKey struct {
	grain okr.Grain
	text  string
}

type timeResult struct {
	bucket series.Bucket
	reason string // "" where the text is the start of the bucket
}

func newTimeReader(c series.Calendar) timeReader {
	return timeReader{calendar: c, known: map[timeKey]timeResult{}}
}

// bucket is the bucket that starts at a date or RFC 3339 time. A reason that is not empty says what is wrong with the text.
func (r timeReader) bucket(g okr.Grain, text string) (b series.Bucket, reason string) {
	if known, ok := r.known[timeKey{g, text}]; ok {
		return known.bucket, known.reason
	}
	b, reason = r.parse(g, text)
	if reason == "" && !okr.InYears(r.calendar.Stamp(g, b)) {
		reason = fmt.Sprintf("%s lies outside the years %s", text, okr.Years)
	}
	if len(text) > maxMemo {
		return b, reason
	}
	if len(r.known) == maxTimes {
		clear(r.known)
	}
	r.known[timeKey{g, strings.Clone(text)}] = timeResult{b, reason}
	return b, reason
}

func (r timeReader) parse(g okr.Grain, text string) (b series.Bucket, reason string) {
	if text == "" {
		return 0, "the time is missing"
	}
	if d, err := okr.ParseDate(text); err == nil {
		if g == okr.Hour {
			return 0, fmt.Sprintf("an hour needs a time of day, such as %sT09:00:00Z", text)
		}
		b = r.calendar.OnDate(g, d)
		if start := r.calendar.StartDate(g, b); start != d {
			return 0, fmt.Sprintf("%s is not the first day of its %v: write %v", text, g, start)
		}
		return b, ""
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return 0, fmt.Sprintf("%s is not a date like 2026-11-22 or a time like 2026-11-22T09:00:00Z", okr.Quote(text))
	}
	b = r.calendar.At(g, t)
	if start := r.calendar.Start(g, b); !start.Equal(t) {
		want := start.Format(time.RFC3339)
		if g != okr.Hour {
			want = r.calendar.StartDate(g, b).String() + " (or " + want + ")"
		}
		return 0, fmt.Sprintf("%s is not the start of its %v: write %s", text, g, want)
	}
	return b, ""
}
