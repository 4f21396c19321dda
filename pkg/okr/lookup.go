package okr

import (
	"iter"
	"slices"
	"sort"
	"strings"
)

func find[T any](s []T, name string, key func(*T) string) (*T, bool) {
	i := sort.Search(len(s), func(i int) bool { return key(&s[i]) >= name })
	if i == len(s) || key(&s[i]) != name {
		return nil, false
	}
	return &s[i], true
}

// Sort orders all slices by name, as the look-ups need it.
func (c *Catalog) Sort() {
	sortBy(c.Teams, func(t *Team) string { return t.Name })
	sortBy(c.Periods, func(p *Period) string { return p.Name })
	sortBy(c.Metrics, func(m *Metric) string { return m.Name })
	sortBy(c.KPIs, func(k *KPI) string { return k.Name })
	sortBy(c.Objectives, func(o *Objective) string { return o.Name })
	sortBy(c.AlertRules, func(r *AlertRule) string { return r.Name })
}

func sortBy[T any](s []T, key func(*T) string) {
	slices.SortStableFunc(s, func(a, b T) int { return strings.Compare(key(&a), key(&b)) })
}

// Team finds a team by name.
func (c *Catalog) Team(name string) (*Team, bool) {
	return find(c.Teams, name, func(t *Team) string { return t.Name })
}

// Period finds a period by name.
func (c *Catalog) Period(name string) (*Period, bool) {
	return find(c.Periods, name, func(p *Period) string { return p.Name })
}

// Metric finds a metric by name.
func (c *Catalog) Metric(name string) (*Metric, bool) {
	return find(c.Metrics, name, func(m *Metric) string { return m.Name })
}

// KPI finds a KPI by name.
func (c *Catalog) KPI(name string) (*KPI, bool) {
	return find(c.KPIs, name, func(k *KPI) string { return k.Name })
}

// Objective finds an objective by name.
func (c *Catalog) Objective(name string) (*Objective, bool) {
	return find(c.Objectives, name, func(o *Objective) string { return o.Name })
}

// KeyResult finds a key result by its id, objective/key_result.
func (c *Catalog) KeyResult(id string) (*Objective, *KeyResult, bool) {
	objective, name, ok := strings.Cut(id, "/")
	if !ok {
		return nil, nil, false
	}
	o, ok := c.Objective(objective)
	if !ok {
		return nil, nil, false
	}
	for i := range o.KeyResults {
		if o.KeyResults[i].Name == name {
			return o, &o.KeyResults[i], true
		}
	}
	return nil, nil, false
}

// PeriodAt is the period that contains d; of several the shortest, so that a quarter wins over its year. Where none
// contains d, it is the one that ended last before d.
func (c *Catalog) PeriodAt(d Date) (*Period, bool) {
	var best *Period
	for i := range c.Periods {
		p := &c.Periods[i]
		if d.Before(p.Start) {
			continue
		}
		if best == nil || closer(p, best, d) {
			best = p
		}
	}
	return best, best != nil
}

func closer(a, b *Period, d Date) bool {
	if in := a.Contains(d); in != b.Contains(d) {
		return in
	} else if in {
		return a.Days() < b.Days()
	}
	return b.End.Before(a.End)
}

// ObjectivesOf lists the objectives of a period.
func (c *Catalog) ObjectivesOf(period string) iter.Seq[*Objective] {
	return func(yield func(*Objective) bool) {
		for i := range c.Objectives {
			if c.Objectives[i].Period == period && !yield(&c.Objectives[i]) {
				return
			}
		}
	}
}
