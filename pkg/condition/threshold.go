package condition

import (
	"fmt"
	"math"

	"github.com/expr-lang/expr/ast"

	"github.com/northstar/okrkpi/pkg/okr"
)

// Operator compares two numbers.
type Operator int

// Operators.
const (
	OperatorUnknown Operator = iota
	Greater
	GreaterOrEqual
	Less
	LessOrEqual
	Equal
	NotEqual
)

var operatorNames = []string{"", ">", ">=", "<", "<=", "==", "!="}

func (o Operator) String() string {
	if int(o) < 0 || int(o) >= len(operatorNames) {
		return fmt.Sprintf("operator(%d)", int(o))
	}
	return operatorNames[o]
}

func parseOperator(name string) (Operator, bool) {
	for i, n := range operatorNames {
		if i > 0 && n == name {
			return Operator(i), true
		}
	}
	return OperatorUnknown, false
}

// Holds reports whether the comparison of x with limit is true. Neither is NaN.
func (o Operator) Holds(x, limit float64) bool {
	switch o {
	case Greater:
		return okr.Above(x, limit)
	case GreaterOrEqual:
		return okr.AtLeast(x, limit)
	case Less:
		return okr.Below(x, limit)
	case LessOrEqual:
		return okr.AtMost(x, limit)
	case Equal:
		return okr.Same(x, limit)
	case NotEqual:
		return !okr.Same(x, limit)
	case OperatorUnknown:
	}
	return false
}

// mirrored is the operator for exchanged sides: 3 < x is x > 3.
func (o Operator) mirrored() Operator {
	switch o {
	case Greater:
		return Less
	case GreaterOrEqual:
		return LessOrEqual
	case Less:
		return Greater
	case LessOrEqual:
		return GreaterOrEqual
	case Equal, NotEqual, OperatorUnknown:
	}
	return o
}

// Threshold is a comparison of one number with a constant, in the form with the constant on the right.
type Threshold struct {
	Subject  string // text of the number that is compared: value, churn_rate, ltv / cac
	Operator Operator
	Limit    float64
}

// ComparesValue reports whether the number that is compared is the value of a metric.
func (t Threshold) ComparesValue(m *okr.Metric) bool {
	return t.Subject == valueName || t.Subject == m.Name
}

// NumberFormat is how the number that is compared is written. Only the value of the metric itself has its unit.
func (t Threshold) NumberFormat(m *okr.Metric) (unit string, decimals *int) {
	if !t.ComparesValue(m) {
		return "", nil
	}
	return m.Unit, m.Decimals
}

// threshold finds the threshold of a compiled condition; nil where there is none.
func (c *compiler) threshold(root ast.Node) (*Threshold, quantity) {
	subject, operator, limit := c.compared.left, c.compared.operator, c.compared.right
	if subject.fixed {
		subject, operator, limit = limit, operator.mirrored(), subject
	}
	if c.compared.node != root || subject.kind != number || !limit.fixed {
		return nil, constant[*run](math.NaN())
	}
	return &Threshold{subject.node.String(), operator, limit.fixedValue()}, subject.quantity
}
