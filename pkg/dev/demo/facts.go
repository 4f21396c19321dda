package demo

import (
	"iter"
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// history is how many weeks before asOf the facts begin: two years, so that every week of the period can be compared
// with last year's, and that one has history, too.
const history = 104

// Facts invents the measurements of a catalog that Shift has moved to asOf: every complete day of the two years up to
// asOf, for every metric that is not read by SQL and not derived, metric by metric. In the weeks of the newest period the
// key results' metrics have exactly the ratios of the story; everything else follows smoothly, with a weekly rhythm and
// some noise. The same catalog and day give the same facts, in the same order.
func Facts(c *okr.Catalog, asOf time.Time) iter.Seq[series.Fact] {
	return func(yield func(series.Fact) bool) {
		period, err := newestPeriod(c)
		if err != nil {
			return
		}
		cal := series.CalendarOf(c.Organization)
		t := timeline{
			calendar: cal,
			start:    cal.OnDate(okr.Week, period.Start),
			weeks:    int(period.Days() / 7),
			from:     cal.At(okr.Week, asOf) - history,
			until:    okr.DateOf(asOf.In(cal.Location())),
		}
		for i := range c.Metrics {
			m := &c.Metrics[i]
			if m.Type == okr.Derived || m.Source.Kind == okr.SourceSQL {
				continue
			}
			for f := range newChapter(t, m, storyOf(c, m)).generate() {
				if !yield(f) {
					return
				}
			}
		}
	}
}

// timeline is the time of a story: weeks are counted from the start of its period.
type timeline struct {
	calendar series.Calendar
	start    series.Bucket // week 0
	weeks    int           // length of the period
	from     series.Bucket // first week with facts
	until    okr.Date      // first day without facts
}

// bucketsOf lists the complete buckets of a grain, with the week of the story that each belongs to.
func (t timeline) bucketsOf(g okr.Grain) iter.Seq2[series.Bucket, int] {
	return func(yield func(series.Bucket, int) bool) {
		first := t.calendar.OnDate(g, t.calendar.StartDate(okr.Week, t.from))
		for b := first; b < t.calendar.OnDate(g, t.until); b++ {
			next := t.calendar.StartDate(g, b+1)
			if !yield(b, int(t.calendar.OnDate(okr.Week, next.AddDays(-1))-t.start)) {
				return
			}
		}
	}
}
