package okr

import (
	"strconv"
	"unicode/utf8"
)

// longestQuote is how many characters of a text messages show.
const longestQuote = 40

// Quote shows a text in a message: in quotes, with escapes for what cannot be seen, and only the beginning of a long one.
func Quote(text string) string {
	if utf8.RuneCountInString(text) > longestQuote {
		return strconv.Quote(string([]rune(text)[:longestQuote])) + "…"
	}
	return strconv.Quote(text)
}
