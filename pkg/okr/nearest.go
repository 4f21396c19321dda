package okr

import (
	"slices"
	"unicode/utf8"
)

// Nearest finds the name that a reader most likely meant by word, for hints such as "did you mean churn_rate?". It is
// empty where no name is close: more than a third of the letters would have to change.
func Nearest(word string, names []string) string {
	best, limit := "", max(1, len([]rune(word))/3)+1
	length := utf8.RuneCountInString(word)
	for _, name := range slices.Sorted(slices.Values(names)) {
		if n := utf8.RuneCountInString(name); n-length >= limit || length-n >= limit {
			continue // at least so many letters would have to change
		}
		if d := editDistance([]rune(word), []rune(name)); d < limit {
			best, limit = name, d
		}
	}
	return best
}

// editDistance is the Levenshtein distance.
func editDistance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, ra := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j, rb := range b {
			cost := diagonal
			if ra != rb {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
