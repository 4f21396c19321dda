package okr

import (
	"strconv"
	"unicode/utf8"
)

// longestQuote is how many characters of a text a message shows.
const longestQuote = 40

// Quote quotes a text for a message: invisible characters are escaped, and a long text is cut.
func Quote(text string) string {
	if utf8.RuneCountInString(text) > longestQuote {
		return strconv.Quote(string([]rune(text)[:longestQuote])) + "…"
	}
	return strconv.Quote(text)
}
