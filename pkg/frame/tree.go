package frame

import (
	"slices"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
)

// Tree returns the North Star and its drivers as the two frames of a node graph. The colour of a circle is the status, and the status is
// also written inside it.
func Tree(t *engine.Tree) data.Frames {
	nodes := graph("nodes", nodeFields(t.Nodes, t.Locale)...)
	nodes.Meta.Custom = source{Revision: t.Revision}
	nodes.Meta.Notices = notices(t.Notices)
	drawn := drawable(t)
	edges := graph("edges",
		pick("id", drawn, func(e *engine.TreeEdge) string { return e.From + ">" + e.To }),
		pick("source", drawn, func(e *engine.TreeEdge) string { return e.From }),
		pick("target", drawn, func(e *engine.TreeEdge) string { return e.To }),
	)
	return data.Frames{nodes, edges}
}

// drawable drops edges to metrics that the query filters out, because the node graph fails on an edge without its node.
func drawable(t *engine.Tree) []engine.TreeEdge {
	shown := make(map[string]bool, len(t.Nodes))
	for i := range t.Nodes {
		shown[t.Nodes[i].Metric.Name] = true
	}
	return slices.DeleteFunc(slices.Clone(t.Edges), func(e engine.TreeEdge) bool { return !shown[e.From] || !shown[e.To] })
}

func graph(name string, fields ...*data.Field) *data.Frame {
	f := data.NewFrame(name, fields...)
	f.Meta = &data.FrameMeta{PreferredVisualization: data.VisTypeNodeGraph}
	return f
}

func nodeFields(nodes []engine.TreeNode, locale string) []*data.Field {
	type node = engine.TreeNode
	text := func(name, title string, cell func(*node) string) *data.Field {
		f := pick(name, nodes, cell)
		// The node graph displays DisplayName and ignores DisplayNameFromDS.
		f.Config.DisplayName = columnWords[title].In(locale)
		return f
	}
	id := text("id", "metric", func(n *node) string { return n.Metric.Name })
	id.Config.Links = drillDown("${__data.fields.id}", locale)
	fields := []*data.Field{
		id,
		text("title", "title", func(n *node) string { return n.Title }),
		text("subtitle", "kind", func(n *node) string { return roleWords[n.Role].In(locale) }),
		text("mainstat", "value_text", func(n *node) string { return n.ValueText }),
		text("secondarystat", "effective_status", func(n *node) string { return statusWord(n.Effective, locale) }),
	}
	for _, s := range okr.Statuses() {
		fields = append(fields, arc(nodes, s, locale))
	}
	return append(fields,
		text("detail__owner", "owner", func(n *node) string { return n.Owner }),
		text("detail__team", "team", func(n *node) string { return n.Team }),
		text("detail__bucket", "bucket", func(n *node) string { return day(n.Bucket) }),
		text("detail__wow", "wow", func(n *node) string { return change(n.WoW) }),
		text("detail__target", "target", func(n *node) string { return string(appendTarget(nil, n.Metric, n.Target)) }),
		text("detail__criteria", "criteria", func(n *node) string { return n.ThresholdText }),
		text("detail__value_reason", "value_reason", func(n *node) string { return n.ValueReason }),
	)
}

// arc returns the share of each node's circle that has the colour of a status: 0 or 1.
func arc(nodes []engine.TreeNode, s okr.Status, locale string) *data.Field {
	f := pick("arc__"+s.String(), nodes, func(n *engine.TreeNode) float64 {
		if n.Effective == s || n.Effective == okr.StatusUnknown && s == okr.NoData {
			return 1
		}
		return 0
	})
	f.Config.DisplayName = statusWord(s, locale)
	f.Config.Color = fixedColour(statusPaint(s).name)
	return f
}

func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

func change(share float64) string { return string(okr.AppendChange(nil, share)) }

func amount(m *okr.Metric, v float64) string { return string(appendAmount(nil, m, v)) }

func appendTarget(text []byte, m *okr.Metric, v float64) []byte {
	if !known(v) {
		return text
	}
	return okr.AppendLimit(text, v, m.Unit, m.Decimals)
}

func appendAmount(text []byte, m *okr.Metric, v float64) []byte {
	if !known(v) {
		return text
	}
	return okr.AppendValue(text, v, m.Unit, m.Decimals)
}
