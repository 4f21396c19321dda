package condition_test

import (
	"errors"
	"math"
	"testing"

	"github.com/northstar/okrkpi/pkg/condition"
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
