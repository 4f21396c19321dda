//go:build !race

package condition_test

import "testing"

// The race detector makes pools drop their content at random.
func TestEvaluatingAllocatesNothing(t *testing.T) {
	for name, src := range benched {
		t.Run(name, func(t *testing.T) {
			c := compile(t, src)
			env := benchEnv(c)
			allocations := testing.AllocsPerRun(200, func() {
				c.Eval(&env)
			})
			if allocations > 0 {
				t.Errorf("%s allocates %v times", src, allocations)
			}
		})
	}
}
