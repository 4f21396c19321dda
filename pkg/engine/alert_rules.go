package engine

import (
	"fmt"
	"slices"

	"github.com/northstar/okrkpi/pkg/condition"
	"github.com/northstar/okrkpi/pkg/okr"
)

// alertRule is a rule of the catalog, ready to be evaluated.
type alertRule struct {
	okr.AlertRule
	condition alertCondition
	audit     *alertCondition // nil without an audit line
	subjects  []okr.Subject
}

// alertCondition is a condition and what it wants to see.
type alertCondition struct {
	*condition.Condition
	operands  []condition.Operand
	variables []string
}

func compileCondition(src string, names condition.Names) (alertCondition, error) {
	c, err := condition.CompileCondition(src, names)
	if err != nil {
		return alertCondition{}, err
	}
	return alertCondition{c, c.Operands(), c.Variables()}, nil
}

// reads reports whether the condition reads one of some variables.
func (c *alertCondition) reads(names ...string) bool {
	return slices.ContainsFunc(c.variables, func(name string) bool { return slices.Contains(names, name) })
}

// judged reports whether the condition reads what a scorecard says of the number.
func (c *alertCondition) judged() bool {
	return c.reads("baseline", "target", "attainment", "pace", "status")
}

// valueThreshold is the threshold of a condition that reads nothing but metrics. A z-score or a change says little by
// itself: people are shown the value that it is of.
func (c *alertCondition) valueThreshold() (condition.Threshold, bool) {
	if slices.ContainsFunc(c.variables, func(name string) bool { return name != "value" }) {
		return condition.Threshold{}, false
	}
	return c.Threshold()
}

// compileRules prepares the rules of a catalog. They were checked before the catalog was stored.
func (s *Revision) compileRules() error {
	names := condition.Names{Metrics: names(s.catalog.Metrics, func(m *okr.Metric) string { return m.Name })}
	for _, r := range s.catalog.Rules() {
		compiled := alertRule{AlertRule: r, subjects: s.catalog.Subjects(r)}
		var err error
		if compiled.condition, err = compileCondition(r.Expr, names); err != nil {
			return fmt.Errorf("alert rule %s: %w", r.Name, err)
		}
		if r.Audit != "" {
			audit, err := compileCondition(r.Audit, names)
			if err != nil {
				return fmt.Errorf("alert rule %s: audit: %w", r.Name, err)
			}
			compiled.audit = &audit
		}
		s.rules = append(s.rules, compiled)
	}
	return nil
}

// selectRules finds the rules and numbers that a query asks about.
func (s *Revision) selectRules(r request) []alertRule {
	var result []alertRule
	for _, rule := range s.rules {
		if len(r.Rules) > 0 && !slices.Contains(r.Rules, rule.Name) {
			continue
		}
		rule.subjects = slices.DeleteFunc(slices.Clone(rule.subjects), func(x okr.Subject) bool {
			return len(r.named) > 0 && !slices.ContainsFunc(r.named, x.Concerns) ||
				r.Team != "" && !s.catalog.Within(x.Team, r.Team) || !s.inUse(x, r.today)
		})
		if len(rule.subjects) > 0 {
			result = append(result, rule)
		}
	}
	return result
}

// inUse reports whether a subject is watched on a day: not a retired KPI, nor a key result of another time.
func (s *Revision) inUse(x okr.Subject, today okr.Date) bool {
	if x.KPI != nil && x.KPI.Retired(today) {
		return false
	}
	if x.Objective == nil {
		return true
	}
	p, ok := s.catalog.Period(x.Objective.Period)
	return ok && p.Contains(today)
}
