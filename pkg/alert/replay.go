package alert

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"
)

// Replay is the history of one alert, bucket by bucket.
type Replay struct {
	Rows     []Alert        // oldest first, at least one
	Runs     []Run          // runs of firing buckets: the rule would have notified once for each
	Firing   int            // number of buckets
	Longest  int            // number of buckets of the longest run
	NoData   int            // number of buckets
	Silenced map[string]int // number of buckets, by reason without its numbers
}

// Run is an unbroken run of firing buckets.
type Run struct {
	First, Last time.Time // starts of its first and last bucket
	Buckets     int
}

// Replays groups the rows of a backtest by subject. The rows must be ordered by subject and then by time.
func Replays(rows []Alert) []Replay {
	var all []Replay
	for start := 0; start < len(rows); {
		end := start + 1
		for end < len(rows) && rows[end].Rule == rows[start].Rule && rows[end].SubjectName() == rows[start].SubjectName() &&
			rows[end].Bucket.After(rows[end-1].Bucket) {
			end++
		}
		all = append(all, newReplay(rows[start:end]))
		start = end
	}
	return all
}

func newReplay(rows []Alert) Replay {
	r := Replay{Rows: rows, Silenced: map[string]int{}}
	fired := make([]bool, len(rows))
	for i := range rows {
		fired[i] = rows[i].State == Firing
		switch rows[i].State {
		case Firing:
			r.Firing++
		case Silenced:
			r.Silenced[withoutNumbers(rows[i].Reason)]++
		case NoData:
			r.NoData++
		case OK, StateUnknown:
		}
	}
	for _, run := range runsOf(fired) {
		r.Runs = append(r.Runs, Run{rows[run.from].Bucket, rows[run.until-1].Bucket, run.until - run.from})
		r.Longest = max(r.Longest, run.until-run.from)
	}
	return r
}

// SubjectName returns a readable name of the alert's subject: its metric or key result, or the metrics that it compares, and its segment.
func (a *Alert) SubjectName() string {
	name := cmp.Or(a.KeyResult, a.About(), comparedNames(a))
	if len(a.Segment) == 0 {
		return name
	}
	return name + " {" + a.SegmentText() + "}"
}

// SegmentText returns the labels of the alert's segment, such as "os=ios, plan=pro"; "" if it has none.
func (a *Alert) SegmentText() string {
	parts := make([]string, 0, len(a.Segment))
	for _, key := range slices.Sorted(maps.Keys(a.Segment)) {
		parts = append(parts, key+"="+a.Segment[key])
	}
	return strings.Join(parts, ", ")
}

// comparedNames returns the names of the metrics that a rule compares.
func comparedNames(a *Alert) string {
	list := make([]string, len(a.Compared))
	for i, m := range a.Compared {
		list[i] = m.Name
	}
	return strings.Join(list, ", ")
}

type rowSpan struct{ from, until int }

// runsOf returns the unbroken runs of true.
func runsOf(fired []bool) []rowSpan {
	var runs []rowSpan
	for i, f := range fired {
		switch {
		case !f:
		case i > 0 && fired[i-1]:
			runs[len(runs)-1].until = i + 1
		default:
			runs = append(runs, rowSpan{i, i + 1})
		}
	}
	return runs
}

// withoutNumbers replaces the numbers in a reason, so that reasons with different observations are equal.
func withoutNumbers(reason string) string {
	words := strings.Fields(reason)
	for i, w := range words {
		if strings.ContainsAny(w, "0123456789") {
			words[i] = "…"
		}
	}
	return strings.Join(slices.Compact(words), " ")
}
