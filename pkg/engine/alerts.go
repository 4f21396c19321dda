package engine

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/northstar/okrkpi/pkg/condition"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
	"github.com/northstar/okrkpi/pkg/series"
)

// Alerts evaluates the alert rules that a query names, or all, on the last complete bucket. Where the facts of a newer one have
// arrived in part, the reason says so.
func (v *View) Alerts(ctx context.Context, q query.Query) (*Alerts, error) {
	req, err := v.begin(ctx, q)
	if err != nil {
		return nil, err
	}
	rules := v.selectRules(req)
	n, err := v.readRules(ctx, rules, req.today, &req)
	if err != nil {
		return nil, err
	}
	taken, err := n.estimate(rules, func(okr.Grain) int64 { return 1 })
	if err != nil {
		return nil, err
	}
	if err := admit(ctx, taken); err != nil {
		return nil, err
	}
	result := &Alerts{At: req.at, Revision: v.number, Locale: req.locale}
	err = n.eachSubject(ctx, rules, func(rule *alertRule, x okr.Subject) error {
		over := n.calendar.LastComplete(rule.grainOf(x.Metric), req.at)
		instances, err := n.instances(rule, x, req.locale, over-longestRun, over+1)
		if err != nil {
			return err
		}
		result.Rows = slices.Grow(result.Rows, len(instances))
		for i := range instances {
			if err := ctx.Err(); err != nil {
				return err
			}
			in := &instances[i]
			last := in.lastComplete(over)
			a, err := in.alert(last, req.at)
			if err != nil {
				return err
			}
			if last < over && a.Reason == "" {
				a.Reason = in.incomplete(over)
			}
			if a.State == AlertFiring {
				if a.Since, err = in.since(last); err != nil {
					return err
				}
			}
			result.Rows = append(result.Rows, a)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	result.Rows = limitedAlerts(req, result.Rows, &result.Notices)
	return result, nil
}

// limitedAlerts are as many alerts as a query asks for, in the order of the answer: those that fire before those without
// data, these before silenced and quiet ones, so that a limit never hides an alert behind one that presses less.
func limitedAlerts(req request, all []Alert, notices *[]string) []Alert {
	if req.Limit <= 0 || len(all) <= req.Limit {
		return all
	}
	pressing := make([]int, len(all))
	for i := range pressing {
		pressing[i] = i
	}
	order := []AlertState{AlertFiring, AlertNoData, AlertSilenced, AlertOK, AlertStateUnknown}
	slices.SortStableFunc(pressing, func(a, b int) int {
		return cmp.Compare(slices.Index(order, all[a].State), slices.Index(order, all[b].State))
	})
	kept := limited(req, pressing, notices)
	slices.Sort(kept)
	result := make([]Alert, len(kept))
	for i, at := range kept {
		result[i] = all[at]
	}
	return result
}

// Backtest replays alert rules over the complete buckets of the time range. Each bucket is judged as it was at its end.
func (v *View) Backtest(ctx context.Context, q query.Query) (*Backtest, error) {
	checked, wrong := q.Check()
	checked.Needs.Replay = true
	req, err := v.resolve(ctx, &checked, wrong)
	if err != nil {
		return nil, err
	}
	rules := v.selectRules(req)
	from := okr.DateOf(req.from.In(v.calendar.Location()))
	n, err := v.readRules(ctx, rules, from, &req)
	if err != nil {
		return nil, err
	}
	oldest := n.firstFact(req.at)
	replayed := func(grain okr.Grain) (first, until series.Bucket) {
		first = n.calendar.At(grain, req.from)
		if n.calendar.Start(grain, first).Before(req.from) {
			first++
		}
		first = max(first, n.calendar.At(grain, oldest)) // before it no rule could have said anything
		return first, n.calendar.LastComplete(grain, req.at) + 1
	}
	taken, err := n.estimate(rules, func(grain okr.Grain) int64 {
		first, until := replayed(grain)
		return int64(max(0, until-first))
	})
	if err != nil {
		return nil, err
	}
	taken.replay = true
	if err := admit(ctx, taken); err != nil {
		return nil, err
	}
	result := &Backtest{Revision: v.number, Locale: req.locale}
	err = n.eachSubject(ctx, rules, func(rule *alertRule, x okr.Subject) error {
		grain := rule.grainOf(x.Metric)
		first, until := replayed(grain)
		instances, err := n.instances(rule, x, req.locale, first, until)
		if err != nil {
			return err
		}
		result.Rows = slices.Grow(result.Rows, len(instances)*int(max(0, until-first)))
		for i := range instances {
			in := &instances[i]
			for b := first; b <= in.lastComplete(until-1); b++ {
				if err := ctx.Err(); err != nil {
					return err
				}
				a, err := in.alert(b, n.calendar.Start(grain, b+1))
				if err != nil {
					return err
				}
				result.Rows = append(result.Rows, a)
			}
		}
		return nil
	})
	return result, err
}

// longestRun bounds how far the start of a run of firing buckets is looked for.
const longestRun = 26

// readRules reads the facts that rules look at, for buckets from a day on.
func (v *View) readRules(ctx context.Context, rules []alertRule, from okr.Date, r *request) (*courses, error) {
	var metrics []*okr.Metric
	months := 0
	for i := range rules {
		for _, x := range rules[i].subjects {
			metrics = append(metrics, x.Metric)
			months = max(months, monthsBack(rules[i].grainOf(x.Metric)))
		}
		for _, name := range rules[i].Metrics {
			if m, ok := v.catalog.Metric(name); ok {
				metrics = append(metrics, m)
			}
		}
	}
	n, err := v.read(ctx, metrics, from.AddMonths(-months), r)
	return &courses{numbers: n, known: map[courseKey][]course{}, parts: map[partsKey]map[series.Segment]*numbers{}}, err
}

// monthsBack is how long a history rules of a grain look at: the same week last year before a run of firing buckets.
func monthsBack(g okr.Grain) int {
	switch g {
	case okr.Month:
		return monthlyHistory + longestRun
	case okr.Quarter:
		return quarterHistory + 3*longestRun
	case okr.GrainUnknown, okr.Hour, okr.Day, okr.Week:
	}
	return 2*weeklyHistory + 7
}

func (c *courses) eachSubject(ctx context.Context, rules []alertRule, do func(*alertRule, okr.Subject) error) error {
	for i := range rules {
		for _, x := range rules[i].subjects {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := do(&rules[i], x); err != nil {
				return fmt.Errorf("alert rule %s: %w", rules[i].Name, err)
			}
		}
	}
	return nil
}

// blank is an alert of a rule on a subject before it is judged.
func (c *courses) blank(rule *alertRule, x okr.Subject, locale string) Alert {
	a := Alert{
		Rule: &rule.AlertRule, Title: rule.Label(locale), Metric: x.Metric, Compared: x.Compared, Team: x.Team, Owner: c.catalog.Owner(x),
		Grain: rule.grainOf(x.Metric), Decision: rule.Decision.In(locale),
	}
	if x.KeyResult != nil {
		a.KeyResult, a.Objective = x.KeyResult.ID(x.Objective.Name), x.Objective.Name
	}
	words := condition.WordsIn(locale)
	if t, ok := rule.condition.valueThreshold(); ok {
		a.Threshold = words.Threshold(t, x.Metric)
	} else {
		a.Threshold = cmp.Or(words.AutomaticRule(&rule.AlertRule, x), rule.Expr)
	}
	return a
}

// alert judges one bucket.
func (in *instance) alert(b series.Bucket, now time.Time) (Alert, error) {
	a := *in.blank
	env, err := in.look(&in.rule.condition, in.others, b, now)
	if err != nil {
		return a, err
	}
	a.Segment, a.Bucket, a.StaleDays, a.Value, a.Sample = in.labels, env.Bucket, in.staleDays(now), env.Value, env.Sample
	unit, decimals := in.subject.Metric.Unit, in.subject.Metric.Decimals
	if t, ok := in.rule.condition.valueThreshold(); ok {
		a.Value = in.rule.condition.Observed(env)
		unit, decimals = t.NumberFormat(in.subject.Metric)
	}
	a.ValueText = okr.FormatValue(a.Value, unit, decimals)
	if a.State, a.Reason, err = in.verdict(env, b, now); err != nil {
		return a, err
	}
	if in.rule.audit != nil {
		audit, err := in.look(in.rule.audit, in.audited, b, now)
		if err != nil {
			return a, err
		}
		a.Audit = stateOf(in.rule.audit.Eval(audit).State)
	}
	return a, nil
}

func stateOf(s condition.State) AlertState {
	switch s {
	case condition.True:
		return AlertFiring
	case condition.False:
		return AlertOK
	case condition.NoData, condition.StateUnknown:
	}
	return AlertNoData
}

// since is the start of the first bucket of the unbroken run of firing ones that ends with last.
func (in *instance) since(last series.Bucket) (time.Time, error) {
	first := last
	for b := last - 1; b > last-longestRun; b-- {
		end := in.calendar.Start(in.grain, b+1)
		env, err := in.look(&in.rule.condition, in.others, b, end)
		if err != nil {
			return time.Time{}, err
		}
		state, _, err := in.verdict(env, b, end)
		if err != nil {
			return time.Time{}, err
		}
		if state != AlertFiring {
			break
		}
		first = b
	}
	return in.calendar.Start(in.grain, first), nil
}
