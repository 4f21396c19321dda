package series

import (
	"fmt"
	"regexp"
	"regexp/syntax"

	"golang.org/x/text/unicode/norm"
)

// Filter chooses segments by the value of one label. A label that a segment does not have counts as "".
type Filter struct {
	key, operator, value string
	pattern              *regexp.Regexp // of =~ and !~
}

// NewFilter returns the filter of a key, an operator (=, !=, =~ or !~) and a value. The pattern of =~ and !~ must match
// the whole label. Values and labels are compared in the form of NormalLabel, so that a filter finds what looks like it,
// however it was typed and stored.
func NewFilter(key, operator, value string) (Filter, error) {
	f := Filter{key: key, operator: operator, value: FoldLabel(value)}
	if key == "" {
		return Filter{}, fmt.Errorf("a filter needs a key: the name of a segment")
	}
	switch operator {
	case "=", "!=":
		return f, nil
	case "=~", "!~":
		text := norm.NFC.String(value)
		// Alone first: D)|(?:R would close the group around it, and match what begins with D or ends with R.
		err := checkPattern(text)
		if err == nil {
			f.pattern, err = regexp.Compile("^(?s:" + text + ")$")
		}
		if err != nil {
			return Filter{}, fmt.Errorf("filter on %s: %q is not a regular expression: %w", key, value, err)
		}
		return f, nil
	}
	return Filter{}, fmt.Errorf("filter on %s: unknown operator %q: want =, !=, =~, !~", key, operator)
}

// maxInstructions is how large the program of a pattern may be, which takes some 300 bytes for each instruction. A pattern's time
// grows with it, too.
const maxInstructions = 5000

// checkPattern compiles a pattern where its program is not too large, which repetitions make it.
func checkPattern(text string) error {
	tree, err := syntax.Parse(text, syntax.Perl)
	if err != nil {
		return err
	}
	if instructions(tree) > maxInstructions {
		return fmt.Errorf("it is too large a pattern: repeat less in it, or write a shorter one")
	}
	_, err = regexp.Compile(text)
	return err
}

// instructions is about how many a pattern is compiled to.
func instructions(tree *syntax.Regexp) int {
	n := 1 + len(tree.Rune)
	if tree.Op == syntax.OpCharClass {
		n = 1
	}
	for _, part := range tree.Sub {
		n += instructions(part)
	}
	if tree.Op == syntax.OpRepeat {
		n *= max(tree.Min, tree.Max) + 1
	}
	return n
}

// Match reports whether a segment with these labels is chosen.
func (f Filter) Match(labels map[string]string) bool {
	label := FoldLabel(labels[f.key])
	switch f.operator {
	case "!=":
		return label != f.value
	case "=~":
		return f.pattern.MatchString(label)
	case "!~":
		return !f.pattern.MatchString(label)
	}
	return label == f.value
}

// Key is the label that the filter looks at.
func (f Filter) Key() string { return f.key }
