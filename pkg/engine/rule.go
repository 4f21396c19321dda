package engine

import (
	"fmt"

	"github.com/northstar/okrkpi/pkg/condition"
	"github.com/northstar/okrkpi/pkg/okr"
)

// Rule is an alert rule of the catalog, compiled. It is immutable.
type Rule struct {
	okr.AlertRule
	Condition      *condition.Condition
	AuditCondition *condition.Condition // nil without an audit expression
	Subjects       []okr.Subject
}

// Rules returns the alert rules of the catalog, written and automatic ones.
func (s *Revision) Rules() []Rule { return s.rules }

// compileRules compiles the rules of a catalog. They were checked before the catalog was stored.
func (s *Revision) compileRules(metrics []string) error {
	names := condition.Names{Metrics: metrics}
	for _, r := range s.catalog.Rules() {
		compiled := Rule{AlertRule: r, Subjects: s.catalog.Subjects(r)}
		var err error
		if compiled.Condition, err = condition.CompileCondition(r.Expr, names); err != nil {
			return fmt.Errorf("alert rule %s: %w", r.Name, err)
		}
		if r.Audit != "" {
			if compiled.AuditCondition, err = condition.CompileCondition(r.Audit, names); err != nil {
				return fmt.Errorf("alert rule %s: audit: %w", r.Name, err)
			}
		}
		s.rules = append(s.rules, compiled)
	}
	return nil
}
