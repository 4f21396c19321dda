package engine

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
)

// maxKeyResults is the most key results of an objective. With more, the answer has a notice.
const maxKeyResults = 5

// Scorecard computes the rows that a query selects, at the end of the time range or now, whichever is earlier. Key results are judged no
// later than the end of their period. A row that cannot be computed has no value, and a notice says why.
func (v *View) Scorecard(ctx context.Context, q query.Query) (*Scorecard, error) {
	req, err := v.Begin(ctx, q)
	if err != nil {
		return nil, err
	}
	sel := v.selectSubjects(req)
	if len(sel.metrics) > 0 && (req.Needs.OneRowPerMetric || slices.Contains(req.Query.Metrics, query.OverviewMetrics)) {
		sel.subjects = onePerMetric(sel.subjects, sel.metrics)
	}
	card := &Scorecard{At: req.At, Period: sel.period, Revision: v.number, Locale: req.Locale}
	sel.subjects = Limited(req, sel.subjects, &card.Notices)
	ev, err := v.evaluator(ctx, req, sel)
	if err != nil {
		return nil, err
	}
	if err := Admit(ctx, ev.estimate(sel.subjects, 1)); err != nil {
		return nil, err
	}
	card.Rows = make([]Row, len(sel.subjects))
	for i, sub := range sel.subjects {
		if err := ev.fill(&card.Rows[i], sub); err != nil {
			return nil, err
		}
	}
	card.Notices = append(append(card.Notices, ev.notices...), ev.lateNotice()...)
	return card, nil
}

// evaluator computes rows at one instant.
type evaluator struct {
	*Facts
	req     Request
	notices []string
	late    []string              // titles of the rows that are judged by an earlier bucket, and why
	moments map[momentKey]*moment // cached

	supposed *float64 // value to judge instead of the value of the last bucket; nil for its own
}

// evaluator returns an evaluator with all facts that the selection needs. It returns a *query.Error if the rows exceed the budget.
func (v *View) evaluator(ctx context.Context, req Request, sel *selection) (*evaluator, error) {
	ev := &evaluator{req: req, moments: map[momentKey]*moment{}}
	var metrics []*okr.Metric
	for _, sub := range sel.subjects {
		if sub.metric != nil {
			metrics = append(metrics, sub.metric)
			continue
		}
		for i := range sub.objective.KeyResults {
			if m, ok := v.catalog.Metric(sub.objective.KeyResults[i].Metric); ok {
				metrics = append(metrics, m)
			}
		}
	}
	if err := budgetIn(ctx).afford(rowsAlone(len(metrics))); err != nil {
		return nil, err
	}
	var err error
	if ev.Facts, err = v.Read(ctx, metrics, ev.factsFrom(v.Revision, metrics), &req); err != nil {
		return nil, err
	}
	if !ev.req.From.IsZero() {
		// There is nothing to show before the first fact.
		if first := ev.FirstFact(ev.req.At); ev.req.From.Before(first) {
			ev.req.From = first
		}
	}
	return ev, ev.checkLines(metrics)
}

// factsFrom returns the first day whose facts the rows need.
func (ev *evaluator) factsFrom(s *Revision, metrics []*okr.Metric) okr.Date {
	months := baselineMonths
	for _, m := range metrics {
		months = max(months, HistoryMonths(scorecardGrain(m, ev.req.Grain)))
	}
	from := ev.req.Today
	if ev.req.Period != nil && ev.req.Period.Start.Before(from) {
		from = ev.req.Period.Start
	}
	from = from.AddMonths(-months)
	if shown := okr.DateOf(ev.req.From.In(s.catalog.Organization.Timezone)); !ev.req.From.IsZero() && shown.Before(from) {
		from = shown
	}
	return from.AddDays(-7)
}

func (ev *evaluator) row(sub subject) (row Row, err error) {
	err = ev.fill(&row, sub)
	return row, err
}

// fill computes a row and its decision.
func (ev *evaluator) fill(row *Row, sub subject) error {
	err := ev.compute(row, sub)
	row.Decision = ev.decision(row, sub)
	return err
}

// decision returns what to do about a row: the KPI's playbook if its status is yellow or red, or else the meaning that the team gives to
// the colour. It returns "" if neither is written.
func (ev *evaluator) decision(row *Row, sub subject) string {
	if sub.kpi != nil && (row.Effective == okr.Yellow || row.Effective == okr.Red) && !sub.kpi.Playbook.IsZero() {
		return sub.kpi.Playbook.In(ev.req.Locale)
	}
	if t, ok := ev.catalog.Team(row.Team); ok {
		return t.Colours[row.Effective].In(ev.req.Locale)
	}
	return ""
}

func (ev *evaluator) compute(row *Row, sub subject) error {
	ev.describe(row, sub)
	if err := ev.ctx.Err(); err != nil {
		return err
	}
	if sub.role == query.RoleObjective {
		return ev.rollUp(row, sub)
	}
	filters, err := ev.rowFilters(sub)
	if err != nil {
		ev.notices = append(ev.notices, err.Error())
		return nil
	}
	w, err := ev.window(sub, filters)
	if err != nil {
		ev.notices = append(ev.notices, fmt.Sprintf("%s: %v", sub.metric.Name, err))
		return nil
	}
	w.measure(row)
	if w.last < w.over {
		ev.noteLate(row.Title, row.ValueReason)
	}
	if sub.keyResult != nil {
		err = ev.judgeKeyResult(row, sub, &w)
	} else {
		ev.judgeKPI(row, sub, &w)
	}
	row.Effective = row.Status
	return err
}

// noNumbers is a row without any number.
var noNumbers = func() Row {
	nan := math.NaN()
	return Row{
		Value: nan, Previous: nan, WoW: nan, MoM: nan, YoY: nan, Baseline: nan, Target: nan, Stretch: nan, Moonshot: nan,
		Ambition: nan, Progress: nan, Attainment: nan, Expected: nan, Pace: nan, ForecastLow: nan, ForecastHigh: nan,
		Sample: nan, StaleDays: nan,
		ValueText: okr.FormatValue(nan, "", nil), Status: okr.NoData, Effective: okr.NoData,
	}
}()

// describe sets everything in a row that comes from the catalog. All numbers are NaN.
func (ev *evaluator) describe(row *Row, sub subject) {
	*row = noNumbers
	row.Role, row.Metric = sub.role, sub.metric
	if m := sub.metric; m != nil {
		row.ID, row.Owner = m.Name, m.Definition.Owner
	}
	if o := sub.objective; o != nil {
		row.Objective, row.Team = o.Name, o.Team
	}
	switch sub.role {
	case query.RoleObjective:
		o := sub.objective
		row.ID, row.Title, row.Owner = o.Name, o.Label(ev.req.Locale), o.Doer
	case query.RoleKeyResult:
		kr := sub.keyResult
		row.ID, row.Title, row.Owner = kr.ID(sub.objective.Name), kr.Title.In(ev.req.Locale), cmp.Or(kr.Owner, row.Owner)
	case query.RoleKPIMain, query.RoleKPIMonitoring:
		k := sub.kpi
		row.ID, row.Title, row.Team, row.Tier = k.Name, k.Title.In(ev.req.Locale), k.Team, k.Tier
	case query.RoleNorthStar, query.RoleMetric:
	}
	if row.Title == "" {
		row.Title = sub.metric.Label(ev.req.Locale)
	}
	if t, ok := ev.catalog.Team(row.Team); ok {
		row.TeamTitle = t.Label(ev.req.Locale)
	}
}

// rollUp combines the key results of an objective. Its expected attainment is the weighted mean over the key results that have an
// attainment.
func (ev *evaluator) rollUp(row *Row, sub subject) error {
	parts := make([]okr.Part, 0, len(sub.objective.KeyResults))
	expected := make([]okr.Part, 0, len(sub.objective.KeyResults))
	var without []string
	for i := range sub.objective.KeyResults {
		kr := &sub.objective.KeyResults[i]
		m, ok := ev.catalog.Metric(kr.Metric)
		if !ok {
			continue
		}
		r, err := ev.row(subject{role: query.RoleKeyResult, metric: m, objective: sub.objective, keyResult: kr})
		if err != nil {
			return err
		}
		parts = append(parts, okr.Part{Attainment: r.Attainment, Weight: kr.Weight, Status: r.Effective})
		if !math.IsNaN(r.Attainment) {
			expected = append(expected, okr.Part{Attainment: r.Expected, Weight: kr.Weight})
		} else if r.GapReason != "" {
			without = append(without, withoutText.Format(ev.req.Locale, r.Title, r.GapReason))
		}
	}
	row.Attainment, row.Missing, row.Status = okr.RollUp(parts)
	row.GapReason = strings.Join(without, apartText.In(ev.req.Locale))
	row.Expected, _, _ = okr.RollUp(expected)
	row.Pace = orElse(okr.Pace(row.Attainment, row.Expected))
	row.Effective = row.Status
	row.ValueText = okr.FormatValue(row.Attainment, "", &attainmentDecimals)
	if ev.over() {
		row.Grade = okr.GradeOf(row.Attainment, ev.catalog.Organization.SuccessBand)
	}
	if n := len(parts); n > maxKeyResults {
		ev.notices = append(ev.notices, fmt.Sprintf("objective %s has %d key results: more than %d blur the focus",
			sub.objective.Name, n, maxKeyResults))
	}
	return nil
}

var attainmentDecimals = 2

// over reports whether the period has ended.
func (ev *evaluator) over() bool {
	return ev.req.Period != nil && !ev.req.Today.Before(ev.req.Period.End)
}
