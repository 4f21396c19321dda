package engine

import (
	"slices"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
)

// item is one number that a scorecard shows, before it is computed.
type item struct {
	role      query.Role
	metric    *okr.Metric    // nil for an objective
	objective *okr.Objective // of a key result or objective
	keyResult *okr.KeyResult
	kpi       *okr.KPI
}

// resolve finds the metrics of all key results and KPIs, so that a query need not.
func (s *Revision) resolve() {
	s.items = map[string][]item{}
	for i := range s.catalog.Objectives {
		o := &s.catalog.Objectives[i]
		parts := append(s.items[o.Period], item{role: query.RoleObjective, objective: o})
		for k := range o.KeyResults {
			if m, ok := s.catalog.Metric(o.KeyResults[k].Metric); ok {
				parts = append(parts, item{role: query.RoleKeyResult, metric: m, objective: o, keyResult: &o.KeyResults[k]})
			}
		}
		s.items[o.Period] = parts
	}
	for _, tier := range []okr.Tier{okr.Main, okr.Monitoring} {
		for i := range s.catalog.KPIs {
			k := &s.catalog.KPIs[i]
			m, ok := s.catalog.Metric(k.Metric)
			if ok && k.Tier == tier && k.Metric != s.catalog.Organization.NorthStar {
				s.kpis = append(s.kpis, item{role: roleOf(tier), metric: m, kpi: k})
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

// metricRoles are the roles that a metric can have in the catalog, the most important one first: the rows of a scorecard when a
// query does not choose.
var metricRoles = []query.Role{query.RoleNorthStar, query.RoleKeyResult, query.RoleKPIMain, query.RoleKPIMonitoring}

func (s *Revision) selectItems(r Request) *selection {
	sel := &selection{metrics: r.Metrics, period: r.Period}
	roles := r.Query.Roles
	if len(roles) == 0 {
		roles = metricRoles
		if len(sel.metrics) > 0 {
			roles = append(slices.Clone(roles), query.RoleMetric)
		}
	}
	sel.items = s.candidates(sel, r.Today, func(it item) bool { return slices.Contains(roles, it.role) && r.wants(s.catalog, it) })
	return sel
}

// wants tells whether the query's metrics, objective, team and external leave an item.
func (r *Request) wants(c *okr.Catalog, it item) bool {
	if len(r.Metrics) > 0 && (it.metric == nil || !slices.Contains(r.Metrics, it.metric.Name)) {
		return false
	}
	if r.Query.Objective != "" && !it.belongsTo(r.Query.Objective) {
		return false
	}
	if r.Query.External != "" && (it.metric == nil || (it.metric.External != nil) != (r.Query.External == query.ExternalOnly)) {
		return false
	}
	return r.Query.Team == "" || c.Within(it.team(), r.Query.Team)
}

func (it item) team() string {
	switch {
	case it.objective != nil:
		return it.objective.Team
	case it.kpi != nil && it.role != query.RoleNorthStar:
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

// candidates lists those to keep of all numbers of the catalog that are in use on a day, in the order of
// a scorecard's rows, followed by the named metrics that play no part.
func (s *Revision) candidates(sel *selection, today okr.Date, keep func(item) bool) []item {
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
		add(item{role: query.RoleNorthStar, metric: m, kpi: s.catalog.WatcherOn(m.Name, today)})
	}
	if sel.period != nil {
		for _, it := range s.items[sel.period.Name] {
			add(it)
		}
	}
	for _, it := range s.kpis {
		if !it.kpi.Retired(today) {
			add(it)
		}
	}
	for _, name := range slices.Clone(rest) { // add shortens it
		if m, ok := s.catalog.Metric(name); ok {
			add(item{role: query.RoleMetric, metric: m})
		}
	}
	return items
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

func names[T any](things []T, name func(*T) string) []string {
	result := make([]string, len(things))
	for i := range things {
		result[i] = name(&things[i])
	}
	return result
}
