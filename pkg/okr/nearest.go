package okr

// Nearest finds the name that was probably meant by word, for hints such as "did you mean churn_rate?". It is "" where
// more than a third of the letters would have to change.
func Nearest(word string, names []string) string {
	letters := []rune(word)
	best, limit := "", max(1, len(letters)/3)+1
	var other []rune
	for _, name := range names {
		other = append(other[:0], []rune(name)...)
		switch d := editDistance(letters, other, limit+1); {
		case d < limit, d == limit && best != "" && name < best:
			best, limit = name, d
		}
	}
	return best
}

// editDistance is the Levenshtein distance, or limit where it is not below that.
func editDistance(a, b []rune, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, ra := range a {
		diagonal := row[0]
		row[0] = i + 1
		least := row[0]
		for j, rb := range b {
			cost := diagonal
			if ra != rb {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
			least = min(least, row[j+1])
		}
		if least >= limit {
			return limit
		}
	}
	return min(row[len(b)], limit)
}
