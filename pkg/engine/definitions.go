package engine

import (
	"context"
	"math"
	"slices"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
)

// Definitions returns, for each metric, its meaning, its owner, its baseline and its thresholds.
func (v *View) Definitions(ctx context.Context, q query.Query) (*Definitions, error) {
	req, err := v.Begin(ctx, q)
	if err != nil {
		return nil, err
	}
	if len(req.Metrics) == 0 {
		req.Metrics = allMetrics(v.catalog)
	}
	asked := req.Query.Roles
	req.Query.Roles = append(slices.Clone(metricRoles), query.RoleMetric)
	sel := v.selectSubjects(req)
	if len(asked) > 0 {
		sel.metrics = slices.DeleteFunc(slices.Clone(sel.metrics), func(name string) bool {
			return !slices.ContainsFunc(sel.subjects, func(sub subject) bool { return sub.metric.Name == name && slices.Contains(asked, sub.role) })
		})
	}
	all := sel.subjects
	result := &Definitions{Revision: v.number, Locale: req.Locale}
	sel.subjects = Limited(req, onePerMetric(all, sel.metrics), &result.Notices)
	ev, err := v.evaluator(ctx, req, sel)
	if err != nil {
		return nil, err
	}
	// The facts are rolled up three times: for the row, for the line without filters, and for a year before the period.
	if err := Admit(ctx, ev.estimate(sel.subjects, 3)); err != nil {
		return nil, err
	}
	for _, sub := range sel.subjects {
		d, err := ev.definition(sub, all)
		if err != nil {
			return nil, err
		}
		result.Rows = append(result.Rows, d)
	}
	return result, nil
}

func (ev *evaluator) definition(sub subject, all []subject) (Definition, error) {
	m := sub.metric
	d := Definition{Metric: m, Title: m.Label(ev.req.Locale), Description: m.Description.In(ev.req.Locale)}
	for _, other := range all {
		if other.metric.Name != m.Name {
			continue
		}
		if !slices.Contains(d.Roles, other.role) {
			d.Roles = append(d.Roles, other.role)
		}
		if team := other.team(); team != "" && !slices.Contains(d.Teams, team) {
			d.Teams = append(d.Teams, team)
		}
	}
	if m.External != nil {
		for _, name := range m.External.Auxiliary {
			if aux, ok := ev.catalog.Metric(name); ok {
				d.Auxiliary = append(d.Auxiliary, aux.Label(ev.req.Locale))
			}
		}
	}
	d.Decisions = ev.decisions(m)
	row, err := ev.row(sub)
	if err != nil {
		return d, err
	}
	d.ThresholdText = row.ThresholdText
	w, err := ev.window(subject{role: query.RoleMetric, metric: m}, nil)
	if err != nil {
		return d, err
	}
	if d.Baseline, err = w.baseline(); err != nil {
		return d, err
	}
	d.SuggestLow, d.SuggestHigh = math.NaN(), math.NaN()
	if low, high, ok := okr.SuggestedTargets(d.Baseline.Median, m.Direction, m.Bounds); ok {
		d.SuggestLow, d.SuggestHigh = low, high
	}
	if b, ok := w.newest(); ok {
		d.LastFact = ev.calendar.Start(w.span.Grain, b)
	}
	return d, nil
}

// decisions returns the distinct decisions of the rules in use on a metric, in the query's language. Texts that are generated from defaults
// are left out.
func (ev *evaluator) decisions(m *okr.Metric) []string {
	var result []string
	for i := range ev.rev.rules {
		r := &ev.rev.rules[i]
		written := func(x okr.Subject) bool {
			return x.Concerns(m.Name) && ev.catalog.InUse(x, ev.req.Today) &&
				(r.Kind == okr.RuleCustom || r.Kind == okr.RuleThreshold && !x.KPI.Playbook.IsZero())
		}
		text := r.Decision.In(ev.req.Locale)
		if text != "" && slices.ContainsFunc(r.Subjects, written) && !slices.Contains(result, text) {
			result = append(result, text)
		}
	}
	return result
}
