package alert

import (
	"cmp"
	"math"
	"time"

	"github.com/northstar/okrkpi/pkg/condition"
	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// verdict evaluates the condition and applies the guards. It returns the state and, for Silenced and NoData, the reason.
func (in *instance) verdict(env *condition.Env, b series.Bucket, now time.Time) (State, string, error) {
	outcome := in.rule.Condition.Eval(env)
	switch outcome.State {
	case condition.False:
		return OK, "", nil
	case condition.NoData, condition.StateUnknown:
		return NoData, in.missing(env, b, outcome.Reason.In(in.locale)), nil
	case condition.True:
	}
	for _, guard := range []func(*condition.Env, series.Bucket, time.Time) string{in.untrusted, in.observed, in.provisional, in.tooFew} {
		if reason := guard(env, b, now); reason != "" {
			return Silenced, reason, nil
		}
	}
	reason, err := in.unsure(env, b)
	if err != nil || reason == "" {
		return Firing, "", err
	}
	return Silenced, reason, nil
}

// missing completes the reason for missing data: it adds since when facts are late, or names the segments of a level that are missing.
func (in *instance) missing(env *condition.Env, b series.Bucket, reason string) string {
	since := func(l *engine.SegmentLine, b series.Bucket) string {
		if missing := in.lines.facts.MissingLevels(l, in.lines.calendar.Start(l.Grain, b+1), in.locale); missing != "" {
			return missing
		}
		newest, ok := l.NewestLoaded(b)
		if !ok {
			return reason
		}
		return staleText.Format(in.locale, in.lines.facts.LateSince(l, newest, b), reason)
	}
	if math.IsNaN(env.Value) {
		return since(&in.line, b)
	}
	for i, values := range env.Operands {
		if math.IsNaN(values[len(values)-1]) {
			return since(&in.others[i], in.newest(&in.others[i], b))
		}
	}
	return reason
}

// untrusted returns a reason if the condition reads a value outside the bounds of its metric, because then the data must be wrong. It
// returns "" if the condition tests for exactly that.
func (in *instance) untrusted(env *condition.Env, b series.Bucket, _ time.Time) string {
	if env.Status == okr.Untrusted {
		otherwise := *env
		otherwise.Status = okr.StatusUnknown
		if in.rule.Condition.Eval(&otherwise).State != condition.True {
			return ""
		}
	}
	outside := func(m *okr.Metric, values ...float64) string {
		for _, v := range values {
			if !m.Bounds.Contain(v) {
				return untrustedText.Format(in.locale, m.Label(in.locale), okr.FormatValue(v, m.Unit, m.Decimals),
					m.Bounds.Format(m.Unit, m.Decimals))
			}
		}
		return ""
	}
	m := in.subject.Metric
	reason := cmp.Or(outside(m, env.Value), outside(m, env.History...))
	for _, then := range in.comparedWith(b) {
		reason = cmp.Or(reason, outside(m, in.line.At(then)))
	}
	for i, o := range in.rule.Condition.Operands() {
		if m, ok := in.lines.catalog.Metric(o.Metric); ok {
			reason = cmp.Or(reason, outside(m, env.Operands[i]...))
		}
	}
	return reason
}

// observed returns a reason while a new metric is still being observed.
func (in *instance) observed(_ *condition.Env, _ series.Bucket, now time.Time) string {
	until := in.subject.Metric.Baseline.ObservingUntil
	if okr.DateOf(now.In(in.lines.calendar.Location())).Before(until) {
		return observingText.Format(in.locale, until)
	}
	return ""
}

// provisional returns a reason if the history behind a z-score or jump is too short.
func (in *instance) provisional(_ *condition.Env, b series.Bucket, _ time.Time) string {
	if !in.rule.Condition.Reads("z", "jump") {
		return ""
	}
	if z := in.unusual(b); z.Verdict == series.Provisional {
		return provisionalText.Format(in.locale, z.Points)
	}
	return ""
}

// tooFew returns a reason if a mean that the condition reads has fewer observations than its minimum. For a mean there is no interval to
// test as for a share.
func (in *instance) tooFew(_ *condition.Env, b series.Bucket, _ time.Time) string {
	m, least := in.subject.Metric, in.minSample()
	if m.Type == okr.Mean {
		for _, h := range append(in.earlier(b), b) {
			if n := in.line.SampleAt(h); okr.Below(n, least) {
				return fewText.Format(in.locale, okr.FormatValue(n, "", nil), okr.FormatLimit(least, "", nil))
			}
		}
	}
	for i, o := range in.rule.Condition.Operands() {
		m, ok := in.lines.catalog.Metric(o.Metric)
		if !ok || m.Type != okr.Mean || m == in.subject.Metric {
			continue
		}
		if n := in.others[i].SampleAt(in.newest(&in.others[i], b)); okr.Below(n, m.MinSample) {
			return fewOtherText.Format(in.locale, okr.FormatValue(n, "", nil), okr.FormatLimit(m.MinSample, "", nil), m.Label(in.locale))
		}
	}
	return ""
}

// minSample returns the fewest observations that make a value reliable, 0 if observations are not counted.
func (in *instance) minSample() float64 {
	if !in.subject.Metric.Type.HasSample() {
		return 0
	}
	return cmp.Or(in.rule.MinSample, in.subject.Metric.MinSample)
}

// newest returns the newest complete bucket of a line at the end of the rule's bucket b.
func (in *instance) newest(l *engine.SegmentLine, b series.Bucket) series.Bucket {
	if l.Grain == in.grain {
		return b
	}
	return l.LastComplete(in.lines.calendar.LastComplete(l.Grain, in.lines.calendar.Start(in.grain, b+1)))
}

// earlier returns the buckets before b whose values the condition reads one by one.
func (in *instance) earlier(b series.Bucket) []series.Bucket {
	back := series.Bucket(in.rule.Condition.History())
	result := make([]series.Bucket, 0, back)
	for h := b - back; h < b; h++ {
		result = append(result, h)
	}
	return append(result, in.comparedWith(b)...)
}

// comparedWith returns the buckets that wow, mom and yoy compare b with, if the condition reads them.
func (in *instance) comparedWith(b series.Bucket) []series.Bucket {
	var result []series.Bucket
	for _, name := range in.rule.Condition.Variables() {
		if c, ok := changes[name]; ok {
			if then, ok := series.Back(in.lines.calendar, in.grain, b, c); ok {
				result = append(result, then)
			}
		}
	}
	return result
}
