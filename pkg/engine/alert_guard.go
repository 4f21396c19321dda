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

// tooFew says why a value with few observations does not fire: the condition does not hold at both ends of the 95 %
// interval in which the true share lies. It is empty where there are enough.
func (in *instance) tooFew(env *condition.Env, b series.Bucket) string {
	m := in.subject.Metric
	least := cmp.Or(in.rule.MinSample, m.MinSample)
	if !m.Type.HasSample() || least == 0 || env.Sample >= least {
		return ""
	}
	w := wordsFor(in.locale)
	i := int(b - in.First)
	if m.Type != okr.Ratio || i < 0 || i >= len(in.Num) {
		return fmt.Sprintf(w.few, okr.FormatValue(env.Sample, "", nil), okr.FormatValue(least, "", nil))
	}
	low, high := series.Wilson(in.Num[i], env.Sample, series.Z95)
	for _, end := range []float64{low, high} {
		if math.IsNaN(end) || in.rule.condition.HoldsAt(env, end).State != condition.True {
			return fmt.Sprintf(w.unsure, okr.FormatValue(env.Sample, "", nil),
				okr.FormatValue(low, m.Unit, m.Decimals), okr.FormatValue(high, m.Unit, m.Decimals))
		}
	}
	return ""
}
