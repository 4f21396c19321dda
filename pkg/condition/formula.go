package condition

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/expr-lang/expr/conf"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
)

// Limits of a formula. They keep the time and memory to read one small, whatever its text.
const (
	maxFormulaLength = 4096 // bytes
	maxFormulaNodes  = 500
)

// Formula is the definition of a derived metric: arithmetic over other metrics. It is immutable and safe for concurrent
// use.
type Formula struct {
	source  string
	metrics []string
	root    evaluate
}

// CompileFormula reads a formula over the given metrics. It may use the metrics' names, numbers, + − * / ( ), min, max,
// abs, round (to a whole number, halves away from zero) and coalesce (the first of its arguments that has a value). At
// least one metric must occur. Mistakes are *Error.
func CompileFormula(src string, metrics []string) (*Formula, error) {
	if strings.TrimSpace(src) == "" {
		return nil, errorAt(src, 0, 0, "the formula is empty", "write arithmetic over metrics, such as revenue / customers")
	}
	if len(src) > maxFormulaLength {
		return nil, errorAt(src[:maxFormulaLength], 0, 0,
			fmt.Sprintf("the formula is longer than %d bytes", maxFormulaLength), "derive parts of it as metrics of their own")
	}
	config := conf.CreateNew()
	config.MaxNodes = maxFormulaNodes
	config.DisableIfOperator = true
	tree, err := parser.ParseWithConfig(src, config)
	if err != nil {
		return nil, syntaxError(src, err)
	}
	c := formulaCompiler{source: src, metrics: metrics, operands: map[string]*operand{}}
	root, err := c.compile(tree.Node)
	if err != nil {
		return nil, err
	}
	if len(c.operands) == 0 {
		return nil, errorAt(src, 0, len(src), "the formula uses no metric", "a number that never changes is no metric")
	}
	return &Formula{src, c.index(), root}, nil
}

// syntaxError words the parser's errors for people who do not know the parser.
func syntaxError(src string, err error) error {
	var e *file.Error
	if !errors.As(err, &e) {
		return errorAt(src, 0, 0, err.Error(), "")
	}
	message, hint, from := e.Message, "", e.From
	switch {
	case strings.HasPrefix(message, "unexpected token EOF"):
		message, hint = "the formula ends too early", "a value or a closing parenthesis is missing"
		from = utf8.RuneCountInString(src)
	case strings.HasPrefix(message, "unexpected token "):
		_, token, _ := strings.Cut(message, "(")
		message = "unexpected " + strings.TrimSuffix(token, ")")
	case strings.Contains(message, "exceeds maximum allowed nodes"):
		message = fmt.Sprintf("the formula has more than %d parts", maxFormulaNodes)
		hint = "derive parts of it as metrics of their own"
	}
	return errorAt(src, from, e.To, message, hint)
}

// String is the source.
func (f *Formula) String() string { return f.source }

// Metrics lists the metrics that the formula uses, sorted, each once.
func (f *Formula) Metrics() []string { return slices.Clone(f.metrics) }

// Eval computes the formula for one value of each metric, in the order of Metrics. NaN is "no value": so is the result
// where a value that it needs is missing, where something is divided by zero or where a number grows beyond all bounds.
// It fails only if the number of values is wrong.
func (f *Formula) Eval(values []float64) (float64, error) {
	if len(values) != len(f.metrics) {
		return 0, fmt.Errorf("formula %q: got %d values for the metrics %s", f.source, len(values),
			strings.Join(f.metrics, ", "))
	}
	return f.root(values), nil
}
