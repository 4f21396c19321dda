package okr

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// zeroWidth separates two characters that have a meaning together. It is invisible, and no label or text of a catalog
// contains it, so that different labels stay different in messages.
const zeroWidth = "\u200b"

var (
	// Slack, Discord and Google Chat mention people for <!channel>, <@U123>, <#C1> and <users/all>, and make a link of
	// <https://…|a word>; other programs read HTML.
	commands = regexp.MustCompile(`<([!@#/?&]|[A-Za-z][A-Za-z0-9+.-]*[:/|>\s])`)
	// Mattermost and Discord mention everybody for these.
	everybody = regexp.MustCompile(`(?i)(^|[^A-Za-z0-9_])@(all|channel|everyone|group|here)\b`)
)

// MessageText is a text that chat programs show as it is. They would otherwise obey parts of it, mention a whole channel
// or hide where a link leads. The text looks nearly the same; texts such as "<10" and "Mika <mika@example.com>" are not
// changed.
func MessageText(s string) string {
	if !strings.ContainsAny(s, "<@]") {
		return s
	}
	s = commands.ReplaceAllString(s, "‹"+zeroWidth+"$1")
	s = everybody.ReplaceAllString(s, "$1@"+zeroWidth+"$2")
	return strings.ReplaceAll(s, "](", "]"+zeroWidth+"(") // a link of Markdown
}

// Shorten cuts a text to at most so many bytes, between characters. An ellipsis replaces the rest.
func Shorten(s string, longest int) string {
	const ellipsis = "…"
	if len(s) <= longest {
		return s
	}
	end := max(longest-len(ellipsis), 0)
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return strings.TrimRight(s[:end], " ") + ellipsis
}
