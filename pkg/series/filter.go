package series

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Filter selects segments by one label. A missing label counts as "".
type Filter struct {
	key, operator, value string
	pattern              *regexp.Regexp // of =~ and !~
	cost                 int
}

// NewFilter returns the filter of a key, an operator (=, !=, =~ or !~) and a value. The pattern of =~ and !~ must match
// the whole label. Values and labels are compared in the form of NormalLabel, so that a filter finds labels that look the
// same, however they were typed.
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
		// Compile the pattern alone first: D)|(?:R would close the group around it, and match what begins with D or ends
		// with R.
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

// maxInstructions is the largest program of a pattern. An instruction takes about 300 bytes, and the time of a match grows
// with them.
const maxInstructions = 5000

// patternCost compiles a pattern, unless repetitions make its program too large, and returns what a match may cost.
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

// Cost of a match in simple comparisons, which take 50 ns, for labels of up to 30 characters. A repeated part is tried at
// each character, other parts at one.
const (
	costOfMatch        = 10
	costOfRepeated     = 8 // per instruction
	instructionsAtOnce = 3 // other instructions in the time of one comparison
)

// repeated is about how many instructions of a pattern lie within repetitions.
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

// instructions is about how many instructions a pattern compiles to.
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

// Match reports whether the filter selects a segment with these labels.
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

// Key is the key of the label that the filter compares.
func (f Filter) Key() string { return f.key }
