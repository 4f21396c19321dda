package condition

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"

	"github.com/northstar/okrkpi/pkg/okr"
)

// Limits of a condition. maxSteps bounds the time of an evaluation. Each bucket of a streak and each pair of buckets of a
// slope counts, so that no evaluation takes longer.
const (
	maxSteps   = 100_000
	maxNesting = 32
	maxBuckets = 366
)

// compiler checks a syntax tree and compiles it to functions.
type compiler struct {
	source  string
	runes   []rune
	metrics []string

	operands []Operand
	read     map[string]struct{}
	history  int
	window   int
	changes  bool
	compared comparison // of the last comparison that was compiled
	levels   []Level

	steps   int
	nesting int
	streak  int // buckets of the streak that is being compiled; 0: none
}

// comparison is a comparison of two quantities.
type comparison struct {
	node        ast.Node
	left, right part
	operator    Operator
}

func newCompiler(source string, names Names) *compiler {
	return &compiler{source: source, runes: []rune(source), metrics: names.Metrics, read: map[string]struct{}{}}
}

func (c *compiler) refuse(node ast.Node, message, hint string) error {
	from, until := c.span(node)
	return errorAt(c.source, from, until, message, hint)
}

// spend counts the steps of a part in one evaluation, and refuses the condition where they are too many.
func (c *compiler) spend(node ast.Node, steps int) error {
	c.steps += steps * max(c.streak, 1)
	if c.steps <= maxSteps {
		return nil
	}
	return c.refuse(node, fmt.Sprintf("the condition takes more than %d steps", maxSteps), "look at fewer buckets")
}

// nested compiles a part one level deeper.
func (c *compiler) nested(node ast.Node) (part, error) {
	c.nesting++
	defer func() { c.nesting-- }()
	if c.nesting > maxNesting {
		message := fmt.Sprintf("the condition is nested more than %d levels deep", maxNesting)
		return part{}, c.refuse(node, message, conditionWords.split)
	}
	return c.compile(node)
}

func (c *compiler) compile(node ast.Node) (part, error) {
	if err := c.spend(node, 1); err != nil {
		return part{}, err
	}
	switch n := node.(type) {
	case *ast.IntegerNode, *ast.FloatNode:
		x, err := literal(c.source, n)
		return fixed(n, number, x), err
	case *ast.StringNode:
		return part{node: n, kind: text, texts: []string{n.Value}}, nil
	case *ast.ArrayNode:
		return c.list(n)
	case *ast.BoolNode:
		return part{}, c.refuse(n, fmt.Sprintf("%t never changes", n.Value), conditionWords.empty)
	case *ast.IdentifierNode:
		return c.name(n)
	case *ast.UnaryNode:
		return c.unary(n)
	case *ast.BinaryNode:
		return c.binary(n)
	case *ast.BuiltinNode:
		return c.call(n, n.Name, n.Arguments)
	case *ast.CallNode:
		if callee, ok := n.Callee.(*ast.IdentifierNode); ok {
			return c.call(n, callee.Value, n.Arguments)
		}
	}
	return part{}, c.refuse(node, "this cannot be used in a condition", conditionUsage)
}

const conditionUsage = "a condition compares numbers, such as churn_rate > 0.04, " +
	"and joins comparisons with &&, || and !"

func fixed(node ast.Node, k kind, x float64) part {
	return part{node: node, kind: k, quantity: constant[*run](x), fixed: true}
}

// computed is a part that is a quantity. It is a constant where all parts that it is computed from are.
func (c *compiler) computed(node ast.Node, k kind, q quantity, from ...part) (part, error) {
	for _, p := range from {
		if !p.fixed {
			return part{node: node, kind: k, quantity: q}, nil
		}
	}
	r := new(run)
	x := q(r)
	if !math.IsNaN(x) {
		return fixed(node, k, x), nil
	}
	if r.reason == (Reason{}) {
		r.reason = beyondBounds
	}
	return part{}, c.refuse(node, r.reason.english, neverHasValue)
}

const neverHasValue = "this never has a value"

func (c *compiler) list(n *ast.ArrayNode) (part, error) {
	p := part{node: n, kind: list}
	for _, element := range n.Nodes {
		e, err := c.nested(element)
		if err != nil {
			return part{}, err
		}
		if e.kind != text {
			return part{}, c.refuse(element, fmt.Sprintf("a list holds texts, this is %s", e.kind), statusUsage)
		}
		p.texts = append(p.texts, e.texts...)
	}
	return p, nil
}

func (c *compiler) name(n *ast.IdentifierNode) (part, error) {
	switch n.Value {
	case valueName:
		return c.value(n, 0, valueMissing), nil
	case previousName:
		return c.value(n, 1, previousMissing), nil
	}
	if v, ok := variables[n.Value]; ok {
		if c.streak > 0 && !v.steady {
			return part{}, c.notInStreak(n)
		}
		c.read[n.Value] = struct{}{}
		return part{node: n, kind: v.kind, measures: measuredBy(n.Value), quantity: func(r *run) float64 {
			x := finite(v.read(&r.env))
			if math.IsNaN(x) {
				r.note(v.missing)
			}
			return x
		}}, nil
	}
	if n.Value == statusName {
		if c.streak > 0 {
			return part{}, c.notInStreak(n)
		}
		c.read[statusName] = struct{}{}
		return part{node: n, kind: status}, nil
	}
	if slices.Contains(c.metrics, n.Value) {
		return c.metric(n, n.Value, okr.GrainUnknown), nil
	}
	return part{}, c.unknownName(n)
}

func (c *compiler) notInStreak(n *ast.IdentifierNode) error {
	return c.refuse(n, n.Value+" is known for the newest bucket only",
		"a streak can look at value, previous, metrics, baseline and target")
}

func (c *compiler) unknownName(n *ast.IdentifierNode) error {
	message := fmt.Sprintf("unknown name %q", n.Value)
	if usage, ok := usages()[n.Value]; ok {
		return c.refuse(n, n.Value+" is a function", "write "+usage)
	}
	if _, ok := parseStatus(n.Value); ok {
		return c.refuse(n, message, fmt.Sprintf("statuses are texts: write %q", n.Value))
	}
	names := slices.AppendSeq(slices.Clone(c.metrics), maps.Keys(variables))
	names = append(names, valueName, previousName, statusName)
	if nearest := okr.Nearest(n.Value, names); nearest != "" {
		return c.refuse(n, message, fmt.Sprintf("did you mean %s?", nearest))
	}
	return c.refuse(n, message, "a condition can use value, previous, baseline, target and the metrics of the catalog")
}

// comparesNothing is the error for a part that is no condition where a condition is needed.
func (c *compiler) comparesNothing(p part) error {
	hint := "want for example churn_rate > 0.04"
	switch p.kind {
	case number:
		hint = fmt.Sprintf("want for example %s > 0.04", brief(p.node))
	case status:
		hint = statusUsage
	case instant, duration:
		hint = "want for example now - bucket > days(10)"
	case kindUnknown, truth, text, list:
	}
	return c.refuse(p.node, brief(p.node)+" compares nothing", hint)
}

// value is the value of the rule's own metric, back buckets earlier.
func (c *compiler) value(node ast.Node, back int, missing Reason) part {
	c.lookBack(back)
	return part{node: node, kind: number, measures: valueName, quantity: func(r *run) float64 {
		x := r.at(back)
		if math.IsNaN(x) {
			r.note(missing)
		}
		return x
	}}
}

// lookBack notes how many buckets before the current one the condition reads.
func (c *compiler) lookBack(buckets int) {
	if buckets == 0 {
		c.read[valueName] = struct{}{}
	}
	c.history = max(c.history, buckets+max(c.streak-1, 0))
}

// metric is a metric of the catalog.
func (c *compiler) metric(node ast.Node, name string, grain okr.Grain) part {
	buckets := max(c.streak, 1)
	index := slices.IndexFunc(c.operands, func(o Operand) bool { return o.Metric == name && o.Grain == grain })
	if index < 0 {
		index = len(c.operands)
		c.operands = append(c.operands, Operand{Metric: name, Grain: grain})
	}
	c.operands[index].Buckets = max(c.operands[index].Buckets, buckets)
	c.history = max(c.history, buckets-1)
	missing := metricMissing.format(name)
	if grain != okr.GrainUnknown {
		missing = grainMissing.format(name, grain)
	}
	return part{node: node, kind: number, measures: name, quantity: func(r *run) float64 {
		var x float64
		if r.env.Metric == name && (grain == okr.GrainUnknown || grain == r.env.Grain) {
			x = r.at(0)
		} else {
			x = r.other(index)
		}
		if math.IsNaN(x) {
			r.note(missing)
		}
		return x
	}}
}

// brief is the text of a part for a message.
func brief(node ast.Node) string {
	const longest = 60
	runes := []rune(node.String())
	if len(runes) > longest {
		return string(runes[:longest]) + "…"
	}
	return string(runes)
}

func parseStatus(name string) (okr.Status, bool) {
	for _, s := range okr.Statuses() {
		if s.String() == name {
			return s, true
		}
	}
	return okr.StatusUnknown, false
}

const statusUsage = `want for example status in ["yellow", "red"]`

func statusNames() []string {
	names := make([]string, 0, len(okr.Statuses()))
	for _, s := range okr.Statuses() {
		names = append(names, s.String())
	}
	return names
}

// quoted quotes and joins names for a message.
func quoted(names []string) string {
	return `"` + strings.Join(names, `", "`) + `"`
}
