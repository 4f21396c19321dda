package condition_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/northstar/okrkpi/pkg/condition"
)

var missing = math.NaN()

func same(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }

func TestEval(t *testing.T) {
	tests := map[string]struct {
		formula string
		a, b    float64
		want    float64
	}{
		"a metric alone":                                {"a", 3, 0, 3},
		"a product":                                     {"a * b", 3, 4, 12},
		"products bind closer than sums":                {"a + b * 2", 1, 3, 7},
		"parentheses bind closest":                      {"(a + b) * 2", 1, 3, 8},
		"differences are taken from the left":           {"10 - a - b", 3, 2, 5},
		"quotients are taken from the left":             {"a / b / 2", 12, 3, 2},
		"whole numbers divide into fractions":           {"a / 4 + 1 / 2", 1, 0, 0.75},
		"a sign":                                        {"-a + +b", 3, 4, 1},
		"a sign of a bracket":                           {"-(a - b)", 3, 4, 1},
		"big and small numbers":                         {"a * 1e3 + 0.5 + 1_000", 2, 0, 3000.5},
		"line breaks are spaces":                        {"a\n  + b", 1, 2, 3},
		"min takes the smallest":                        {"min(a, b, 3)", 5, 4, 3},
		"max takes the largest":                         {"max(a, b)", -5, -4, -4},
		"abs drops the sign":                            {"abs(a)", -5, 0, 5},
		"round goes to the nearest whole number":        {"round(a)", 2.4, 0, 2},
		"round takes halves away from zero":             {"round(a) * 10 + round(b)", 2.5, -2.5, 27},
		"functions within functions":                    {"max(min(a, 10), abs(-b))", 20, 3, 10},
		"a missing value makes the result missing":      {"a + b", missing, 1, missing},
		"zero times missing is missing":                 {"0 * a", missing, 0, missing},
		"min with a missing value is missing":           {"min(a, b)", 1, missing, missing},
		"max with a missing value is missing":           {"max(a, b)", missing, 1, missing},
		"round of a missing value is missing":           {"round(a)", missing, 0, missing},
		"division by zero has no value":                 {"a / b", 1, 0, missing},
		"zero by zero has no value":                     {"a / b", 0, 0, missing},
		"a division by a division by zero has no value": {"1 / (a / b)", 1, 0, missing},
		"what grows beyond bounds has no value":         {"a * b", 1e300, 1e300, missing},
		"also where it is divided by afterwards":        {"1 / (a * b)", 1e300, -1e300, missing},
		"sums beyond bounds have no value":              {"a + b", math.MaxFloat64, math.MaxFloat64, missing},
		"differences beyond bounds have no value":       {"a - b", -math.MaxFloat64, math.MaxFloat64, missing},
		"an infinite metric has no value":               {"a", math.Inf(1), 0, missing},
		"coalesce takes the first value":                {"coalesce(a, b)", 1, 2, 1},
		"coalesce takes the second where it is alone":   {"coalesce(a, b)", missing, 2, 2},
		"coalesce of a missing metric and a number":     {"coalesce(a, 0) + b", missing, 2, 2},
		"coalesce mends a division by zero":             {"coalesce(a / b, 1)", 5, 0, 1},
		"coalesce keeps zero":                           {"coalesce(a, 7)", 0, 0, 0},
		"coalesce of nothing is missing":                {"coalesce(a, b)", missing, missing, missing},
		"coalesce of three":                             {"coalesce(a, b, 3)", missing, missing, 3},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			f, err := condition.CompileFormula(test.formula, []string{"b", "a", "unused"})
			if err != nil {
				t.Fatal(err)
			}
			values := map[string]float64{"a": test.a, "b": test.b}
			var operands []float64
			for _, name := range f.Metrics() {
				operands = append(operands, values[name])
			}
			if got, err := f.Eval(operands); err != nil || !same(got, test.want) {
				t.Errorf("%s with a=%v, b=%v is %v, %v, want %v", test.formula, test.a, test.b, got, err, test.want)
			}
		})
	}
}

func TestMetricsAreSortedAndUnique(t *testing.T) {
	f, err := condition.CompileFormula("z / coalesce(b, a) + z - abs(m)", []string{"a", "b", "m", "n", "z"})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := f.Metrics(), []string{"a", "b", "m", "z"}; !slices.Equal(got, want) {
		t.Errorf("metrics are %v, want %v", got, want)
	}
	// (8 / 2) + 8 − |−3|, in the order a, b, m, z.
	if got, err := f.Eval([]float64{1, 2, -3, 8}); err != nil || got != 9 {
		t.Errorf("value is %v, %v, want 9", got, err)
	}
	f.Metrics()[0] = "changed"
	if f.Metrics()[0] != "a" {
		t.Error("the list can be changed from outside")
	}
	if f.String() != "z / coalesce(b, a) + z - abs(m)" {
		t.Errorf("the source is %q", f)
	}
}

func TestMetricsMayBeCalledLikeFunctions(t *testing.T) {
	f, err := condition.CompileFormula("max(sum, count) / if + min", []string{"sum", "count", "if", "min"})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := f.Eval([]float64{4, 2, 1, 10}); err != nil || got != 6 { // count, if, min, sum
		t.Errorf("value is %v, %v, want 6", got, err)
	}
}

func TestEvalWantsOneValuePerMetric(t *testing.T) {
	f, err := condition.CompileFormula("ltv / cac", []string{"ltv", "cac"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Eval([]float64{1}); err == nil || !strings.Contains(err.Error(), "got 1 values for the metrics cac, ltv") {
		t.Errorf("error is %v", err)
	}
}

// node is a generated formula: its text, and the expected number.
type node struct {
	text  string
	value float64
}

func drawNode(t *rapid.T, metrics map[string]float64, depth int) node {
	kind := rapid.IntRange(0, 7).Draw(t, "kind")
	if depth == 0 {
		kind = min(kind, 1)
	}
	sub := func() node { return drawNode(t, metrics, depth-1) }
	// An infinite result has no value, as a division by zero.
	made := func(text string, value float64) node {
		if math.IsInf(value, 0) {
			value = math.NaN()
		}
		return node{"(" + text + ")", value}
	}
	switch kind {
	case 0:
		return node{"2.5", 2.5}
	case 1:
		name := rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "metric")
		return node{name, metrics[name]}
	case 2:
		x, y := sub(), sub()
		return made(x.text+" + "+y.text, x.value+y.value)
	case 3:
		x, y := sub(), sub()
		return made(x.text+"-"+y.text, x.value-y.value)
	case 4:
		x, y := sub(), sub()
		return made(x.text+" *"+y.text, x.value*y.value)
	case 5:
		x, y := sub(), sub()
		if y.value == 0 {
			return made(x.text+"/"+y.text, math.NaN())
		}
		return made(x.text+"/"+y.text, x.value/y.value)
	case 6:
		x, y := sub(), sub()
		if math.IsNaN(x.value) {
			return made("coalesce("+x.text+","+y.text+")", y.value)
		}
		return made("coalesce("+x.text+","+y.text+")", x.value)
	default:
		x := sub()
		return made("-"+x.text, -x.value)
	}
}

func TestFormulasCompute(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		metrics := map[string]float64{}
		for _, name := range []string{"a", "b", "c"} {
			metrics[name] = float64(rapid.IntRange(-3, 3).Draw(t, name))
			if rapid.IntRange(0, 4).Draw(t, "missing") == 0 {
				metrics[name] = math.NaN()
			}
		}
		n := drawNode(t, metrics, rapid.IntRange(0, 4).Draw(t, "depth"))
		f, err := condition.CompileFormula(n.text+" + 0 * coalesce(a, 0)", []string{"a", "b", "c"})
		if err != nil {
			t.Fatal(err)
		}
		var values []float64
		for _, name := range f.Metrics() {
			values = append(values, metrics[name])
		}
		if got, err := f.Eval(values); err != nil || !same(got, n.value) {
			t.Fatalf("%s is %v, %v, want %v", f, got, err, n.value)
		}
	})
}
