package condition_test

import (
	"testing"

	"github.com/northstar/okrkpi/pkg/condition"
)

func BenchmarkFormulaEval(b *testing.B) {
	f, err := condition.CompileFormula("coalesce(paid / teams, 0) * min(depth, 10) + 1",
		[]string{"depth", "paid", "teams"})
	if err != nil {
		b.Fatal(err)
	}
	values := []float64{3.5, 120, 400}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := f.Eval(values); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCompileFormula(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := condition.CompileFormula("coalesce(a / b, 0) * min(a, 10)", []string{"a", "b"}); err != nil {
			b.Fatal(err)
		}
	}
}
