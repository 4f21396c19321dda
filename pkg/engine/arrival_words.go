package engine

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// mostNamed is how many late segments or rows a notice lists by name. The others are counted.
const mostNamed = 3

// Incomplete returns a sentence about which facts of the half-loaded bucket b are missing, or "" if b is not half-loaded.
func (n *Facts) Incomplete(m *okr.Metric, l *SegmentLine, b series.Bucket, locale string) string {
	for i := range l.arrivals {
		a := &l.arrivals[i]
		if half, ok := a.HalfLoaded(l.Grain, n.asOf); !ok || half != b {
			continue
		}
		lack := n.missing(a, n.calendar.Start(l.Grain, b+1), locale)
		if lack == "" {
			loaded, all := a.Loaded(l.Grain, b)
			lack = loadedText.Format(locale, loaded, all, grainText[a.Grain].In(locale))
		}
		if a.Metric != m.Name {
			if operand, ok := n.catalog.Metric(a.Metric); ok {
				lack = operand.Label(locale) + ": " + lack
			}
		}
		return incompleteText[l.Grain].Format(locale, n.calendar.StartDate(l.Grain, b), lack)
	}
	return ""
}

// MissingLevels returns the segments that have no level at due, so that the line has no total, and since when. It returns "" if none is
// missing.
func (n *Facts) MissingLevels(l *SegmentLine, due time.Time, locale string) string {
	for i := range l.arrivals {
		if missing := n.missing(&l.arrivals[i], due, locale); missing != "" {
			return missing
		}
	}
	return ""
}

// missing does the same for one arrival.
func (n *Facts) missing(a *series.Arrival, due time.Time, locale string) string {
	at, ok := a.Watermark()
	if len(a.Missing) == 0 || !ok || !at.Before(due) {
		return ""
	}
	return missingText.Format(locale, some(segmentNames(a.Missing), locale), okr.DateOf(at.In(n.calendar.Location())))
}

// segmentNames returns the sorted values of the segments, without their keys. A segment without labels is "–".
func segmentNames(segments []series.Segment) []string {
	list := make([]string, 0, len(segments))
	for _, s := range segments {
		labels := s.Labels()
		values := make([]string, 0, len(labels))
		for _, key := range slices.Sorted(maps.Keys(labels)) {
			values = append(values, labels[key])
		}
		list = append(list, cmp.Or(strings.Join(values, " "), "–"))
	}
	slices.Sort(list)
	return list
}

// some lists the first mostNamed names and counts the others.
func some(list []string, locale string) string {
	text := strings.Join(list[:min(len(list), mostNamed)], separatorText.In(locale))
	if more := len(list) - mostNamed; more > 0 {
		text += moreText.Format(locale, more)
	}
	return text
}

// reason returns why the row's value is not of the newest bucket that has ended, or why there is no value. It returns "" for a value of the
// newest ended bucket.
func (w *window) reason(row *Row) string {
	locale := w.ev.req.Locale
	if w.last < w.over {
		return w.ev.Incomplete(w.metric, &w.line, w.over, locale)
	}
	if !math.IsNaN(row.Value) {
		return ""
	}
	if missing := w.ev.MissingLevels(&w.line, w.ev.calendar.Start(w.line.Grain, w.over+1), locale); missing != "" {
		return missing
	}
	newest, ok := w.newest()
	if !ok || newest >= w.over {
		return ""
	}
	return noFactsText.Format(locale, w.ev.LateSince(&w.line, newest, w.over))
}

// noteLate records a row that is judged by the bucket before the newest ended one.
func (ev *evaluator) noteLate(title, reason string) {
	if text := title + " (" + reason + ")"; !slices.Contains(ev.late, text) {
		ev.late = append(ev.late, text)
	}
}

// lateNotice returns one notice about the rows that noteLate recorded, or nil if there are none.
func (ev *evaluator) lateNotice() []string {
	if len(ev.late) == 0 {
		return nil
	}
	return []string{judgedEarlierText.Format(ev.req.Locale, some(ev.late, ev.req.Locale))}
}
