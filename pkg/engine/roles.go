package engine

import (
	"slices"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
)

// Roles holds the roles that a metric has in the catalog in any period, and the team that owns it.
type Roles struct {
	Roles []query.Role // the most important one first; empty for a metric without a role
	Team  string       // of the first role that has one, "" for none
}

func (r *Roles) add(role query.Role, team string) {
	if !slices.Contains(r.Roles, role) {
		r.Roles = append(r.Roles, role)
	}
	if r.Team == "" {
		r.Team = team
	}
}

// RolesOf returns the roles of all metrics of a catalog, by metric.
func RolesOf(c *okr.Catalog) map[string]*Roles {
	all := make(map[string]*Roles, len(c.Metrics))
	for i := range c.Metrics {
		all[c.Metrics[i].Name] = &Roles{}
	}
	add := func(metric string, role query.Role, team string) {
		if r, ok := all[metric]; ok {
			r.add(role, team)
		}
	}
	add(c.Organization.NorthStar, query.RoleNorthStar, "")
	for i := range c.Objectives {
		for k := range c.Objectives[i].KeyResults {
			add(c.Objectives[i].KeyResults[k].Metric, query.RoleKeyResult, c.Objectives[i].Team)
		}
	}
	for i := range c.KPIs {
		add(c.KPIs[i].Metric, roleOf(c.KPIs[i].Tier), c.KPIs[i].Team)
	}
	return all
}

// roleOf returns the role of a metric that a KPI of a tier watches.
func roleOf(t okr.Tier) query.Role {
	if t == okr.Monitoring {
		return query.RoleKPIMonitoring
	}
	return query.RoleKPIMain
}
