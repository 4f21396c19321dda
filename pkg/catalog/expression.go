package catalog

import (
	"cmp"
	"errors"

	"github.com/northstar/okrkpi/pkg/condition"
)

// conditionAt is a condition and its path.
type conditionAt struct {
	*condition.Condition
	path string
}

// conditions compiles the expressions of a rule. It reports whether all compile. Unknown metrics are not reported while a
// document could not be read, because they may be defined in it.
func (b *builder) conditions(d *draft[alertRuleSpec]) (compiled []conditionAt, ok bool) {
	ok = d.spec.Expr != ""
	for _, e := range []struct{ key, src string }{{"expr", d.spec.Expr}, {"audit", d.spec.Audit}} {
		if e.src == "" {
			continue // a missing one has been reported
		}
		c, err := condition.CompileCondition(e.src, condition.Names{Metrics: b.metricList()})
		if err == nil {
			compiled = append(compiled, conditionAt{c, "spec." + e.key})
			continue
		}
		ok = false
		if !b.lost {
			b.expressionError(d.places, "spec."+e.key, "alert-rule/"+e.key, e.src, err,
				"write a condition such as churn_rate > 0.04")
		}
	}
	return compiled, ok
}

// expressionError reports an error in an expression at its place in the file.
func (b *builder) expressionError(p *places, path, rule, src string, err error, hint string) {
	m, message := p.at(path), err.Error()
	var bad *condition.Error
	if errors.As(err, &bad) {
		message, hint = bad.Message, cmp.Or(bad.Hint, hint)
		m = p.src.inside(m, src, bad.Line, bad.Column, bad.Width)
	}
	b.addFinding(Error, p, m, rule, hint, "%s: %s", lastName(path), message)
}
