package condition

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/expr-lang/expr/ast"

	"github.com/northstar/okrkpi/pkg/okr"
)

// callForms say how to call the functions that only conditions have.
var callForms = map[string]struct {
	usage       string
	least, most int // arguments
}{
	"metric":  {`metric("ltv") or metric("ltv", "month")`, 1, 2},
	"last":    {"last(1)", 1, 1},
	"median":  {"median(8)", 1, 1},
	"slope":   {"slope(8)", 1, 1},
	"streak":  {"streak(value > 0.04, 3)", 2, 2},
	"drop":    {"drop(0.2)", 1, 1},
	"spike":   {"spike(0.2)", 1, 1},
	"crosses": {"crosses(0.04)", 1, 1},
	"days":    {"days(10)", 1, 1},
}

// usages say how to call each function.
func usages() map[string]string {
	result := map[string]string{}
	for name, form := range callForms {
		result[name] = form.usage
	}
	for name, f := range functions {
		result[name] = f.usage
	}
	return result
}

func (c *compiler) call(n ast.Node, name string, arguments []ast.Node) (part, error) {
	f, plain := functions[name]
	form, ok := callForms[name]
	if plain {
		form.usage, form.least, form.most = f.usage, f.least, f.most
	} else if !ok {
		return part{}, c.unknownFunction(n, name)
	}
	if len(arguments) < form.least || len(arguments) > form.most {
		message := fmt.Sprintf("wrong number of arguments for %s: %d", name, len(arguments))
		return part{}, c.refuse(n, message, "write "+form.usage)
	}
	switch name {
	case "metric":
		return c.callMetric(n, arguments)
	case "last":
		return c.callLast(n, arguments[0])
	case "median":
		return c.callMedian(n, arguments[0])
	case "slope":
		return c.callSlope(n, arguments[0])
	case "streak":
		return c.callStreak(n, arguments[0], arguments[1])
	case "drop":
		return c.callChange(n, arguments[0], -1)
	case "spike":
		return c.callChange(n, arguments[0], 1)
	case "crosses":
		return c.callCrosses(n, arguments[0])
	case "days":
		x, err := c.argument(arguments[0], number, form.usage)
		if err != nil {
			return part{}, err
		}
		return c.computed(n, duration, multiply(x.quantity, constant[*run](secondsPerDay)), x)
	}
	return c.plainCall(n, f, arguments)
}

const secondsPerDay = 24 * 60 * 60

func (c *compiler) unknownFunction(n ast.Node, name string) error {
	at := n.Location()
	refuse := func(message, hint string) error { return errorAt(c.source, at.From, at.To, message, hint) }
	known := usages()
	if _, ok := variables[name]; ok || name == valueName || name == previousName || name == statusName ||
		slices.Contains(c.metrics, name) {
		return refuse(name+" is no function", "write it without parentheses")
	}
	hint := ""
	if nearest := okr.Nearest(name, slices.Collect(maps.Keys(known))); nearest != "" {
		hint = fmt.Sprintf("did you mean %s?", known[nearest])
	}
	return refuse(fmt.Sprintf("unknown function %q", name), hint)
}

// argument compiles an argument that must be of a kind.
func (c *compiler) argument(node ast.Node, want kind, usage string) (part, error) {
	p, err := c.nested(node)
	if err == nil && p.kind != want {
		err = c.refuse(node, fmt.Sprintf("want %s here, this is %s", want, p.kind), "write "+usage)
	}
	return p, err
}

// fixedArgument compiles an argument that has to be a constant number which accept takes.
func (c *compiler) fixedArgument(node ast.Node, accept func(float64) bool, message, hint string) (float64, error) {
	p, err := c.nested(node)
	if err != nil {
		return 0, err
	}
	if p.kind != number || !p.fixed || !accept(p.fixedValue()) {
		return 0, c.refuse(node, message, hint)
	}
	return p.fixedValue(), nil
}

// buckets compiles an argument that counts buckets.
func (c *compiler) buckets(node ast.Node, least int, usage string) (int, error) {
	accept := func(x float64) bool { return x == math.Trunc(x) && x >= float64(least) && x <= maxBuckets }
	message := fmt.Sprintf("want a whole number from %d to %d, written out", least, maxBuckets)
	x, err := c.fixedArgument(node, accept, message, "write "+usage)
	return int(x), err
}

// plainCall is a call of a function that formulas have, too.
func (c *compiler) plainCall(n ast.Node, f function, arguments []ast.Node) (part, error) {
	parts := make([]part, len(arguments))
	xs := make([]quantity, len(arguments))
	for i, argument := range arguments {
		p, err := c.argument(argument, number, f.usage)
		if err != nil {
			return part{}, err
		}
		parts[i], xs[i] = p, p.quantity
	}
	plain := call(f, xs)
	compute := plain
	if f.mends {
		compute = func(r *run) float64 {
			reason := r.reason
			x := plain(r)
			if !math.IsNaN(x) {
				r.reason = reason
			}
			return x
		}
	}
	p, err := c.computed(n, number, compute, parts...)
	p.measures = c.meet(parts...)
	return p, err
}

func (c *compiler) callMetric(n ast.Node, arguments []ast.Node) (part, error) {
	usage := callForms["metric"].usage
	var texts [2]string
	for i, argument := range arguments {
		p, err := c.argument(argument, text, usage)
		if err != nil {
			return part{}, err
		}
		texts[i] = p.texts[0]
	}
	if !slices.Contains(c.metrics, texts[0]) {
		hint := "a condition can use the metrics of the catalog"
		if nearest := okr.Nearest(texts[0], c.metrics); nearest != "" {
			hint = fmt.Sprintf("did you mean %q?", nearest)
		}
		return part{}, c.refuse(arguments[0], fmt.Sprintf("unknown metric %q", texts[0]), hint)
	}
	if len(arguments) == 1 {
		return c.metric(n, texts[0], okr.GrainUnknown), nil
	}
	grain, err := okr.ParseGrain(texts[1])
	if err != nil {
		return part{}, c.refuse(arguments[1], err.Error(), "write "+usage)
	}
	return c.metric(n, texts[0], grain), nil
}
