package main

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// painted is text for a terminal that has gone through visible, with colours or without.
type painted string

// visible escapes what a terminal would interpret or hide: control characters except tabs and line ends, and marks that change the
// direction of writing. Labels, titles and entries of the journal may contain any of them.
func visible(s string) string {
	if !strings.ContainsFunc(s, unsafeForTerminal) && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(s[i:], "\ufffd"):
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case unsafeForTerminal(r):
			b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func unsafeForTerminal(r rune) bool {
	switch {
	case r == '\n', r == '\t':
		return false
	case unicode.IsControl(r), r == '\u2028', r == '\u2029':
		return true
	}
	return turnsAround(r)
}

// turnsAround reports whether a character overrides, embeds or isolates the direction of writing.
func turnsAround(r rune) bool {
	return r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
}

// safeArgs makes texts among the arguments of a message visible.
func safeArgs(args []any) []any {
	safe := make([]any, len(args))
	for i, arg := range args {
		switch v := arg.(type) {
		case painted:
			safe[i] = string(v)
		case string:
			safe[i] = visible(v)
		case error:
			safe[i] = visible(v.Error())
		case fmt.Stringer:
			safe[i] = visible(v.String())
		default:
			safe[i] = arg
		}
	}
	return safe
}

// safeJSON writes characters in texts that a terminal would interpret as \u escapes, which mean the same in JSON.
func safeJSON(document []byte) []byte {
	var out bytes.Buffer
	for _, r := range string(document) {
		if unsafeForTerminal(r) {
			fmt.Fprintf(&out, `\u%04x`, r)
			continue
		}
		out.WriteRune(r)
	}
	return out.Bytes()
}

// formulaSigns are the characters that begin a formula in a spreadsheet, including their full-width forms.
const formulaSigns = "=+-@\t\r\n＝＋－＠"

// sheetText is a text in a CSV for spreadsheets: an apostrophe before a formula makes it a text. Numbers need no apostrophe, and
// files that okr reads again have none.
func sheetText(s string) string {
	if r, _ := utf8.DecodeRuneInString(s); s != "" && strings.ContainsRune(formulaSigns, r) {
		return "'" + s
	}
	return s
}
