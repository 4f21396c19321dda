package okr

import (
	"slices"
	"time"
)

// Subject is one thing that an alert rule watches: a metric, alone or as part of a KPI or key result.
type Subject struct {
	Metric    *Metric
	KPI       *KPI       // of the metric; nil for a key result, and where there is none
	Objective *Objective // of the key result
	KeyResult *KeyResult
	Team      string // gets the alert; "": no team is in charge of the metric

	// Compared are the metrics of a rule that names several and has no scope. Such a rule has one subject: Metric is the
	// first of them, and the alert is about none of them alone.
	Compared []*Metric
}

// About is the name of the metric that an alert is about; "" where it is about several.
func (s Subject) About() string {
	if len(s.Compared) > 0 {
		return ""
	}
	return s.Metric.Name
}

// Concerns reports whether metric is the subject's metric or one of Compared.
func (s Subject) Concerns(metric string) bool {
	return s.Metric.Name == metric || slices.ContainsFunc(s.Compared, func(m *Metric) bool { return m.Name == metric })
}

// Owner is who is in charge of the number: the owner of the key result, else of the metric's definition, else the lead of
// the team. With several metrics, the owner of the definition counts only where all have the same.
func (c *Catalog) Owner(s Subject) string {
	if s.KeyResult != nil && s.KeyResult.Owner != "" {
		return s.KeyResult.Owner
	}
	owner := s.Metric.Definition.Owner
	same := !slices.ContainsFunc(s.Compared, func(m *Metric) bool { return m.Definition.Owner != owner })
	if owner != "" && same {
		return owner
	}
	if t, ok := c.Team(s.Team); ok {
		return t.Lead
	}
	return ""
}

// InUse reports whether a subject is watched on a day: not a retired KPI, nor a key result of another time.
func (c *Catalog) InUse(s Subject, today Date) bool {
	if s.KPI != nil && s.KPI.Retired(today) {
		return false
	}
	if s.Objective == nil {
		return true
	}
	p, ok := c.Period(s.Objective.Period)
	return ok && p.Contains(today)
}

// Subjects lists what a rule watches: metrics, then KPIs, then key results, in the order of the rule or, for Everything,
// of the catalog. A rule without a scope has one subject, the first metric that it names.
func (c *Catalog) Subjects(r AlertRule) []Subject {
	var all []Subject
	if r.Over.IsZero() {
		if len(r.Metrics) == 0 {
			return nil
		}
		all = c.metricSubjects(r.Metrics[:1])
		for i := range all {
			all[i].Compared = c.metricsOf(r.Compared)
		}
	} else {
		all = c.scope(r.Over)
	}
	if r.Team != "" {
		for i := range all {
			all[i].Team = r.Team
		}
	}
	return all
}

func (c *Catalog) scope(s Scope) []Subject {
	kpis := s.KPIs
	if len(s.Metrics)+len(s.KPIs)+len(s.KeyResults) == 0 {
		kpis = []string{Everything}
	}
	all := slices.Concat(c.metricSubjects(s.Metrics), c.kpiSubjects(kpis), c.keyResultSubjects(s.KeyResults))
	return slices.DeleteFunc(all, func(x Subject) bool {
		return s.Team != "" && !c.Within(x.Team, s.Team) || s.Tier != TierUnknown && (x.KPI == nil || x.KPI.Tier != s.Tier)
	})
}

func (c *Catalog) metricSubjects(names []string) []Subject {
	if slices.Contains(names, Everything) {
		names = nil
		for i := range c.Metrics {
			names = append(names, c.Metrics[i].Name)
		}
	}
	var all []Subject
	for _, name := range names {
		if m, ok := c.Metric(name); ok {
			k, _ := c.Watcher(name)
			all = append(all, Subject{Metric: m, KPI: k, Team: c.TeamOf(name)})
		}
	}
	return all
}

func (c *Catalog) metricsOf(names []string) []*Metric {
	var metrics []*Metric
	for _, name := range names {
		if m, ok := c.Metric(name); ok {
			metrics = append(metrics, m)
		}
	}
	return metrics
}

func (c *Catalog) kpiSubjects(names []string) []Subject {
	var all []Subject
	everything := slices.Contains(names, Everything)
	add := func(k *KPI) {
		if m, ok := c.Metric(k.Metric); ok {
			all = append(all, Subject{Metric: m, KPI: k, Team: k.Team})
		}
	}
	for i := range c.KPIs {
		if everything {
			add(&c.KPIs[i])
		}
	}
	for _, name := range names {
		if k, ok := c.KPI(name); ok && !everything {
			add(k)
		}
	}
	return all
}

func (c *Catalog) keyResultSubjects(ids []string) []Subject {
	var all []Subject
	everything := slices.Contains(ids, Everything)
	add := func(o *Objective, kr *KeyResult) {
		if m, ok := c.Metric(kr.Metric); ok {
			all = append(all, Subject{Metric: m, Objective: o, KeyResult: kr, Team: o.Team})
		}
	}
	for i := range c.Objectives {
		for j := range c.Objectives[i].KeyResults {
			if everything {
				add(&c.Objectives[i], &c.Objectives[i].KeyResults[j])
			}
		}
	}
	for _, id := range ids {
		if o, kr, ok := c.KeyResult(id); ok && !everything {
			add(o, kr)
		}
	}
	return all
}

// TeamOf is the team in charge of a metric: that of its KPI or, without one, of the newest objective with a key result on
// it. It is "" without either.
func (c *Catalog) TeamOf(metric string) string {
	if k, ok := c.Watcher(metric); ok {
		return k.Team
	}
	team, newest := "", Date{}
	for i := range c.Objectives {
		o := &c.Objectives[i]
		p, ok := c.Period(o.Period)
		on := func(kr KeyResult) bool { return kr.Metric == metric }
		if ok && slices.ContainsFunc(o.KeyResults, on) && (team == "" || newest.Before(p.Start)) {
			team, newest = o.Team, p.Start
		}
	}
	return team
}

// Within reports whether team is ancestor or below it.
func (c *Catalog) Within(team, ancestor string) bool {
	for range len(c.Teams) + 1 {
		if team == ancestor {
			return true
		}
		t, ok := c.Team(team)
		if !ok {
			return false
		}
		team = t.Parent
	}
	return false
}

// EvaluationGrain is the shortest grain at which a rule reads one of its subjects. It decides how often Grafana evaluates
// the rule.
func (r AlertRule) EvaluationGrain(subjects []Subject) Grain {
	if r.Grain != GrainUnknown {
		return r.Grain
	}
	grain := Quarter
	for _, s := range subjects {
		grain = min(grain, s.Metric.ReviewGrain())
	}
	return grain
}

// EvaluatedEvery is how often Grafana evaluates rules on buckets of a grain. It is far shorter than a bucket, because late
// facts may arrive long after its end.
func (g Grain) EvaluatedEvery() time.Duration {
	switch g {
	case Hour:
		return 5 * time.Minute
	case Day:
		return 30 * time.Minute
	case Week, Month, Quarter, GrainUnknown:
	}
	return time.Hour
}

// ReviewGrain is the grain at which a metric is judged: the week, or the metric's own grain where that is longer or where
// its facts cannot be combined.
func (m *Metric) ReviewGrain() Grain {
	if m.Type == Distinct || m.Type == Median {
		return m.Grain
	}
	return max(Week, m.Grain)
}
