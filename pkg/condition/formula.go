package condition

import (
	"fmt"
	"slices"
	"strings"
)

var formulaWords = wording{
	noun:  "formula",
	empty: "write arithmetic over metrics, such as revenue / customers",
	split: "derive parts of it as metrics of their own",
}

// evaluate computes a part of a formula from the values of the metrics.
type evaluate = numeric[[]float64]

// Formula is the definition of a derived metric: arithmetic over other metrics. It is immutable and safe for concurrent
// use.
type Formula struct {
	source  string
	metrics []string
	root    evaluate
}

// CompileFormula compiles a formula over metrics. It may have names of metrics, numbers, + − * / ( ), min, max, abs, round
// (to a whole number, halves away from zero) and coalesce (its first argument with a value). It needs at least one metric.
// Errors are *Error.
func CompileFormula(src string, metrics []string) (*Formula, error) {
	tree, err := parse(src, formulaWords)
	if err != nil {
		return nil, err
	}
	c := formulaCompiler{source: src, metrics: metrics, operands: map[string]*factor{}}
	root, err := c.compile(tree)
	if err != nil {
		return nil, err
	}
	if len(c.operands) == 0 {
		return nil, errorAt(src, 0, len(src), "the formula uses no metric", "a number that never changes is no metric")
	}
	return &Formula{src, c.index(), root}, nil
}

// String is the source.
func (f *Formula) String() string { return f.source }

// Metrics lists the metrics that the formula uses, sorted, each once.
func (f *Formula) Metrics() []string { return slices.Clone(f.metrics) }

// Eval computes the formula for one value of each metric, in the order of Metrics. NaN is "no value". The result is NaN
// where a needed value is missing, after a division by zero, and where a number becomes infinite. The error is for a wrong
// number of values.
func (f *Formula) Eval(values []float64) (float64, error) {
	if len(values) != len(f.metrics) {
		return 0, fmt.Errorf("formula %q: got %d values for the metrics %s", f.source, len(values),
			strings.Join(f.metrics, ", "))
	}
	return f.root(values), nil
}
