package condition_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/northstar/okrkpi/pkg/condition"
	"github.com/northstar/okrkpi/pkg/series"
)

// maybe draws a small number or a gap.
func maybe(t *rapid.T, label string) float64 {
	if rapid.IntRange(0, 3).Draw(t, label+" is missing") == 0 {
		return math.NaN()
	}
	return float64(rapid.IntRange(-3, 3).Draw(t, label))
}

func maybes(t *rapid.T, label string, n int) []float64 {
	xs := make([]float64, n)
	for i := range xs {
		xs[i] = maybe(t, label)
	}
	return xs
}

// drawTest draws the text of a condition over the variables wow, mom and yoy.
func drawTest(t *rapid.T, depth int) string {
	kind := rapid.IntRange(0, 3).Draw(t, "kind")
	if depth == 0 {
		kind = 0
	}
	switch kind {
	case 1:
		return "!(" + drawTest(t, depth-1) + ")"
	case 2:
		return "(" + drawTest(t, depth-1) + " && " + drawTest(t, depth-1) + ")"
	case 3:
		return "(" + drawTest(t, depth-1) + " || " + drawTest(t, depth-1) + ")"
	}
	name := rapid.SampledFrom([]string{"wow", "mom", "yoy", "coalesce(wow, mom)", "mom / yoy"}).Draw(t, "name")
	operator := rapid.SampledFrom([]string{">", "<=", "=="}).Draw(t, "operator")
	return fmt.Sprintf("%s %s %d", name, operator, rapid.IntRange(-1, 1).Draw(t, "limit"))
}

func drawEnv(t *rapid.T) condition.Env {
	env := nothing()
	env.WoW, env.MoM, env.YoY = maybe(t, "wow"), maybe(t, "mom"), maybe(t, "yoy")
	return env
}

func TestTheLawsOfThreeValuedLogic(t *testing.T) {
	laws := map[string][2]string{
		"a double negation is none":      {"A", "!(!A)"},
		"and is commutative":             {"A && B", "B && A"},
		"or is commutative":              {"A || B", "B || A"},
		"and is associative":             {"A && (B && C)", "A && B && C"},
		"or is associative":              {"A || (B || C)", "A || B || C"},
		"and distributes over or":        {"A && (B || C)", "A && B || A && C"},
		"or distributes over and":        {"A || B && C", "(A || B) && (A || C)"},
		"a negated and is an or":         {"!(A && B)", "!A || !B"},
		"a negated or is an and":         {"!(A || B)", "!A && !B"},
		"and of the same is the same":    {"A && A", "A"},
		"or of the same is the same":     {"A || A", "A"},
		"and with what holds less":       {"A && (A || B)", "A"},
		"or with what holds more":        {"A || A && B", "A"},
		"a streak of one is the test":    {"streak(value > 0 && ltv > 0, 1)", "value > 0 && ltv > 0"},
		"words are signs":                {"not A and B or C", "!A && B || C"},
		"unequal is a negated equal":     {"wow != mom", "!(wow == mom)"},
		"not above is at most":           {"wow <= mom", "!(wow > mom)"},
		"a chain is two comparisons":     {"wow < mom <= yoy", "wow < mom && mom <= yoy"},
		"sides of a comparison exchange": {"wow < mom", "mom > wow"},
	}
	for name, law := range laws {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				draw := func() string { return "(" + drawTest(t, 2) + ")" }
				parts := strings.NewReplacer("A", draw(), "B", draw(), "C", draw())
				left, right := parts.Replace(law[0]), parts.Replace(law[1])
				env := drawEnv(t)
				names := condition.Names{Metrics: catalogMetrics}
				l, err := condition.CompileCondition(left, names)
				if err != nil {
					t.Fatal(err)
				}
				r, err := condition.CompileCondition(right, names)
				if err != nil {
					t.Fatal(err)
				}
				if a, b := l.Eval(&env).State, r.Eval(&env).State; a != b {
					t.Fatalf("%s is %s, %s is %s, on %+v", left, a, right, b, env)
				}
			})
		})
	}
}

func TestFillingAGapNeverChangesAnAnswer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		src := strings.NewReplacer("coalesce(wow, mom)", "min(wow, mom)").Replace(drawTest(t, 3))
		c, err := condition.CompileCondition(src, condition.Names{})
		if err != nil {
			t.Fatal(err)
		}
		env := drawEnv(t)
		before := c.Eval(&env)
		for _, x := range []*float64{&env.WoW, &env.MoM, &env.YoY} {
			if math.IsNaN(*x) {
				*x = float64(rapid.IntRange(-3, 3).Draw(t, "filled"))
			}
		}
		if after := c.Eval(&env); before.State != condition.NoData && after.State != before.State {
			t.Fatalf("%s was %s and is %s, on %+v", src, before.State, after.State, env)
		}
		if (before.State == condition.NoData) != (before.Reason != (condition.Reason{})) {
			t.Fatalf("%s is %s because %q", src, before.State, before.Reason)
		}
	})
}

func TestTheReasonIsAbsent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		src := drawTest(t, 3)
		c, err := condition.CompileCondition(src, condition.Names{})
		if err != nil {
			t.Fatal(err)
		}
		env := drawEnv(t)
		outcome := c.Eval(&env)
		absent := map[string]bool{
			"":                                       outcome.State != condition.NoData,
			"no value of a week ago to compare with": math.IsNaN(env.WoW),
			"no value of a month ago to compare with": math.IsNaN(env.MoM),
			"no value of a year ago to compare with":  math.IsNaN(env.YoY),
			"division by zero: yoy is 0":              env.YoY == 0,
		}
		if !absent[outcome.Reason.In("en")] {
			t.Fatalf("%s is %+v, on %+v", src, outcome, env)
		}
	})
}

func TestAThresholdIsMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		limit := rapid.Float64Range(-10, 10).Draw(t, "limit")
		operator := rapid.SampledFrom([]string{">", ">=", "<", "<="}).Draw(t, "operator")
		c, err := condition.CompileCondition(fmt.Sprintf("value %s %v", operator, limit), condition.Names{})
		if err != nil {
			t.Fatal(err)
		}
		values := rapid.SliceOfN(rapid.Float64Range(-11, 11), 2, 8).Draw(t, "values")
		values = append(values, limit-1, limit, limit+1)
		slices.Sort(values)
		if operator[0] == '<' {
			slices.Reverse(values)
		}
		env, held := nothing(), false
		threshold, ok := c.Threshold()
		for _, x := range values {
			env.Value = x
			holds := c.Eval(&env).State == condition.True
			if held && !holds {
				t.Fatalf("%s held before %v, and not there", c, x)
			}
			if !ok || threshold.Operator.Holds(c.Observed(&env), threshold.Limit) != holds {
				t.Fatalf("%s is %t at %v, the threshold %v says otherwise", c, holds, x, threshold)
			}
			held = holds
		}
		if !held {
			t.Fatalf("%s never held", c)
		}
	})
}

// shifted is the environment as it was some buckets before.
func shifted(env condition.Env, back int) condition.Env {
	before := env
	if back > 0 {
		before.Value = math.NaN()
		if i := len(env.History) - back; i >= 0 {
			before.Value = env.History[i]
		}
		before.History = env.History[:max(len(env.History)-back, 0)]
	}
	before.Operands = nil
	for _, values := range env.Operands {
		before.Operands = append(before.Operands, values[:max(len(values)-back, 0)])
	}
	return before
}

func TestAStreakHoldsInEveryBucket(t *testing.T) {
	held := []string{
		"value > 0", "value < previous", "last(2) < value", "median(3) > 0", "slope(3) >= 0", "drop(0.5)", "spike(0.5)", "crosses(0)",
		"ltv > 0 && value > ltv", "value > target", "coalesce(ltv, 1) > 0", "ltv > 0 || value > 0",
	}
	rapid.Check(t, func(t *rapid.T) {
		src := rapid.SampledFrom(held).Draw(t, "condition")
		n := rapid.IntRange(1, 5).Draw(t, "buckets")
		names := condition.Names{Metrics: catalogMetrics}
		one, err := condition.CompileCondition(src, names)
		if err != nil {
			t.Fatal(err)
		}
		streak, err := condition.CompileCondition(fmt.Sprintf("streak(%s, %d)", src, n), names)
		if err != nil {
			t.Fatal(err)
		}
		env := nothing()
		env.Value, env.Target = maybe(t, "value"), maybe(t, "target")
		env.History = maybes(t, "history", rapid.IntRange(0, 8).Draw(t, "buckets of history"))
		for range one.Operands() {
			env.Operands = append(env.Operands, maybes(t, "operand", rapid.IntRange(0, 8).Draw(t, "buckets of operand")))
		}
		want, gap := condition.True, false
		for back := range n {
			before := shifted(env, back)
			switch one.Eval(&before).State {
			case condition.False:
				want = condition.False
			case condition.NoData:
				gap = true
			case condition.True, condition.StateUnknown:
			}
		}
		if want == condition.True && gap {
			want = condition.NoData
		}
		if got := streak.Eval(&env); got.State != want {
			t.Fatalf("%s is %+v, want %s, on %+v", streak, got, want, env)
		}
		if one.History()+n-1 < streak.History() {
			t.Fatalf("%s looks back %d buckets, %s %d", one, one.History(), streak, streak.History())
		}
	})
}

func TestMedianAndSlopeAreThoseOfTheScorecards(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 12).Draw(t, "buckets")
		values := make([]float64, n)
		present := 0
		for i := range values {
			values[i] = maybe(t, "value")
			if !math.IsNaN(values[i]) {
				present++
			}
		}
		median, slope := series.Median(values), math.NaN()
		if s, ok := series.TheilSen(values); ok {
			slope = s
		}
		if 2*present < n {
			median, slope = math.NaN(), math.NaN()
		}
		env := nothing()
		env.Value, env.History = values[n-1], values[:n-1]
		for src, want := range map[string]float64{fmt.Sprintf("median(%d) > 0", n): median, fmt.Sprintf("slope(%d) > 0", n): slope} {
			c, err := condition.CompileCondition(src, condition.Names{})
			if err != nil {
				t.Fatal(err)
			}
			if got := c.Observed(&env); !same(got, want) {
				t.Fatalf("%s of %v is %v, want %v", src, values, got, want)
			}
		}
	})
}

func TestAConditionIsSafeForConcurrentUse(t *testing.T) {
	c := compile(t, "value > median(4) && streak(ltv > 1, 3) || slope(4) > 100")
	var wait sync.WaitGroup
	for worker := range 4 {
		wait.Go(func() {
			env := nothing()
			env.Value, env.History, env.Operands = float64(worker), []float64{1, 1, 1}, [][]float64{{2, 2, 2}}
			for range 500 {
				if got, want := c.Eval(&env).State == condition.True, worker > 1; got != want {
					t.Errorf("worker %d got %t", worker, got)
					return
				}
			}
		})
	}
	wait.Wait()
}
