package alert

import (
	"cmp"
	"time"

	"github.com/northstar/okrkpi/pkg/condition"
	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// blankAlert returns the parts of an alert that do not depend on the bucket or the segment.
func blankAlert(c *okr.Catalog, rule *engine.Rule, s okr.Subject, locale string) Alert {
	a := Alert{
		Rule: &rule.AlertRule, Title: rule.Label(locale), Metric: s.Metric, Compared: s.Compared, Team: s.Team, Owner: c.Owner(s),
		Grain: grainOf(rule, s.Metric), Decision: rule.Decision.In(locale),
	}
	if s.KeyResult != nil {
		a.KeyResult, a.Objective = s.KeyResult.ID(s.Objective.Name), s.Objective.Name
	}
	words := condition.WordsIn(locale)
	if t, ok := valueThreshold(rule.Condition); ok {
		a.Threshold = words.Threshold(t, s.Metric)
	} else {
		a.Threshold = cmp.Or(words.AutomaticRule(&rule.AlertRule, s), rule.Expr)
	}
	return a
}

// alert evaluates the rule in one bucket. now is the evaluation time, from which the age of the facts is counted.
func (in *instance) alert(b series.Bucket, now time.Time) (Alert, error) {
	a := *in.blank
	env, err := in.look(in.rule.Condition, in.others, b, now)
	if err != nil {
		return a, err
	}
	a.Segment, a.Bucket, a.StaleDays, a.Value, a.Sample = in.labels, env.Bucket, in.staleDays(now), env.Value, env.Sample
	unit, decimals := in.subject.Metric.Unit, in.subject.Metric.Decimals
	if t, ok := valueThreshold(in.rule.Condition); ok {
		a.Value = in.rule.Condition.Observed(env)
		unit, decimals = t.NumberFormat(in.subject.Metric)
	}
	a.ValueText = okr.FormatValue(a.Value, unit, decimals)
	if a.State, a.Reason, err = in.verdict(env, b, now); err != nil {
		return a, err
	}
	if in.rule.AuditCondition != nil {
		audit, err := in.look(in.rule.AuditCondition, in.audited, b, now)
		if err != nil {
			return a, err
		}
		a.Audit = stateOf(in.rule.AuditCondition.Eval(audit).State)
	}
	return a, nil
}

func stateOf(s condition.State) State {
	switch s {
	case condition.True:
		return Firing
	case condition.False:
		return OK
	case condition.NoData, condition.StateUnknown:
	}
	return NoData
}

// since returns the start of the first bucket of the run of firing buckets that ends with last. It searches at most longestRun buckets.
func (in *instance) since(last series.Bucket) (time.Time, error) {
	first := last
	for b := last - 1; b > last-longestRun; b-- {
		end := in.lines.calendar.Start(in.grain, b+1)
		env, err := in.look(in.rule.Condition, in.others, b, end)
		if err != nil {
			return time.Time{}, err
		}
		state, _, err := in.verdict(env, b, end)
		if err != nil {
			return time.Time{}, err
		}
		if state != Firing {
			break
		}
		first = b
	}
	return in.lines.calendar.Start(in.grain, first), nil
}
