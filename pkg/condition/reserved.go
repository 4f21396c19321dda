package condition

import (
	"maps"
	"slices"
)

// languageWords are the operators, keywords and constants of the expression language, and its function all.
var languageWords = []string{
	"all", "and", "contains", "else", "false", "if", "in", "let", "matches", "nil", "not", "or", "true",
}

// Reserved lists the words, in order, that have a meaning in conditions or formulas. No metric can have one of them as its
// name.
func Reserved() []string {
	words := slices.Concat(languageWords, []string{valueName, previousName, statusName})
	words = slices.AppendSeq(words, maps.Keys(variables))
	words = slices.AppendSeq(words, maps.Keys(usages()))
	slices.Sort(words)
	return slices.Compact(words)
}
