package condition_test

import (
	"errors"
	"runtime"
	"strings"
	"testing"

	"github.com/northstar/okrkpi/pkg/condition"
)

// TestExpressionsWithoutEndAreRefusedInFewWords compiles a megabyte of each, and as much as the limit allows.
func TestExpressionsWithoutEndAreRefusedInFewWords(t *testing.T) {
	for name, part := range map[string]string{
		"parentheses": "(", "negations": "!", "minus signs": "-", "sums": "a+", "comparisons": "a<", "choices": "a?a:", "lists": "[",
		"maps": "{", "members": "a.", "calls": "abs(", "pipes": "a|", "strings": "'", "commas": "a,", "comments": "/*", "blanks": " ",
		"lines": "\n", "numbers": "9", "fractions": "1.", "powers": "a**", "names": "a", "functions": "all([a],{#", "letters": "let a=a;",
		"Japanese": "解", "closing parentheses": "a)", "escapes": "\"\\u", "optional members": "a?.a", "slices": "a[", "nots": "not ",
		"doubts": "a??", "in": "a in [",
	} {
		for _, size := range []int{1 << 20, 4096, 1000} {
			src := strings.Repeat(part, size/len(part))
			for what, compile := range map[string]func() error{
				"condition": func() error {
					_, err := condition.CompileCondition(src, condition.Names{Metrics: []string{"a"}})
					return err
				},
				"formula": func() error {
					_, err := condition.CompileFormula(src, []string{"a"})
					return err
				},
			} {
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				err := compile()
				runtime.ReadMemStats(&after)
				var bad *condition.Error
				switch {
				case !errors.As(err, &bad):
					t.Errorf("%d bytes of %s as a %s: the error is %v", size, name, what, err)
				case len(err.Error()) > 1500:
					t.Errorf("%d bytes of %s as a %s: the error has %d bytes: %.200s", size, name, what, len(err.Error()), err)
				}
				if took := after.TotalAlloc - before.TotalAlloc; took > 16<<20 {
					t.Errorf("%d bytes of %s as a %s take %d MiB", size, name, what, took>>20)
				}
			}
		}
	}
}
