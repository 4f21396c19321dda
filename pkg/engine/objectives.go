package engine

import (
	"context"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
)

// Objectives returns the objectives of a period: why they were set, what they exclude, who decides, and their attainment.
func (v *View) Objectives(ctx context.Context, q query.Query) (*Objectives, error) {
	req, err := v.Begin(ctx, q)
	if err != nil {
		return nil, err
	}
	req.Query.Roles = []query.Role{query.RoleObjective}
	sel := v.selectSubjects(req)
	result := &Objectives{At: req.At, Period: req.Period, Revision: v.number, Locale: req.Locale}
	sel.subjects = Limited(req, sel.subjects, &result.Notices)
	ev, err := v.evaluator(ctx, req, sel)
	if err != nil {
		return nil, err
	}
	if err := Admit(ctx, ev.estimate(sel.subjects, 1)); err != nil {
		return nil, err
	}
	for _, sub := range sel.subjects {
		row, err := ev.row(sub)
		if err != nil {
			return nil, err
		}
		o := ObjectiveState{Row: row, Set: sub.objective, PeriodTitle: req.Period.Label(req.Locale)}
		if parent, ok := v.catalog.Objective(sub.objective.Parent); ok {
			o.ParentTitle = parent.Label(req.Locale)
		}
		result.Rows = append(result.Rows, o)
	}
	result.Notices = append(append(result.Notices, ev.notices...), ev.lateNotice()...)
	return result, nil
}

// checkObjective sets the period if the query names an objective and no period. It rejects an unknown objective, and an objectives query
// whose objective belongs to another period.
func (s *Revision) checkObjective(r *Request, wrong *query.Errors) {
	o, ok := s.catalog.Objective(r.Query.Objective)
	switch {
	case r.Query.Objective == "":
	case !ok:
		all := names(s.catalog.Objectives, func(o *okr.Objective) string { return o.Name })
		wrong.Join(s.unknown("objective", "objective", r.Query.Objective, all))
	case r.Query.Period == "":
		r.Period, _ = s.catalog.Period(o.Period)
	case r.Query.QueryType == query.Objectives && r.Period != nil && r.Period.Name != o.Period:
		wrong.Add("objective", "objective %s is of period %s, not of %s: leave the period out, or choose another objective",
			o.Name, o.Period, r.Period.Name)
	}
}
