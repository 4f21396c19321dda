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

// Condition is when an alert rule fires: a test of a metric, its history and other metrics. It is immutable and safe
// for concurrent use.
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
	Grain   okr.Grain // GrainUnknown: the rule's
	Buckets int       // of the rule's grain, up to and with the one that is evaluated; at least 1
}

// CompileCondition reads a condition. docs/conditions.md describes the language. Mistakes are *Error.
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

// Operands lists the metrics that the condition names, each once per grain, in the order of Env.Operands. Where one of
// them is the rule's own metric at the rule's grain, Env.Value and Env.History take the place of its values. A value at
// another grain is that of the newest bucket of that grain that was over at the end of the rule's bucket. The list must not be
// changed.
func (c *Condition) Operands() []Operand { return c.operands }

// Variables lists what the condition reads of the environment beside metrics and history, sorted, by the names of the
// language. "value" is among them also where a function such as drop reads it. The list must not be changed.
func (c *Condition) Variables() []string { return c.variables }

// Reads reports whether the condition reads one of some variables.
func (c *Condition) Reads(names ...string) bool {
	return slices.ContainsFunc(c.variables, func(name string) bool { return slices.Contains(names, name) })
}

// History is how many complete buckets before the one that is evaluated the condition looks at, at most.
func (c *Condition) History() int { return c.history }

// Changes reports whether the condition reads changes on the bucket before, as drop and spike do.
func (c *Condition) Changes() bool { return c.changes }

// Threshold is the limit of a condition that is one plain comparison of a number with a constant, else ok is false.
func (c *Condition) Threshold() (t Threshold, ok bool) {
	if c.threshold == nil {
		return Threshold{}, false
	}
	return *c.threshold, true
}

// Observed is the number that a condition with a Threshold compares. NaN: it is missing, or there is no threshold.
func (c *Condition) Observed(env *Env) float64 {
	r := newRun(env, c.window)
	defer r.release()
	return c.observed(r)
}

// Eval answers the condition. It does not keep env, and takes no more steps than were allowed when it was compiled. But
// for its first calls it allocates nothing, up to medians of 32 buckets and slopes of 16.
//
// The logic has three values: what depends on a missing number has no data, unless the answer is the same whatever the
// number were. So true || missing is true, false && missing is false.
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
