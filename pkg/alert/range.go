package alert

import (
	"context"
	"slices"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
	"github.com/northstar/okrkpi/pkg/series"
)

// EvaluateRange replays alert rules over the complete buckets of the time range. Each bucket is evaluated as of its end.
func EvaluateRange(ctx context.Context, v *engine.View, q query.Query) (*Backtest, error) {
	req, err := v.BeginReplay(ctx, q)
	if err != nil {
		return nil, err
	}
	cal := v.Calendar()
	rules := selectRules(v, &req)
	l, err := readLines(ctx, v, rules, okr.DateOf(req.From.In(cal.Location())), &req)
	if err != nil {
		return nil, err
	}
	oldest := l.facts.FirstFact(req.At)
	replayed := func(grain okr.Grain) (first, until series.Bucket) {
		first = cal.At(grain, req.From)
		if cal.Start(grain, first).Before(req.From) {
			first++
		}
		first = max(first, cal.At(grain, oldest)) // rules have nothing to evaluate before the first fact
		return first, cal.LastComplete(grain, req.At) + 1
	}
	taken, err := l.estimate(rules, func(grain okr.Grain) int64 {
		first, until := replayed(grain)
		return int64(max(0, until-first))
	})
	if err != nil {
		return nil, err
	}
	taken.Replay = true
	if err := engine.Admit(ctx, taken); err != nil {
		return nil, err
	}
	result := &Backtest{Revision: v.Number(), Locale: req.Locale}
	err = eachSubject(ctx, rules, func(rule *engine.Rule, s okr.Subject) error {
		first, until := replayed(grainOf(rule, s.Metric))
		instances, err := l.instances(ctx, rule, s, req.Locale, first, until)
		if err != nil {
			return err
		}
		result.Rows = slices.Grow(result.Rows, len(instances)*int(max(0, until-first)))
		for i := range instances {
			if result.Rows, err = instances[i].replay(ctx, result.Rows, first, until); err != nil {
				return err
			}
		}
		return nil
	})
	return result, err
}

// replay appends the alert of each complete bucket in [first, until).
func (in *instance) replay(ctx context.Context, rows []Alert, first, until series.Bucket) ([]Alert, error) {
	for b := first; b <= in.lastComplete(until-1); b++ {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		a, err := in.alert(b, in.lines.calendar.Start(in.grain, b+1))
		if err != nil {
			return nil, err
		}
		rows = append(rows, a)
	}
	return rows, nil
}
