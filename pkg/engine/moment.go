package engine

import (
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// moment is where rows stand in time: those of one grain share it.
type moment struct {
	over  series.Bucket // newest bucket that is over
	last  series.Bucket // newest complete bucket: that one, or the one before where its facts have not all arrived
	start time.Time     // of that bucket
	end   okr.Date      // the day on which it is over
	span  Span          // what every row looks at, up to and with the bucket that is still running
	reach series.Bucket // oldest bucket that a row looks back on
	shown []time.Time   // starts of the complete buckets of the time range; the last one is always among them

	// Without a period these are zero.
	baselineSpan Span          // buckets before the period that the baseline is taken from
	first        series.Bucket // first bucket that lies wholly in the period
	elapsed      float64       // share of the period that is over at the end of the last bucket
	left         float64       // buckets from there to the end of the period, negative when it is over
}

// moment is the evaluation time for metrics of a grain. Key results are judged no later than the end of their period. Of a
// number whose newest bucket is half-loaded it is one bucket earlier.
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
	late   bool // at the end of the period instead of now
	half   bool // a bucket earlier, because the newest one is half-loaded
}

// days is the length of a bucket.
func days(c series.Calendar, g okr.Grain, b series.Bucket) float64 {
	if g == okr.Hour {
		return 1.0 / 24
	}
	return float64(max(1, c.StartDate(g, b+1).Days()-c.StartDate(g, b).Days()))
}
