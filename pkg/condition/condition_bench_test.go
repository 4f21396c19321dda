package condition_test

import (
	"testing"

	"github.com/northstar/okrkpi/pkg/condition"
)

var benched = map[string]string{
	"threshold": "churn_rate > 0.04",
	"ratio":     "ltv / cac < 2.5",
	"logic":     "value > 0.04 && (wow > 0.1 || coalesce(target, 0.05) < value) && sample >= 100",
	"drop":      "drop(0.2)",
	"streak":    "streak(value > 0.04, 3)",
	"median":    "value > 1.5 * median(8)",
	"slope":     "slope(8) < 0",
	"missing":   "cac > yoy",
}

func benchEnv(c *condition.Condition) condition.Env {
	env := nothing()
	env.Metric, env.Value, env.WoW, env.Sample = "churn_rate", 0.05, 0.2, 400
	env.History = []float64{0.03, 0.034, 0.04, 0.031, 0.042, 0.046, 0.044, 0.048}
	for range c.Operands() {
		env.Operands = append(env.Operands, []float64{200, 300})
	}
	return env
}

func BenchmarkCompileCondition(b *testing.B) {
	for name, src := range benched {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				compile(b, src)
			}
		})
	}
}

func BenchmarkEvalCondition(b *testing.B) {
	for name, src := range benched {
		b.Run(name, func(b *testing.B) {
			c := compile(b, src)
			env := benchEnv(c)
			b.ReportAllocs()
			for b.Loop() {
				c.Eval(&env)
			}
		})
	}
}

// BenchmarkEvalCostliest measures about as long as any evaluation can take.
func BenchmarkEvalCostliest(b *testing.B) {
	c := compile(b, "slope(366) < 0")
	env := nothing()
	env.Value = 1
	for i := range 365 {
		env.History = append(env.History, float64(i*i%101))
	}
	b.ReportAllocs()
	for b.Loop() {
		c.Eval(&env)
	}
}
