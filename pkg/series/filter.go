package series

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Filter chooses segments by the value of one label. A label that a segment does not have counts as "".
type Filter struct {
	key, operator, value string
	pattern              *regexp.Regexp // of =~ and !~
	cost                 int
}

// NewFilter returns the filter of a key, an operator (=, !=, =~ or !~) and a value. The pattern of =~ and !~ must match
// the whole label. Values and labels are compared in the form of NormalLabel, so that a filter finds what looks like it,
// however it was typed and stored.
func NewFilter(key, operator, value string) (Filter, error) {
	f := Filter{key: key, operator: operator, value: FoldLabel(value), cost: 1}
	if key == "" {
		return Filter{}, fmt.Errorf("a filter needs a key: the name of a segment")
	}
	switch operator {
	case "=", "!=":
		return f, nil
	case "=~", "!~":
		text := norm.NFC.String(value)
		// Alone first: D)|(?:R would close the group around it, and match what begins with D or ends with R.
		var err error
		if f.cost, err = patternCost(text); err == nil {
			f.pattern, err = regexp.Compile("^(?s:" + text + ")$")
		}
		if err != nil {
			return Filter{}, fmt.Errorf("filter on %s: %q is not a regular expression: %w", key, value, err)
		}
		return f, nil
	}
	return Filter{}, fmt.Errorf("filter on %s: unknown operator %q: want %s", key, operator, strings.Join(FilterOperators(), ", "))
}

// FilterOperators lists the operators.
func FilterOperators() []string { return []string{"=", "!=", "=~", "!~"} }

// maxInstructions is how large the program of a pattern may be, which takes some 300 bytes for each instruction. A pattern's time
// grows with it, too.
const maxInstructions = 5000

// patternCost compiles a pattern where its program is not too large, which repetitions make it, and tells what a match may cost.
func patternCost(text string) (int, error) {
	tree, err := syntax.Parse(text, syntax.Perl)
	if err != nil {
		return 0, err
	}
	all, again := instructions(tree), repeated(tree)
	if all > maxInstructions {
		return 0, fmt.Errorf("it is too large a pattern: repeat less in it, or write a shorter one")
	}
	_, err = regexp.Compile(text)
	return costOfMatch + costOfRepeated*again + (all-again)/instructionsAtOnce, err
}

// What a match may cost, in simple comparisons: 50 ns each, for labels of up to 30 characters. A repeated part is tried at each
// character, anything else at one.
const (
	costOfMatch        = 10
	costOfRepeated     = 8 // of each instruction
	instructionsAtOnce = 3 // that anything else has for the time of one comparison
)

// repeated is about how many instructions of a pattern are within its repeated parts.
func repeated(tree *syntax.Regexp) int {
	switch tree.Op {
	case syntax.OpStar, syntax.OpPlus, syntax.OpQuest, syntax.OpRepeat:
		return instructions(tree)
	default:
		n := 0
		for _, part := range tree.Sub {
			n += repeated(part)
		}
		return n
	}
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

// Cost is what matching one segment may cost, in simple comparisons of two labels.
func (f Filter) Cost() int { return f.cost }

// Key is the label that the filter looks at.
func (f Filter) Key() string { return f.key }
