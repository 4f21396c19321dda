package condition

import (
	"fmt"

	"github.com/expr-lang/expr/ast"

	"github.com/northstar/okrkpi/pkg/okr"
)

func (c *compiler) unary(n *ast.UnaryNode) (part, error) {
	x, err := c.nested(n.Node)
	if err != nil {
		return part{}, err
	}
	switch n.Operator {
	case "!", "not":
		if x.kind != truth {
			return part{}, c.comparesNothing(x)
		}
		return part{node: n, kind: truth, test: func(r *run) State { return x.test(r).not() }}, nil
	case "+", "-":
		if x.kind != number && x.kind != duration {
			return part{}, c.refuse(n, fmt.Sprintf("%s has no sign", x.kind), "")
		}
		if n.Operator == "-" {
			p, err := c.computed(n, x.kind, negate(x.quantity), x)
			p.measures = x.measures
			return p, err
		}
		return x, nil
	}
	return part{}, c.unknownOperator(n, n.Operator)
}

func (c *compiler) binary(n *ast.BinaryNode) (part, error) {
	// A chain of operators such as a || b || c is no deeper than its first operand.
	x, err := c.compile(n.Left)
	if err != nil {
		return part{}, err
	}
	y, err := c.nested(n.Right)
	if err != nil {
		return part{}, err
	}
	switch n.Operator {
	case "&&", "and", "||", "or":
		return c.joined(n, x, y)
	case "+", "-", "*", "/":
		return c.arithmetic(n, x, y)
	case "in":
		if x.kind == status && y.kind == list {
			return c.statusIn(n, y, y.texts)
		}
		return part{}, c.refuse(n, fmt.Sprintf("in does not go with %s and %s", x.kind, y.kind), statusUsage)
	case "==", "!=":
		if x.kind == text {
			x, y = y, x
		}
		if x.kind == status && y.kind == text {
			p, err := c.statusIn(n, y, y.texts)
			if n.Operator == "!=" && err == nil {
				is := p.test
				p.test = func(r *run) State { return is(r).not() }
			}
			return p, err
		}
	}
	if operator, ok := parseOperator(n.Operator); ok {
		return c.comparison(n, operator, x, y)
	}
	return part{}, c.unknownOperator(n, n.Operator)
}

func (c *compiler) unknownOperator(n ast.Node, operator string) error {
	at := n.Location()
	hint := conditionUsage
	if operator == "%" {
		hint = percentHint
	}
	return errorAt(c.source, at.From, at.To, fmt.Sprintf("%q cannot be used in a condition", operator), hint)
}

// joined is x && y or x || y. Where one side decides the result, missing data of the other side does not matter, and its
// reason is dropped.
func (c *compiler) joined(n *ast.BinaryNode, x, y part) (part, error) {
	for _, p := range []part{x, y} {
		if p.kind != truth {
			return part{}, c.comparesNothing(p)
		}
	}
	settles := False
	if n.Operator == "||" || n.Operator == "or" {
		settles = True
	}
	return part{node: n, kind: truth, test: func(r *run) State {
		reason := r.reason
		a := x.test(r)
		if a == settles {
			return a
		}
		b := y.test(r)
		if b == settles {
			r.reason = reason
			return b
		}
		if settles == False {
			return min(a, b)
		}
		return max(a, b)
	}}, nil
}

func (c *compiler) comparison(n *ast.BinaryNode, operator Operator, x, y part) (part, error) {
	if x.kind != y.kind || x.quantity == nil {
		return part{}, c.mismatch(n, x, y)
	}
	if x.fixed && y.fixed {
		return part{}, c.refuse(n, "this compares what never changes", conditionWords.empty)
	}
	c.compared = comparison{n, x, y, operator}
	c.meet(x, y)
	left, right := x.quantity, y.quantity
	return part{node: n, kind: truth, test: func(r *run) State {
		a, b := left(r), right(r)
		if a != a || b != b { // NaN
			return NoData
		}
		return stateOf(operator.Holds(a, b))
	}}, nil
}

func (c *compiler) mismatch(n *ast.BinaryNode, x, y part) error {
	is := func(k kind) bool { return x.kind == k || y.kind == k }
	hint := conditionUsage
	switch {
	case is(duration) && is(number):
		hint = "write durations as days(10)"
	case is(instant):
		hint = "want for example now - bucket > days(10)"
	case is(status):
		hint = statusUsage
	case is(text) && is(number):
		hint = "numbers go without quotation marks; texts go with status"
	case is(truth):
		hint = "join conditions with && and ||"
	}
	return c.refuse(n, fmt.Sprintf("%s does not go with %s and %s", n.Operator, x.kind, y.kind), hint)
}

// arithmetic is + − * / on numbers, or on times and durations.
func (c *compiler) arithmetic(n *ast.BinaryNode, x, y part) (part, error) {
	k := resultKind(n.Operator, x.kind, y.kind)
	if k == kindUnknown {
		return part{}, c.mismatch(n, x, y)
	}
	switch n.Operator {
	case "+", "-":
		combine := add[*run]
		if n.Operator == "-" {
			combine = subtract[*run]
		}
		p, err := c.computed(n, k, combine(x.quantity, y.quantity), x, y)
		p.measures = c.meet(x, y)
		return p, err
	case "*":
		return c.computed(n, k, multiply(x.quantity, y.quantity), x, y)
	}
	reason := dividedByNil.format(brief(y.node))
	if y.fixed && y.fixedValue() == 0 {
		return part{}, c.refuse(n, reason.english, neverHasValue)
	}
	return c.computed(n, k, func(r *run) float64 {
		a, b := x.quantity(r), y.quantity(r)
		if b == 0 {
			return r.missing(reason)
		}
		return finite(a / b)
	}, x, y)
}

func timely(k kind) bool { return k == instant || k == duration }

func resultKind(operator string, x, y kind) kind {
	switch {
	case x == number && y == number:
		return number
	case operator == "+" && timely(x) && timely(y) && (x == duration || y == duration):
		return min(x, y) // a time if one of the two is
	case operator == "-" && x == instant && y == duration:
		return instant
	case operator == "-" && x == y && (x == instant || x == duration):
		return duration
	}
	return kindUnknown
}

// statusIn tests whether the status is one of names. The status no_data means that there is no data, unless names has it.
func (c *compiler) statusIn(n *ast.BinaryNode, at part, names []string) (part, error) {
	var wanted [okr.Untrusted + 1]bool
	for _, name := range names {
		s, ok := parseStatus(name)
		if !ok {
			hint := "want one of " + quoted(statusNames())
			if nearest := okr.Nearest(name, statusNames()); nearest != "" {
				hint = fmt.Sprintf("did you mean %q?", nearest)
			}
			return part{}, c.refuse(at.node, fmt.Sprintf("unknown status %q", name), hint)
		}
		wanted[s] = true
	}
	return part{node: n, kind: truth, test: func(r *run) State {
		s := r.env.Status
		if s <= okr.StatusUnknown || s > okr.Untrusted || s == okr.NoData && !wanted[okr.NoData] {
			r.note(statusMissing)
			return NoData
		}
		return stateOf(wanted[s])
	}}, nil
}
