package alert

import (
	"context"
	"strings"

	"github.com/northstar/okrkpi/pkg/catalog"
	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/query"
)

// Preview replays a draft of an alert rule over the complete buckets of the time range, as EvaluateRange would after the rule has been
// applied. The rule is a YAML document as in a catalog. A rule with errors is a *query.Error on the field rule.
func Preview(ctx context.Context, v *engine.View, rule []byte, q query.Query) (*Backtest, error) {
	if err := engine.Admit(ctx, engine.Estimate{
		Values: v.Resources() * engine.ValuesOfDocument, Made: "the catalog with the rule in it", Narrow: "a rule of the catalog",
		Replay: true, Drafted: true,
	}); err != nil {
		return nil, err
	}
	c, findings := catalog.ParseRule(v.Catalog(), catalog.File{Name: "rule", Data: rule})
	if err := findings.Err(); err != nil {
		return nil, query.Errorf("rule", "%s", strings.TrimSpace(err.Error()))
	}
	draft, err := v.With(c)
	if err != nil {
		return nil, err
	}
	q.Rules = []string{c.AlertRules[0].Name}
	return EvaluateRange(ctx, draft, q)
}
