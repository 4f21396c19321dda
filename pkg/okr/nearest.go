package okr

import "slices"

// Nearest finds the name that a reader most likely meant by word, for hints such as "did you mean churn_rate?". It is
// empty where no name is close: more than a third of the letters would have to change.
func Nearest(word string, names []string) string {
	letters := []rune(word)
	best, limit := "", max(1, len(letters)/3)+1
	for _, name := range slices.Sorted(slices.Values(names)) {
		other := []rune(name)
		if len(letters)-len(other) >= limit || len(other)-len(letters) >= limit {
			continue // each letter too many is one to change; a word may be of any length
		}
		if d := editDistance(letters, other); d < limit {
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
