package engine

import (
	"context"
	"strings"

	"github.com/northstar/okrkpi/pkg/catalog"
	"github.com/northstar/okrkpi/pkg/query"
)

// Preview replays an alert rule that is not in the catalog yet, or not in this wording, over the complete buckets of the
// time range, just as Backtest would if it were applied. The rule is a YAML document as in a catalog.
func (v *View) Preview(ctx context.Context, rule []byte, q query.Query) (*Backtest, error) {
	if err := admit(ctx, estimate{
		values: v.resources() * valuesOfDocument, made: "the catalog with the rule in it", narrow: "a rule of the catalog",
		replay: true, drafted: true,
	}); err != nil {
		return nil, err
	}
	draft, err := v.with(rule)
	if err != nil {
		return nil, err
	}
	q.Rules = []string{draft.catalog.AlertRules[0].Name}
	return draft.Backtest(ctx, q)
}

// with is the same view of a catalog with one written rule, the proposed one.
func (v *View) with(rule []byte) (*View, error) {
	c, findings := catalog.ParseRule(v.catalog, catalog.File{Name: "rule", Data: rule})
	if err := findings.Err(); err != nil {
		return nil, query.Errorf("rule", "%s", strings.TrimSpace(err.Error()))
	}
	proposed, err := newRevision(v.number, c)
	if err != nil {
		return nil, err
	}
	return &View{Revision: proposed, engine: v.engine, span: v.span, at: v.at, version: v.version}, nil
}
