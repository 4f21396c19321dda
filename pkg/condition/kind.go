package condition

import "github.com/expr-lang/expr/ast"

// kind is the type of a part of a condition.
type kind int

const (
	kindUnknown kind = iota
	number
	truth
	instant
	duration
	status
	text
	list
)

var kindWords = [...]string{
	kindUnknown: "nothing", number: "a number", truth: "a condition", instant: "a time", duration: "a duration",
	status: "a status", text: "a text", list: "a list",
}

func (k kind) String() string { return kindWords[k] }

// quantity computes a number, or a time or duration in seconds. Only where it is missing, it notes the reason in the run.
type quantity = numeric[*run]

// test evaluates a condition or a part of one. Only where there is no data, it notes the reason in the run.
type test func(*run) State

// part is a part of a condition that has been checked and compiled.
type part struct {
	node     ast.Node
	kind     kind
	quantity quantity // set for a number, time or duration
	fixed    bool     // the quantity is a constant
	measures string   // whose unit a number has, as Level.Of; "" for a bare number
	test     test     // set for a condition
	texts    []string // set for a text or list of texts
}

// fixedValue is the value of a constant quantity.
func (p part) fixedValue() float64 { return p.quantity(nil) }
