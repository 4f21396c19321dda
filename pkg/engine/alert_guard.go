package engine

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/northstar/okrkpi/pkg/condition"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// verdict answers the condition and keeps back alerts that would not be worth anybody's time.
func (in *instance) verdict(env *condition.Env, b series.Bucket, now time.Time) (AlertState, string) {
	outcome := in.rule.condition.Eval(env)
	state := stateOf(outcome.State)
	if state != AlertFiring {
		return state, outcome.Reason
	}
	w := wordsFor(in.locale)
	m := in.subject.Metric
	if until := m.Baseline.ObservingUntil; okr.DateOf(now.In(in.calendar.Location())).Before(until) {
		return AlertSilenced, fmt.Sprintf(w.observing, until)
	}
	if slices.Contains(in.rule.condition.variables, "z") && in.unusual(b).Verdict == series.Provisional {
		return AlertSilenced, fmt.Sprintf(w.provisional, in.unusual(b).Points)
	}
	if reason := in.tooFew(env, b); reason != "" {
		return AlertSilenced, reason
	}
	return AlertFiring, ""
}

// tooFew says why a value with few observations does not fire, or nothing where it may: what is known of it does not make
// the condition sure.
func (in *instance) tooFew(env *condition.Env, b series.Bucket) string {
	m := in.subject.Metric
	least := cmp.Or(in.rule.MinSample, m.MinSample)
	if !m.Type.HasSample() || least == 0 || env.Sample >= least {
		return ""
	}
	w := wordsFor(in.locale)
	if m.Type != okr.Ratio {
		return fmt.Sprintf(w.few, okr.FormatValue(env.Sample, "", nil), okr.FormatValue(least, "", nil))
	}
	if in.sure(env, b) {
		return ""
	}
	low, high := in.interval(b, series.Z95)
	return fmt.Sprintf(w.unsure, okr.FormatValue(env.Sample, "", nil),
		okr.FormatValue(low, m.Unit, m.Decimals), okr.FormatValue(high, m.Unit, m.Decimals))
}

// sure reports whether the condition holds wherever in their intervals the true shares may lie: at both ends of the
// value's own 95 % interval, and with any one of the earlier values that it is compared with at an end of its interval,
// too. As it takes two errors at once to be wrong there, both ends are nearer by √2, which makes 95 % of the difference.
func (in *instance) sure(env *condition.Env, b series.Bucket) bool {
	tilted := in.Line
	tilted.Value = slices.Clone(in.Value)
	e := *env
	holds := func(value float64) bool {
		tilted.Value[b-in.First] = value
		in.measure(&e, &in.rule.condition, tilted, b)
		return in.rule.condition.Eval(&e).State == condition.True
	}
	if low, high := in.interval(b, series.Z95); math.IsNaN(low) || !holds(low) || !holds(high) {
		return false
	}
	low, high := in.interval(b, series.Z95/math.Sqrt2)
	for _, earlier := range in.earlier(b) {
		known := in.At(earlier)
		least, most := in.interval(earlier, series.Z95/math.Sqrt2)
		for _, end := range []float64{least, most} {
			tilted.Value[earlier-in.First] = end
			if !holds(low) || !holds(high) {
				return false
			}
		}
		tilted.Value[earlier-in.First] = known
	}
	return true
}

// interval is where the true share of a bucket lies, NaN where there is none.
func (in *instance) interval(b series.Bucket, z float64) (low, high float64) {
	if in.Num == nil || b < in.First || b >= in.Until() {
		return math.NaN(), math.NaN()
	}
	return series.Wilson(in.Num[b-in.First], in.Den[b-in.First], z)
}

// earlier are the buckets before b whose shares the condition reads.
func (in *instance) earlier(b series.Bucket) []series.Bucket {
	var result []series.Bucket
	for h := b - series.Bucket(in.rule.condition.History()); h < b; h++ {
		result = append(result, h)
	}
	for name, c := range changes {
		if h, ok := series.Back(in.calendar, in.grain, b, c); ok && slices.Contains(in.rule.condition.variables, name) {
			result = append(result, h)
		}
	}
	return slices.DeleteFunc(result, func(h series.Bucket) bool {
		low, _ := in.interval(h, series.Z95)
		return math.IsNaN(low)
	})
}
