package catalog_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/northstar/okrkpi/pkg/catalog"
)

// usual are the findings of the small example as it is.
var usual = map[string]bool{"key-result/unmeasured": true, "key-result/ambition": true}

// findingCase is one case of testdata/findings.txt: edits of the small example and the findings that they cause.
type findingCase struct {
	name  string
	edits [][2]string // first occurrence of a text, and what replaces it
	want  []string
}

// findingCases reads lines that begin with = (a sentence), - (text to replace), + (what replaces it) and ! (a finding).
func findingCases(t *testing.T) []findingCase {
	t.Helper()
	data, err := os.ReadFile("testdata/findings.txt")
	if err != nil {
		t.Fatal(err)
	}
	var cases []findingCase
	var c *findingCase
	previous := ""
	for number, line := range strings.Split(strings.TrimSpace(string(data)), "\n") {
		sign, rest, _ := strings.Cut(line, " ")
		switch {
		case sign == "" || sign == "#":
		case sign == "=":
			cases = append(cases, findingCase{name: rest})
			c = &cases[len(cases)-1]
		case sign == "-" && previous != "-":
			c.edits = append(c.edits, [2]string{rest, ""})
		case sign == "-":
			c.edits[len(c.edits)-1][0] += "\n" + rest
		case sign == "+" && previous != "+":
			c.edits[len(c.edits)-1][1] = rest
		case sign == "+":
			c.edits[len(c.edits)-1][1] += "\n" + rest
		case sign == "!":
			c.want = append(c.want, rest)
		default:
			t.Fatalf("findings.txt:%d: a line that begins with %q", number+1, sign)
		}
		previous = sign
	}
	return cases
}

// findingsAfter lists the unusual findings of the edited example, each with the text that it marks.
func findingsAfter(t *testing.T, edits [][2]string) []string {
	t.Helper()
	f := read(t, "small.yaml")
	for _, e := range edits {
		if !strings.Contains(string(f.Data), e[0]) {
			t.Fatalf("the example has no %q", e[0])
		}
		f.Data = []byte(strings.Replace(string(f.Data), e[0], e[1], 1))
	}
	c, findings := catalog.Parse([]catalog.File{f})
	if (c == nil) != (findings.Err() != nil) {
		t.Errorf("catalog %v with error %v", c, findings.Err())
	}
	var got []string
	for _, f := range findings {
		if !usual[f.Rule] {
			got = append(got, fmt.Sprintf("%v %s «%s»: %s → %s", f.Severity, f.Rule, marked(f), f.Message, f.Hint))
		}
	}
	return got
}

// marked is the text above the carets of an excerpt without wide characters.
func marked(f catalog.Finding) string {
	line, carets, _ := strings.Cut(f.Excerpt, "\n")
	runes := []rune(line)
	from := min(max(strings.Index(carets, "^"), 0), len(runes))
	return string(runes[from:min(from+strings.Count(carets, "^"), len(runes))])
}

func TestEveryMistakeIsFoundAtItsPlaceWithItsCure(t *testing.T) {
	for _, tc := range findingCases(t) {
		t.Run(tc.name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, findingsAfter(t, tc.edits)); diff != "" {
				t.Errorf("findings differ (-want +got):\n%s", diff)
			}
		})
	}
}
