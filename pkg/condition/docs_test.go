package condition_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/northstar/okrkpi/pkg/condition"
)

// blocks are the fenced blocks of a language in a Markdown file.
func blocks(t *testing.T, file, language string) []string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(string(data), "\n```"+language+"\n")
	var found []string
	for _, part := range parts[1:] {
		block, _, closed := strings.Cut(part, "\n```\n")
		if !closed {
			t.Fatalf("a block is not closed: %.40q", part)
		}
		found = append(found, block)
	}
	return found
}

func TestDocumentedConditions(t *testing.T) {
	situations := 0
	for _, block := range blocks(t, "../../docs/conditions.md", "condition") {
		for example := range strings.SplitSeq(block, "\n\n") {
			src, cases, _ := strings.Cut(example, "\n")
			t.Run(src, func(t *testing.T) {
				c := compile(t, src)
				for line := range strings.SplitSeq(cases, "\n") {
					given, want, ok := strings.Cut(strings.TrimSpace(line), " → ")
					if !ok {
						t.Fatalf("%q has no answer", line)
					}
					situations++
					env := situation(t, c, given)
					if got := say(c.Eval(&env)); got != want {
						t.Errorf("with %s it is %q, want %q", given, got, want)
					}
				}
			})
		}
	}
	if situations < 50 {
		t.Errorf("only %d situations were found", situations)
	}
}

func TestDocumentedMistakes(t *testing.T) {
	mistakes := blocks(t, "../../docs/conditions.md", "error")
	if len(mistakes) < 5 {
		t.Errorf("only %d mistakes were found", len(mistakes))
	}
	for _, block := range mistakes {
		src, want, _ := strings.Cut(block, "\n")
		t.Run(src, func(t *testing.T) {
			_, err := condition.CompileCondition(src, condition.Names{Metrics: catalogMetrics})
			var e *condition.Error
			if !errors.As(err, &e) || e.Error() != want {
				t.Errorf("got\n%v\nwant\n%s", err, want)
			}
		})
	}
}
