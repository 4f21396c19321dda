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

// quantity computes a number, or a time or duration in seconds. Where it is missing, it notes the reason in the run;
// else it leaves the run as it was.
type quantity = numeric[*run]

// test answers a part of a condition. Where there is no data, it notes the reason in the run; else it leaves the run as
// it was.
type test func(*run) State

// part is a part of a condition that has been checked.
type part struct {
	node     ast.Node
	kind     kind
	quantity quantity // of a number, time or duration
	fixed    bool     // the quantity never changes
	measures string   // what a number is in the unit of, as in Level; "" for a bare number
	test     test     // of a condition
	texts    []string // of a text or list of texts
}

// fixedValue is the value of a fixed quantity.
func (p part) fixedValue() float64 { return p.quantity(nil) }
