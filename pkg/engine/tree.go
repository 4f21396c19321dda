package engine

import (
	"context"

	"github.com/northstar/okrkpi/pkg/query"
)

// Tree returns the metrics that drive the North Star, or that drive the metrics of the query, level by level.
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
	sel.subjects = Limited(req, onePerMetric(sel.subjects, order), &tree.Notices)
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

// walk returns the roots and the metrics below them, breadth first and each once, and the distance of each from the nearest root. It
// appends the edges.
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
