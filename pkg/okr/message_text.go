package okr

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// zeroWidth keeps two signs from having a meaning together. It cannot be seen, no label holds one and no text of a catalog, so
// that two labels that differ also differ in messages.
const zeroWidth = "\u200b"

var (
	// Slack, Discord and Google Chat call people by <!channel>, <@U123>, <#C1> and <users/all>, and make links of
	// <https://…|a word>; others read HTML.
	commands = regexp.MustCompile(`<([!@#/?&]|[A-Za-z][A-Za-z0-9+.-]*[:/|>\s])`)
	// Mattermost and Discord call everybody by these.
	everybody = regexp.MustCompile(`(?i)(^|[^A-Za-z0-9_])@(all|channel|everyone|group|here)\b`)
)

// MessageText is a text as alerts carry it into chats, whose programs obey what stands in it: they call a whole channel, or
// hide where a link leads. It looks nearly the same, and what needs no change stays as it is: "<10", "Mika <mika@example.com>".
func MessageText(s string) string {
	if !strings.ContainsAny(s, "<@]") {
		return s
	}
	s = commands.ReplaceAllString(s, "‹"+zeroWidth+"$1")
	s = everybody.ReplaceAllString(s, "$1@"+zeroWidth+"$2")
	return strings.ReplaceAll(s, "](", "]"+zeroWidth+"(") // a link of Markdown
}

// Shorten cuts a text to so many bytes, between characters; an ellipsis takes the place of what is left out.
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
