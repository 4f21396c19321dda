package condition

import (
	"fmt"
	"strings"
)

// Error is a mistake in the text of an expression.
type Error struct {
	Source  string // the whole expression
	Line    int    // from 1
	Column  int    // in characters, from 1
	Width   int    // number of wrong characters, at least 1
	Message string
	Hint    string // what to do; "" if unknown
}

// Error is the message, the source line with the wrong part underlined, and the hint.
func (e *Error) Error() string {
	line, column := e.around()
	text := fmt.Sprintf("%d:%d: %s\n  %s\n  %s", e.Line, e.Column, e.Message, string(line), underline(line, column, e.Width))
	if e.Hint != "" {
		text += "\n" + e.Hint
	}
	return text
}

// An error shows at most longestLine characters of a line, beforeMistake of them before the mistake.
const (
	longestLine   = 160
	beforeMistake = 60
)

const longestMessage = 200

// around is the line, or the part around the mistake of a long one, and the column of the mistake in it.
func (e *Error) around() ([]rune, int) {
	line := []rune(e.line())
	if len(line) <= longestLine {
		return line, e.Column
	}
	from := min(max(e.Column-1-beforeMistake, 0), len(line)-longestLine)
	return line[from : from+longestLine], e.Column - from
}

func (e *Error) line() string {
	lines := strings.Split(e.Source, "\n")
	if e.Line < 1 || e.Line > len(lines) {
		return ""
	}
	return strings.TrimSuffix(lines[e.Line-1], "\r")
}

// underline keeps tabs, so that the marks stand below the text.
func underline(line []rune, column, width int) string {
	var b strings.Builder
	for _, r := range line[:min(max(column-1, 0), len(line))] {
		if r != '\t' {
			r = ' '
		}
		b.WriteRune(r)
	}
	b.WriteString(strings.Repeat("^", min(max(width, 1), max(len(line)-column+1, 1))))
	return b.String()
}

// errorAt is an error about the characters [from, until) of the source, counted from 0.
func errorAt(source string, from, until int, message, hint string) *Error {
	runes := []rune(source)
	from = min(max(from, 0), len(runes))
	if said := []rune(message); len(said) > longestMessage {
		message = string(said[:longestMessage]) + "…" // it may quote a very long name
	}
	e := &Error{Source: source, Line: 1, Column: 1, Message: message, Hint: hint}
	for _, r := range runes[:from] {
		e.Column++
		if r == '\n' {
			e.Line++
			e.Column = 1
		}
	}
	e.Width = 1
	for i := from + 1; i < min(until, len(runes)) && runes[i] != '\n'; i++ {
		e.Width++
	}
	return e
}
