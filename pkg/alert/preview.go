package alert

import (
	"context"
	"strings"

	"github.com/northstar/okrkpi/pkg/catalog"
	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/query"
)

// Preview replays an alert rule that is not in the catalog yet, or not in this wording, over the complete buckets of the
// time range, just as EvaluateRange would if it were applied. The rule is a YAML document as in a catalog.
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
