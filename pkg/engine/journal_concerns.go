package engine

import (
	"slices"
	"strings"

	"github.com/northstar/okrkpi/pkg/okr"
)

// concerns returns what entries must be about: one element each for the query's metrics, objective and team. An entry must match every
// element.
func (s *Revision) concerns(r Request) []okr.Concerns {
	var all []okr.Concerns
	if len(r.Query.Metrics) > 0 {
		all = append(all, s.concernsOfMetrics(r.Metrics))
	}
	if r.Query.Objective != "" {
		all = append(all, s.concernsOfObjective(r.Query.Objective))
	}
	if r.Query.Team != "" {
		all = append(all, s.concernsOfTeam(r.Query.Team))
	}
	return all
}

// concernsOfMetrics returns the metrics, and the KPIs and key results on them.
func (s *Revision) concernsOfMetrics(metrics []string) okr.Concerns {
	c := okr.Concerns{Metrics: metrics}
	for i := range s.catalog.KPIs {
		if k := &s.catalog.KPIs[i]; slices.Contains(metrics, k.Metric) {
			c.KPIs = append(c.KPIs, k.Name)
		}
	}
	for i := range s.catalog.Objectives {
		for _, kr := range s.catalog.Objectives[i].KeyResults {
			if slices.Contains(metrics, kr.Metric) {
				c.KeyResults = append(c.KeyResults, kr.ID(s.catalog.Objectives[i].Name))
			}
		}
	}
	return c
}

// concernsOfObjective returns the objective, its key results with their metrics, and the KPIs that support them.
func (s *Revision) concernsOfObjective(name string) okr.Concerns {
	c := okr.Concerns{Objectives: []string{name}}
	if o, ok := s.catalog.Objective(name); ok {
		for _, kr := range o.KeyResults {
			c.KeyResults, c.Metrics = append(c.KeyResults, kr.ID(name)), append(c.Metrics, kr.Metric)
		}
	}
	for i := range s.catalog.KPIs {
		k := &s.catalog.KPIs[i]
		if slices.ContainsFunc(k.Supports, func(id string) bool { return strings.HasPrefix(id, name+"/") }) {
			c.KPIs = append(c.KPIs, k.Name)
		}
	}
	return c
}

// concernsOfTeam returns the team and the teams below it, and the objectives, key results, KPIs and metrics that they own.
func (s *Revision) concernsOfTeam(name string) okr.Concerns {
	var c okr.Concerns
	for i := range s.catalog.Teams {
		if t := s.catalog.Teams[i].Name; s.catalog.Within(t, name) {
			c.Teams = append(c.Teams, t)
		}
	}
	for i := range s.catalog.Objectives {
		o := &s.catalog.Objectives[i]
		if !slices.Contains(c.Teams, o.Team) {
			continue
		}
		c.Objectives = append(c.Objectives, o.Name)
		for _, kr := range o.KeyResults {
			c.KeyResults = append(c.KeyResults, kr.ID(o.Name))
		}
	}
	for i := range s.catalog.KPIs {
		if k := &s.catalog.KPIs[i]; slices.Contains(c.Teams, k.Team) {
			c.KPIs = append(c.KPIs, k.Name)
		}
	}
	for i := range s.catalog.Metrics {
		if m := s.catalog.Metrics[i].Name; slices.Contains(c.Teams, s.catalog.TeamOf(m)) {
			c.Metrics = append(c.Metrics, m)
		}
	}
	return c
}
