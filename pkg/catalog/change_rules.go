package catalog

import (
	"fmt"
	"slices"

	"github.com/northstar/okrkpi/pkg/condition"
	"github.com/northstar/okrkpi/pkg/okr"
)

// scored are the periods of the old catalog that have begun and have objectives.
func (c *changeCheck) scored() []*okr.Period {
	var scored []*okr.Period
	for i := range c.before.Periods {
		p := &c.before.Periods[i]
		if _, ok := c.begun(c.before, p.Name); ok && hasObjectives(c.before, p.Name) {
			scored = append(scored, p)
		}
	}
	return scored
}

func hasObjectives(c *okr.Catalog, period string) bool {
	for i := range c.Objectives {
		if c.Objectives[i].Period == period {
			return true
		}
	}
	return false
}

// organization checks the settings that all scores depend on, and removed periods.
func (c *changeCheck) organization() {
	was, now := c.before.Organization, c.after.Organization
	scored := c.scored()
	if len(scored) == 0 || NewReason(was.Revision, now.Revision) != nil {
		return
	}
	at, newest := "organization "+now.Name, scored[0]
	for _, p := range scored {
		if newest.Start.Before(p.Start) {
			newest = p
		}
		if _, stays := c.after.Period(p.Name); !stays {
			c.unexplained("organization/revision", at, p, "", Change{Kind: Removed, Resource: kindPeriod, Name: p.Name})
		}
	}
	c.unexplained("organization/revision", at, newest, "",
		changesIn(kindOrganization, now.Name, writeOrganization(was), writeOrganization(now),
			"successLine", "successBand", "timezone", "weekStart", "fiscalYearStart")...)
}

// periods checks the days of periods that have begun, and removed objectives.
func (c *changeCheck) periods() {
	for _, was := range c.scored() {
		now, stays := c.after.Period(was.Name)
		if !stays || NewReason(was.Revision, now.Revision) != nil {
			continue
		}
		at := "period " + was.Name
		c.unexplained("period/revision", at, was, "", changesIn(kindPeriod, was.Name, writePeriod(*was), writePeriod(*now), "start", "end")...)
		for i := range c.before.Objectives {
			o := &c.before.Objectives[i]
			if _, kept := c.after.Objective(o.Name); !kept && o.Period == was.Name {
				c.unexplained("period/revision", at, was, "", Change{Kind: Removed, Resource: kindObjective, Name: o.Name})
			}
		}
	}
}

// computedKeys are the keys of a metric that decide its values. lookbackDays of source does not.
var computedKeys = []string{"type", "formula", "grain", "direction", "segments", "carry", "source"}

const (
	lookbackKey = "source.sql.lookbackDays"
	monthsKey   = "baseline.months" // decides automatic baselines
)

// metrics checks how metrics are computed that key results of periods that have begun depend on, directly or through a
// formula. Wording, owners, bounds and drivers do not move a score.
func (c *changeCheck) metrics() {
	uses := c.measuredBy()
	for i := range c.before.Metrics {
		was := &c.before.Metrics[i]
		now, stays := c.after.Metric(was.Name)
		use, used := uses[was.Name]
		if !used || !stays || NewReason(was.Revision, now.Revision) != nil {
			continue
		}
		keys := computedKeys
		if use.automatic {
			keys = append(slices.Clone(keys), monthsKey)
		}
		changes := slices.DeleteFunc(changesIn(kindMetric, was.Name, writeMetric(*was), writeMetric(*now), keys...),
			func(change Change) bool { return change.Path == lookbackKey })
		c.unexplained("metric/revision", "metric "+was.Name, use.period, fmt.Sprintf("it measures key result %s and ", use.keyResult), changes...)
	}
}

// use is the newest key result, of a period that has begun, that a metric measures.
type use struct {
	keyResult string
	period    *okr.Period
	automatic bool // whether any key result has an automatic baseline
}

// measuredBy are the uses of metrics in periods that have begun, by metric name. Operands of formulas count as used.
func (c *changeCheck) measuredBy() map[string]use {
	names := make([]string, len(c.before.Metrics))
	for i := range names {
		names[i] = c.before.Metrics[i].Name
	}
	uses := map[string]use{}
	var add func(metric string, u use)
	add = func(metric string, u use) {
		if known, ok := uses[metric]; ok {
			u.automatic = u.automatic || known.automatic
			if !known.period.Start.Before(u.period.Start) {
				u.keyResult, u.period = known.keyResult, known.period
			}
		}
		uses[metric] = u
		m, ok := c.before.Metric(metric)
		if !ok || m.Type != okr.Derived {
			return
		}
		if formula, err := condition.CompileFormula(m.Formula, names); err == nil {
			for _, operand := range formula.Metrics() {
				add(operand, u)
			}
		}
	}
	for i := range c.before.Objectives {
		o := &c.before.Objectives[i]
		if period, ok := c.begun(c.before, o.Period); ok {
			for j := range o.KeyResults {
				kr := &o.KeyResults[j]
				add(kr.Metric, use{kr.ID(o.Name), period, kr.Baseline == nil})
			}
		}
	}
	return uses
}
