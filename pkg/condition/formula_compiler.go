package condition

import (
	"fmt"
	"maps"
	"slices"

	"github.com/expr-lang/expr/ast"

	"github.com/northstar/okrkpi/pkg/okr"
)

// factor is a metric in a formula. Its index is set when all metrics are known.
type factor struct {
	index int
}

// formulaCompiler compiles a syntax tree to functions. The tree may have anything that expr-lang can read; what is not
// arithmetic is refused.
type formulaCompiler struct {
	source   string
	metrics  []string
	operands map[string]*factor
}

// index numbers the operands by name.
func (c *formulaCompiler) index() []string {
	names := slices.Sorted(maps.Keys(c.operands))
	for i, name := range names {
		c.operands[name].index = i
	}
	return names
}

func (c *formulaCompiler) compile(node ast.Node) (evaluate, error) {
	switch n := node.(type) {
	case *ast.IntegerNode, *ast.FloatNode:
		x, err := literal(c.source, n)
		return constant[[]float64](x), err
	case *ast.IdentifierNode:
		return c.metric(n)
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
	return nil, c.refuse(node, "this is not arithmetic", usage)
}

const usage = "a formula is made of metrics, numbers, + - * / ( ), abs, coalesce, max, min and round"

func (c *formulaCompiler) refuse(node ast.Node, message, hint string) error {
	at := node.Location()
	return errorAt(c.source, at.From, at.To, message, hint)
}

func (c *formulaCompiler) metric(n *ast.IdentifierNode) (evaluate, error) {
	if !slices.Contains(c.metrics, n.Value) {
		hint := "a formula can use the metrics of the catalog"
		if name := okr.Nearest(n.Value, c.metrics); name != "" {
			hint = fmt.Sprintf("did you mean %s?", name)
		}
		return nil, c.refuse(n, fmt.Sprintf("unknown metric %q", n.Value), hint)
	}
	o, ok := c.operands[n.Value]
	if !ok {
		o = &factor{}
		c.operands[n.Value] = o
	}
	return func(values []float64) float64 { return finite(values[o.index]) }, nil
}

func (c *formulaCompiler) unary(n *ast.UnaryNode) (evaluate, error) {
	x, err := c.compile(n.Node)
	if err != nil {
		return nil, err
	}
	switch n.Operator {
	case "+":
		return x, nil
	case "-":
		return negate(x), nil
	}
	return nil, c.unknownOperator(n, n.Operator)
}

func (c *formulaCompiler) binary(n *ast.BinaryNode) (evaluate, error) {
	x, err := c.compile(n.Left)
	if err != nil {
		return nil, err
	}
	y, err := c.compile(n.Right)
	if err != nil {
		return nil, err
	}
	switch n.Operator {
	case "+":
		return add(x, y), nil
	case "-":
		return subtract(x, y), nil
	case "*":
		return multiply(x, y), nil
	case "/":
		return divide(x, y), nil
	}
	return nil, c.unknownOperator(n, n.Operator)
}

func (c *formulaCompiler) unknownOperator(n ast.Node, operator string) error {
	return c.refuse(n, fmt.Sprintf("%q cannot be used in a formula", operator), usage)
}

func (c *formulaCompiler) call(n ast.Node, name string, arguments []ast.Node) (evaluate, error) {
	f, ok := functions[name]
	if !ok {
		hint := usage
		if nearest := okr.Nearest(name, slices.Collect(maps.Keys(functions))); nearest != "" {
			hint = fmt.Sprintf("did you mean %s?", nearest)
		}
		return nil, c.refuse(n, fmt.Sprintf("unknown function %q", name), hint)
	}
	if len(arguments) < f.least || len(arguments) > f.most {
		message := fmt.Sprintf("wrong number of arguments for %s: %d", name, len(arguments))
		return nil, c.refuse(n, message, "write "+f.usage)
	}
	xs := make([]evaluate, len(arguments))
	for i, argument := range arguments {
		x, err := c.compile(argument)
		if err != nil {
			return nil, err
		}
		xs[i] = x
	}
	return call(f, xs), nil
}
