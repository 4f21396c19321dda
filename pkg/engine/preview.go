package engine

import (
	"context"
	"strings"

	"github.com/northstar/okrkpi/pkg/catalog"
	"github.com/northstar/okrkpi/pkg/query"
)

// Preview replays an alert rule that is not in the catalog yet, or not in this wording, over the complete buckets of the
// time range, just as Backtest would if it were applied. The rule is a YAML document as in a catalog.
func (e *Engine) Preview(ctx context.Context, rule []byte, q query.Query, r TimeRange) (*Backtest, error) {
	s, err := e.state(ctx)
	if err != nil {
		return nil, err
	}
	if err := admit(ctx, estimate{
		values: s.resources() * valuesOfDocument, made: "the catalog with the rule in it", narrow: "a rule of the catalog",
		replay: true, drafted: true,
	}); err != nil {
		return nil, err
	}
	proposed, err := s.with(rule)
	if err != nil {
		return nil, err
	}
	draft := &Engine{catalog: onlyRevision(proposed.revision), series: e.series, clock: e.clock, changes: e.changes}
	draft.current.Store(proposed)
	q.Rules = []string{proposed.catalog.AlertRules[0].Name}
	return draft.Backtest(ctx, q, r)
}

// with is the catalog with one written rule, the proposed one.
func (s *state) with(rule []byte) (*state, error) {
	c, findings := catalog.ParseRule(s.catalog, catalog.File{Name: "rule", Data: rule})
	if err := findings.Err(); err != nil {
		return nil, query.Errorf("rule", "%s", strings.TrimSpace(err.Error()))
	}
	return newStateOf(s.revision, c)
}

// onlyRevision stands for a catalog that is not stored.
type onlyRevision int64

// Revision is that of the catalog that the proposal starts from.
func (r onlyRevision) Revision(context.Context) (int64, error) { return int64(r), nil }

// Document is never asked for: the state is there already.
func (onlyRevision) Document(context.Context, int64) ([]byte, error) { return nil, &NoCatalogError{} }

var _ CatalogReader = onlyRevision(0)
