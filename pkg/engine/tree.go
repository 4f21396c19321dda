package engine

import (
	"context"

	"github.com/northstar/okrkpi/pkg/query"
)

// Tree walks from the North Star, or from the metrics that the query names, down to the metrics that drive them.
func (v *View) Tree(ctx context.Context, q query.Query) (*Tree, error) {
	req, err := v.Begin(ctx, q)
	if err != nil {
		return nil, err
	}
	roots := req.Metrics
	if len(roots) == 0 && v.catalog.Organization.NorthStar != "" {
		roots = []string{v.catalog.Organization.NorthStar}
	}
	tree := &Tree{At: req.At, Revision: v.number, Locale: req.Locale}
	order, depth := v.walk(roots, &tree.Edges)
	req.Metrics = order
	sel := v.selectSubjects(req)
	sel.subjects = onePerMetric(sel.subjects, order)
	ev, err := v.evaluator(ctx, req, sel)
	if err != nil {
		return nil, err
	}
	if err := Admit(ctx, ev.estimate(sel.subjects, 1)); err != nil {
		return nil, err
	}
	for _, sub := range sel.subjects {
		row, err := ev.row(sub)
		if err != nil {
			return nil, err
		}
		tree.Nodes = append(tree.Nodes, TreeNode{Row: row, Depth: depth[sub.metric.Name]})
	}
	return tree, nil
}

// walk lists the metrics below the roots breadth first, each once, with its distance from the nearest root.
func (s *Revision) walk(roots []string, edges *[]TreeEdge) (order []string, depth map[string]int) {
	depth = map[string]int{}
	for _, root := range roots {
		depth[root] = 0
	}
	order = append(order, roots...)
	for i := 0; i < len(order); i++ {
		m, ok := s.catalog.Metric(order[i])
		if !ok {
			continue
		}
		for _, driver := range m.Drivers {
			*edges = append(*edges, TreeEdge{From: m.Name, To: driver})
			if _, seen := depth[driver]; !seen {
				depth[driver] = depth[m.Name] + 1
				order = append(order, driver)
			}
		}
	}
	return order, depth
}
