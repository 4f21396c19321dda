package condition_test

import (
	"errors"
	"math"
	"testing"
	"time"

	"github.com/northstar/okrkpi/pkg/condition"
	"github.com/northstar/okrkpi/pkg/okr"
)

func FuzzCompileFormula(f *testing.F) {
	for _, src := range []string{
		"a", "a / b", "coalesce(a / b, 0)", "min(a, -b, 2e3)", "(a + b) * 1_0", "a +", ")", "'", "/*", "a // b", "let x = 1; x", "💥", "\x00",
	} {
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src string) {
		formula, err := condition.CompileFormula(src, []string{"a", "b"})
		if err != nil {
			var e *condition.Error
			if !errors.As(err, &e) || e.Line < 1 || e.Column < 1 || e.Message == "" || e.Error() == "" {
				t.Fatalf("%q: error is %#v", src, err)
			}
			return
		}
		names := formula.Metrics()
		for _, x := range []float64{0, 1, -1e308, math.NaN(), math.Inf(1)} {
			values := make([]float64, len(names))
			for i := range values {
				values[i] = x
			}
			if got, err := formula.Eval(values); err != nil || math.IsInf(got, 0) {
				t.Fatalf("%q of %v is %v, %v", src, values, got, err)
			}
		}
	})
}

func FuzzCompileCondition(f *testing.F) {
	for _, src := range []string{
		"a > 0.04", "a / b < 2.5", `metric("a", "month") > 1 && status in ["red"]`, "streak(value < previous, 3) or drop(0.2)",
		"not (median(4) > slope(8)) and crosses(target)", "now - bucket > days(10)", "1 < value <= 3 != b", "last(366) > coalesce(z, wow)",
		"spike(1e-9)", "!!(a==b)", "a >", "status == 'rad'", "a > 4%", "(a", "['x'", "median('(') > 1", "💥 > 1", "a > 1 // x\n&& b", "\x00",
		"abs(-a) / 0 > 1e308 * 10", "streak(slope(90)>0,12)",
	} {
		f.Add(src)
	}
	names := condition.Names{Metrics: []string{"a", "b"}}
	history := make([]float64, 800)
	for i := range history {
		history[i] = float64(i*i%17) - 3
	}
	f.Fuzz(func(t *testing.T, src string) {
		c, err := condition.CompileCondition(src, names)
		if err != nil {
			var e *condition.Error
			if !errors.As(err, &e) || e.Line < 1 || e.Column < 1 || e.Message == "" || e.Error() == "" {
				t.Fatalf("%q: error is %#v", src, err)
			}
			return
		}
		for _, x := range []float64{0, 1, -1e308, math.NaN(), math.Inf(1)} {
			env := condition.Env{Metric: "b", Value: x, WoW: x, Target: x, Z: -x, Sample: x, Status: okr.Red, History: history}
			env.Operands = [][]float64{history, history[:3], nil}
			began := time.Now()
			got := c.Eval(&env)
			if took := time.Since(began); took > 2*time.Second {
				t.Fatalf("%q took %s", src, took)
			}
			known := got.State == condition.True || got.State == condition.False
			if known != (got.Reason == (condition.Reason{})) || !known && got.State != condition.NoData {
				t.Fatalf("%q on %v is %+v", src, x, got)
			}
			if again := c.Eval(&env); again != got {
				t.Fatalf("%q on %v is %+v, then %+v", src, x, got, again)
			}
			if observed := c.Observed(&env); math.IsInf(observed, 0) {
				t.Fatalf("%q compares %v", src, observed)
			}
		}
	})
}
