package engine

import (
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// moment is the evaluation time in buckets. Rows of the same grain share it.
type moment struct {
	over  series.Bucket // newest bucket that has ended
	last  series.Bucket // newest complete bucket: over, or the one before if the facts of over have not all arrived
	start time.Time     // start of last
	end   okr.Date      // first day after last
	span  Span          // buckets of a row's line, up to and including the bucket that has not ended
	reach series.Bucket // oldest bucket that a row needs
	shown []time.Time   // starts of the complete buckets of the time range; it always contains last

	// Without a period these are zero.
	baselineSpan Span          // buckets before the period that the baseline is computed from
	first        series.Bucket // first bucket that lies wholly in the period
	elapsed      float64       // share of the period that has passed at the end of last
	left         float64       // length of the time from the end of last to the end of the period, in buckets; negative after the period
}

// moment returns the evaluation time for metrics of a grain, from a cache. Key results are evaluated no later than the end of their period.
// If the newest ended bucket is half-loaded, the evaluation time is one bucket earlier.
func (ev *evaluator) moment(m *okr.Metric, ofKeyResult, halfLoaded bool) *moment {
	grain, late := scorecardGrain(m, ev.req.Grain), ofKeyResult && ev.over()
	key := momentKey{grain, m.Baseline.Months, late, halfLoaded}
	if known, ok := ev.moments[key]; ok {
		return known
	}
	cal, at := ev.calendar, ev.req.At
	if late {
		at = cal.Start(okr.Day, cal.OnDate(okr.Day, ev.req.Period.End))
	}
	over := cal.LastComplete(grain, at)
	last := over
	if halfLoaded {
		last--
	}
	reach := cal.OnDate(grain, ev.factsFrom(ev.rev, []*okr.Metric{m}))
	shown := last
	if !ev.req.From.IsZero() {
		shown = min(shown, cal.At(grain, ev.req.From))
	}
	near, baseline := shown, Span{Grain: grain}
	if ev.req.Period != nil {
		baseline.From, baseline.Until = series.BaselineSpan(cal, grain, *ev.req.Period, m.Baseline)
		near = min(near, baseline.From)
	}
	now := &moment{
		over:         over,
		last:         last,
		start:        cal.Start(grain, last),
		end:          cal.StartDate(grain, last+1),
		span:         Span{grain, max(near, reach), over + 2},
		reach:        reach,
		shown:        cal.Starts(grain, max(shown, reach), last+1),
		baselineSpan: baseline,
	}
	if ev.req.Period != nil {
		now.first = cal.OnDate(grain, ev.req.Period.Start)
		if cal.StartDate(grain, now.first).Before(ev.req.Period.Start) {
			now.first++
		}
		now.elapsed = okr.ElapsedShare(*ev.req.Period, now.end)
		now.left = float64(ev.req.Period.End.Days()-now.end.Days()) / days(cal, grain, last)
	}
	ev.moments[key] = now
	return now
}

type momentKey struct {
	grain  okr.Grain
	months int  // of the baseline
	late   bool // evaluated at the end of the period instead of now
	half   bool // one bucket earlier, because the newest ended one is half-loaded
}

// days returns the length of a bucket in days.
func days(c series.Calendar, g okr.Grain, b series.Bucket) float64 {
	if g == okr.Hour {
		return 1.0 / 24
	}
	return float64(max(1, c.StartDate(g, b+1).Days()-c.StartDate(g, b).Days()))
}
