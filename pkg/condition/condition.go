package condition

import (
	"maps"
	"slices"

	"github.com/northstar/okrkpi/pkg/okr"
)

var conditionWords = wording{
	noun:  "condition",
	empty: "write a comparison, such as churn_rate > 0.04",
	split: "make two rules of it, or derive parts of it as metrics of their own",
}

// Names are the names of a catalog that a condition may use.
type Names struct {
	Metrics []string
}

// Condition says when an alert rule fires. It is a test of a metric, its history and other metrics. It is immutable and
// safe for concurrent use.
type Condition struct {
	source    string
	test      test
	operands  []Operand
	variables []string
	history   int
	window    int
	changes   bool
	levels    []Level
	threshold *Threshold
	observed  quantity
}

// Operand is a metric that a condition names.
type Operand struct {
	Metric  string
	Grain   okr.Grain // GrainUnknown: that of the rule
	Buckets int       // buckets of the rule's grain that are read, the evaluated one included; at least 1
}

// CompileCondition compiles a condition. docs/conditions.md describes the language. Errors are *Error.
func CompileCondition(src string, names Names) (*Condition, error) {
	tree, err := parse(src, conditionWords)
	if err != nil {
		return nil, err
	}
	c := newCompiler(src, names)
	root, err := c.compile(tree)
	if err != nil {
		return nil, err
	}
	if root.kind != truth {
		return nil, c.comparesNothing(root)
	}
	compiled := &Condition{
		source: src, test: root.test, operands: c.operands, variables: slices.Sorted(maps.Keys(c.read)),
		history: c.history, window: c.window, changes: c.changes, levels: c.levels,
	}
	compiled.threshold, compiled.observed = c.threshold(tree)
	return compiled, nil
}

// String is the source.
func (c *Condition) String() string { return c.source }

// Operands lists the metrics that the condition names, each once per grain, in the order of Env.Operands. For the rule's
// own metric at the rule's grain, Env.Value and Env.History are used instead. A value at another grain is that of the
// newest bucket of that grain that has ended at the end of the rule's bucket. The list must not be changed.
func (c *Condition) Operands() []Operand { return c.operands }

// Variables lists the variables that the condition reads, sorted, by their names in the language. "value" is among them
// also where a function such as drop reads it. The list must not be changed.
func (c *Condition) Variables() []string { return c.variables }

// Reads reports whether the condition reads one of some variables.
func (c *Condition) Reads(names ...string) bool {
	return slices.ContainsFunc(c.variables, func(name string) bool { return slices.Contains(names, name) })
}

// History is the most complete buckets before the evaluated one that the condition reads.
func (c *Condition) History() int { return c.history }

// Changes reports whether the condition reads changes from the previous bucket, as drop and spike do.
func (c *Condition) Changes() bool { return c.changes }

// Threshold is the threshold of a condition that compares one number with a constant. ok is false for other conditions.
func (c *Condition) Threshold() (t Threshold, ok bool) {
	if c.threshold == nil {
		return Threshold{}, false
	}
	return *c.threshold, true
}

// Observed is the number that a condition with a Threshold compares. It is NaN where the number is missing, or there is no
// threshold.
func (c *Condition) Observed(env *Env) float64 {
	r := newRun(env, c.window)
	defer r.release()
	return c.observed(r)
}

// Eval evaluates the condition. It does not keep env, and takes at most the number of steps that was checked when the
// condition was compiled. Except in its first calls it allocates nothing, up to medians of 32 buckets and slopes of 16.
//
// The logic has three values. A part that depends on a missing number has no data, unless the result is the same for every
// number: true || missing is true, false && missing is false.
func (c *Condition) Eval(env *Env) Outcome {
	r := newRun(env, c.window)
	defer r.release()
	state := c.test(r)
	if state != NoData {
		return Outcome{State: state}
	}
	if r.reason == (Reason{}) {
		r.reason = beyondBounds
	}
	return Outcome{State: NoData, Reason: r.reason}
}
