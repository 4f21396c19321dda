package alert

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
	"github.com/northstar/okrkpi/pkg/series"
)

// Evaluate evaluates the alert rules that a query selects on the last complete bucket. If a newer bucket has ended and is half-loaded, the
// alert's reason says so.
func Evaluate(ctx context.Context, v *engine.View, q query.Query) (*Alerts, error) {
	req, err := v.Begin(ctx, q)
	if err != nil {
		return nil, err
	}
	rules := selectRules(v, &req)
	l, err := readLines(ctx, v, rules, req.Today, &req)
	if err != nil {
		return nil, err
	}
	taken, err := l.estimate(rules, func(okr.Grain) int64 { return 1 })
	if err != nil {
		return nil, err
	}
	if err := engine.Admit(ctx, taken); err != nil {
		return nil, err
	}
	result := &Alerts{At: req.At, Revision: v.Number(), Locale: req.Locale}
	err = eachSubject(ctx, rules, func(rule *engine.Rule, s okr.Subject) error {
		over := v.Calendar().LastComplete(grainOf(rule, s.Metric), req.At)
		instances, err := l.instances(ctx, rule, s, req.Locale, over-longestRun, over+1)
		if err != nil {
			return err
		}
		result.Rows = slices.Grow(result.Rows, len(instances))
		for i := range instances {
			if err := ctx.Err(); err != nil {
				return err
			}
			a, err := instances[i].latest(over, &req)
			if err != nil {
				return err
			}
			result.Rows = append(result.Rows, a)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	result.Rows = limited(&req, result.Rows, &result.Notices)
	return result, nil
}

// latest returns the alert of the newest complete bucket. over is the newest ended bucket.
func (in *instance) latest(over series.Bucket, req *engine.Request) (Alert, error) {
	last := in.lastComplete(over)
	a, err := in.alert(last, req.At)
	if err != nil {
		return a, err
	}
	if last < over && a.Reason == "" {
		a.Reason = in.incomplete(over)
	}
	if a.State == Firing {
		a.Since, err = in.since(last)
	}
	return a, err
}

// limited returns at most as many alerts as the query's limit, in their original order. It keeps the most urgent ones: firing alerts first,
// then alerts without data, then silenced ones, then quiet ones.
func limited(req *engine.Request, all []Alert, notices *[]string) []Alert {
	if req.Query.Limit <= 0 || len(all) <= req.Query.Limit {
		return all
	}
	pressing := make([]int, len(all))
	for i := range pressing {
		pressing[i] = i
	}
	order := []State{Firing, NoData, Silenced, OK, StateUnknown}
	slices.SortStableFunc(pressing, func(a, b int) int {
		return cmp.Compare(slices.Index(order, all[a].State), slices.Index(order, all[b].State))
	})
	kept := engine.Limited(*req, pressing, notices)
	slices.Sort(kept)
	result := make([]Alert, len(kept))
	for i, at := range kept {
		result[i] = all[at]
	}
	return result
}

func eachSubject(ctx context.Context, rules []engine.Rule, do func(*engine.Rule, okr.Subject) error) error {
	for i := range rules {
		for _, s := range rules[i].Subjects {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := do(&rules[i], s); err != nil {
				return fmt.Errorf("alert rule %s: %w", rules[i].Name, err)
			}
		}
	}
	return nil
}
