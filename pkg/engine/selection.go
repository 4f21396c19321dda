package engine

import (
	"slices"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// item is one number that a scorecard shows, before it is computed.
type item struct {
	role      Role
	metric    *okr.Metric    // nil for an objective
	objective *okr.Objective // of a key result or objective
	keyResult *okr.KeyResult
	kpi       *okr.KPI
}

// resolve finds the metrics of all key results and KPIs, so that a query need not.
func (s *state) resolve() {
	s.parts = map[string][]item{}
	for i := range s.catalog.Objectives {
		o := &s.catalog.Objectives[i]
		parts := append(s.parts[o.Period], item{role: RoleObjective, objective: o})
		for k := range o.KeyResults {
			if m, ok := s.catalog.Metric(o.KeyResults[k].Metric); ok {
				parts = append(parts, item{role: RoleKeyResult, metric: m, objective: o, keyResult: &o.KeyResults[k]})
			}
		}
		s.parts[o.Period] = parts
	}
	for _, tier := range []okr.Tier{okr.Main, okr.Monitoring} {
		role := RoleKPIMain
		if tier == okr.Monitoring {
			role = RoleKPIMonitoring
		}
		for i := range s.catalog.KPIs {
			k := &s.catalog.KPIs[i]
			m, ok := s.catalog.Metric(k.Metric)
			if ok && k.Tier == tier && k.Metric != s.catalog.Organization.NorthStar {
				s.kpis = append(s.kpis, item{role: role, metric: m, kpi: k})
			}
		}
	}
}

// selection is what a query asks about, at one instant.
type selection struct {
	items   []item
	metrics []string // as the query names them, the overview spelled out; empty for all
	period  *okr.Period
}

// defaultRoles are the rows of a scorecard when a query does not choose.
var defaultRoles = []Role{RoleNorthStar, RoleKeyResult, RoleKPIMain, RoleKPIMonitoring}

func (s *state) selectItems(r request) (*selection, error) {
	period, err := s.period(r.Period, r.today)
	if err != nil {
		return nil, err
	}
	sel := &selection{period: period}
	if sel.metrics, err = s.metricNames(r.Metrics); err != nil {
		return nil, err
	}
	wanted, err := s.chooser(r, sel.metrics)
	if err != nil {
		return nil, err
	}
	roles := r.Roles
	if len(roles) == 0 {
		roles = defaultRoles
		if len(sel.metrics) > 0 {
			roles = append(slices.Clone(roles), RoleMetric)
		}
	}
	sel.items = s.candidates(sel, r.today, func(it item) bool { return slices.Contains(roles, it.role) && wanted(it) })
	return sel, nil
}

// period finds the period that a query means: by its name, or the one that holds the day.
func (s *state) period(name string, today okr.Date) (*okr.Period, error) {
	if name == "" {
		p, _ := s.catalog.PeriodAt(today)
		return p, nil
	}
	p, ok := s.catalog.Period(name)
	if !ok {
		return nil, s.unknown("period", "period", name, names(s.catalog.Periods, func(p *okr.Period) string { return p.Name }))
	}
	return p, nil
}

// metricNames checks the names of metrics and spells out the overview.
func (s *state) metricNames(asked []string) ([]string, error) {
	var result []string
	for _, name := range asked {
		expanded := []string{name}
		if name == OverviewMetrics {
			expanded = s.catalog.Organization.Overview
		} else if _, ok := s.catalog.Metric(name); !ok {
			all := names(s.catalog.Metrics, func(m *okr.Metric) string { return m.Name })
			return nil, s.unknown("metrics", "metric", name, all)
		}
		for _, n := range expanded {
			if !slices.Contains(result, n) {
				result = append(result, n)
			}
		}
	}
	return result, nil
}

// chooser tells which items the query's team, objective and metrics leave.
func (s *state) chooser(r request, metrics []string) (func(item) bool, error) {
	if err := s.checkTeam(r.Team); err != nil {
		return nil, err
	}
	if _, ok := s.catalog.Objective(r.Objective); r.Objective != "" && !ok {
		all := names(s.catalog.Objectives, func(o *okr.Objective) string { return o.Name })
		return nil, s.unknown("objective", "objective", r.Objective, all)
	}
	return func(it item) bool {
		if len(metrics) > 0 && (it.metric == nil || !slices.Contains(metrics, it.metric.Name)) {
			return false
		}
		if r.Objective != "" && !it.belongsTo(r.Objective) {
			return false
		}
		return r.Team == "" || s.catalog.Within(it.team(), r.Team)
	}, nil
}

func (it item) team() string {
	switch {
	case it.objective != nil:
		return it.objective.Team
	case it.kpi != nil && it.role != RoleNorthStar:
		return it.kpi.Team
	}
	return ""
}

// belongsTo reports whether the item is part of an objective or a KPI that supports it.
func (it item) belongsTo(objective string) bool {
	if it.objective != nil {
		return it.objective.Name == objective
	}
	return it.kpi != nil && slices.ContainsFunc(it.kpi.Supports, func(id string) bool {
		return len(id) > len(objective) && id[:len(objective)+1] == objective+"/"
	})
}

func (s *state) checkTeam(name string) error {
	if _, ok := s.catalog.Team(name); name == "" || ok {
		return nil
	}
	return s.unknown("team", "team", name, names(s.catalog.Teams, func(t *okr.Team) string { return t.Name }))
}

// candidates lists those to keep of all numbers of the catalog that are in use on a day, in the order of
// a scorecard's rows, followed by the named metrics that play no part.
func (s *state) candidates(sel *selection, today okr.Date, keep func(item) bool) []item {
	var items []item
	rest := slices.Clone(sel.metrics)
	add := func(it item) {
		if it.metric != nil {
			rest = slices.DeleteFunc(rest, func(name string) bool { return name == it.metric.Name })
		}
		if keep(it) {
			items = append(items, it)
		}
	}
	if m, ok := s.catalog.Metric(s.catalog.Organization.NorthStar); ok {
		add(item{role: RoleNorthStar, metric: m, kpi: s.kpiOf(m.Name, today)})
	}
	if sel.period != nil {
		for _, it := range s.parts[sel.period.Name] {
			add(it)
		}
	}
	for _, it := range s.kpis {
		if !it.kpi.Retired(today) {
			add(it)
		}
	}
	for _, name := range rest {
		if m, ok := s.catalog.Metric(name); ok {
			add(item{role: RoleMetric, metric: m})
		}
	}
	return items
}

// kpiOf is the KPI in use that watches a metric, the main one first.
func (s *state) kpiOf(metric string, today okr.Date) *okr.KPI {
	var found *okr.KPI
	for i := range s.catalog.KPIs {
		k := &s.catalog.KPIs[i]
		if k.Metric == metric && !k.Retired(today) && (found == nil || k.Tier < found.Tier) {
			found = k
		}
	}
	return found
}

// onePerMetric keeps the first item of each named metric, in the order of the names, so that a metric with several parts
// shows once, in its most important one.
func onePerMetric(items []item, names []string) []item {
	var result []item
	for _, name := range names {
		i := slices.IndexFunc(items, func(it item) bool { return it.metric != nil && it.metric.Name == name })
		if i >= 0 {
			result = append(result, items[i])
		}
	}
	return result
}

// checkSegments tells whether a metric is declared to have the segments that a query groups and filters by.
func checkSegments(m *okr.Metric, by []string, filters []series.Filter) error {
	for _, key := range by {
		if !slices.Contains(m.Segments, key) {
			return noSegment("groupBy", m, key)
		}
	}
	for _, f := range filters {
		if !slices.Contains(m.Segments, f.Key()) {
			return noSegment("filters", m, f.Key())
		}
	}
	return nil
}

func noSegment(field string, m *okr.Metric, key string) error {
	if len(m.Segments) == 0 {
		return badQuery(field, "metric %s has no segments, so it has no %q", m.Name, key)
	}
	return badQuery(field, "metric %s has no segment %q: it has %s", m.Name, key, list(m.Segments))
}

func names[T any](things []T, name func(*T) string) []string {
	result := make([]string, len(things))
	for i := range things {
		result[i] = name(&things[i])
	}
	return result
}

func (s *state) unknown(field, what, name string, all []string) error {
	if near := okr.Nearest(name, all); near != "" {
		return badQuery(field, "the catalog has no %s %q: did you mean %s?", what, name, near)
	}
	return badQuery(field, "the catalog has no %s %q", what, name)
}
