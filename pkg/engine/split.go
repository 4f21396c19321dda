package engine

import (
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// Split divides the facts of a metric, and of all metrics that it is derived from, by the values of some segments. How far facts have been
// loaded is still determined over all segments together, except for levels.
func (n *Facts) Split(m *okr.Metric, by []string) (map[series.Segment]*Facts, error) {
	parts := map[series.Segment]*Facts{}
	for _, name := range n.rev.operands(m, nil) {
		groups, err := series.GroupContext(n.ctx, okr.Sum, n.columns[name], by, nil)
		if err != nil {
			return nil, err
		}
		for _, g := range groups {
			part := parts[g.Segment]
			if part == nil {
				part = newFacts(n.ctx, n.rev, n.asOf, map[string][]series.Columns{}, n.rollers)
				parts[g.Segment] = part
			}
			part.columns[name] = g.Columns
			if operand, ok := n.catalog.Metric(name); ok && operand.Type != okr.Last {
				part.arrivals[name] = n.arrival(operand, nil)
			}
		}
	}
	return parts, nil
}
