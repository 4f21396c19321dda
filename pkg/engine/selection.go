package engine

import (
	"slices"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
)

// subject is what a row of a scorecard is about, before its values are computed.
type subject struct {
	role      query.Role
	metric    *okr.Metric    // nil for an objective
	objective *okr.Objective // of a key result or objective
	keyResult *okr.KeyResult
	kpi       *okr.KPI
}

// resolve looks up the metrics of all key results and KPIs once for all queries.
func (s *Revision) resolve() {
	s.subjects = map[string][]subject{}
	for i := range s.catalog.Objectives {
		o := &s.catalog.Objectives[i]
		parts := append(s.subjects[o.Period], subject{role: query.RoleObjective, objective: o})
		for k := range o.KeyResults {
			if m, ok := s.catalog.Metric(o.KeyResults[k].Metric); ok {
				parts = append(parts, subject{role: query.RoleKeyResult, metric: m, objective: o, keyResult: &o.KeyResults[k]})
			}
		}
		s.subjects[o.Period] = parts
	}
	for _, tier := range []okr.Tier{okr.Main, okr.Monitoring} {
		for i := range s.catalog.KPIs {
			k := &s.catalog.KPIs[i]
			m, ok := s.catalog.Metric(k.Metric)
			if ok && k.Tier == tier && k.Metric != s.catalog.Organization.NorthStar {
				s.kpis = append(s.kpis, subject{role: roleOf(tier), metric: m, kpi: k})
			}
		}
	}
}

// selection holds the subjects that a query selects, at one instant.
type selection struct {
	subjects []subject
	metrics  []string // the query's metrics, with the overview replaced by its metrics; empty for all
	period   *okr.Period
}

// metricRoles are the roles that a metric can have in the catalog, the most important one first. They are the default roles of a scorecard.
var metricRoles = []query.Role{query.RoleNorthStar, query.RoleKeyResult, query.RoleKPIMain, query.RoleKPIMonitoring}

func (s *Revision) selectSubjects(r Request) *selection {
	sel := &selection{metrics: r.Metrics, period: r.Period}
	roles := r.Query.Roles
	if len(roles) == 0 {
		roles = metricRoles
		if len(sel.metrics) > 0 {
			roles = append(slices.Clone(roles), query.RoleMetric)
		}
	}
	sel.subjects = s.candidates(sel, r.Today, func(sub subject) bool { return slices.Contains(roles, sub.role) && r.wants(s.catalog, sub) })
	return sel
}

// wants reports whether a subject matches the query's metrics, objective, team and external.
func (r *Request) wants(c *okr.Catalog, sub subject) bool {
	if len(r.Metrics) > 0 && (sub.metric == nil || !slices.Contains(r.Metrics, sub.metric.Name)) {
		return false
	}
	if r.Query.Objective != "" && !sub.belongsTo(r.Query.Objective) {
		return false
	}
	if r.Query.External != "" && (sub.metric == nil || (sub.metric.External != nil) != (r.Query.External == query.ExternalOnly)) {
		return false
	}
	return r.Query.Team == "" || c.Within(sub.team(), r.Query.Team)
}

func (sub subject) team() string {
	switch {
	case sub.objective != nil:
		return sub.objective.Team
	case sub.kpi != nil && sub.role != query.RoleNorthStar:
		return sub.kpi.Team
	}
	return ""
}

// belongsTo reports whether the subject is the objective, one of its key results, or a KPI that supports one of these.
func (sub subject) belongsTo(objective string) bool {
	if sub.objective != nil {
		return sub.objective.Name == objective
	}
	return sub.kpi != nil && slices.ContainsFunc(sub.kpi.Supports, func(id string) bool {
		return len(id) > len(objective) && id[:len(objective)+1] == objective+"/"
	})
}

// candidates returns the subjects that keep accepts, of those in use on a day. They are in the order of a scorecard's rows. Named metrics
// without a role follow at the end.
func (s *Revision) candidates(sel *selection, today okr.Date, keep func(subject) bool) []subject {
	var subjects []subject
	rest := slices.Clone(sel.metrics)
	add := func(sub subject) {
		if sub.metric != nil {
			rest = slices.DeleteFunc(rest, func(name string) bool { return name == sub.metric.Name })
		}
		if keep(sub) {
			subjects = append(subjects, sub)
		}
	}
	if m, ok := s.catalog.Metric(s.catalog.Organization.NorthStar); ok {
		add(subject{role: query.RoleNorthStar, metric: m, kpi: s.catalog.WatcherOn(m.Name, today)})
	}
	if sel.period != nil {
		for _, sub := range s.subjects[sel.period.Name] {
			add(sub)
		}
	}
	for _, sub := range s.kpis {
		if !sub.kpi.Retired(today) {
			add(sub)
		}
	}
	for _, name := range slices.Clone(rest) { // add removes elements from rest
		if m, ok := s.catalog.Metric(name); ok {
			add(subject{role: query.RoleMetric, metric: m})
		}
	}
	return subjects
}

// onePerMetric keeps the first subject of each named metric, in the order of the names. A metric with several roles thus has one row, in
// its most important role.
func onePerMetric(subjects []subject, names []string) []subject {
	var result []subject
	for _, name := range names {
		i := slices.IndexFunc(subjects, func(sub subject) bool { return sub.metric != nil && sub.metric.Name == name })
		if i >= 0 {
			result = append(result, subjects[i])
		}
	}
	return result
}

// allMetrics returns the names of all metrics of a catalog.
func allMetrics(c *okr.Catalog) []string {
	return names(c.Metrics, func(m *okr.Metric) string { return m.Name })
}

func names[T any](things []T, name func(*T) string) []string {
	result := make([]string, len(things))
	for i := range things {
		result[i] = name(&things[i])
	}
	return result
}
