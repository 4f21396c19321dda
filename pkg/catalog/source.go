package catalog

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml/token"
	"golang.org/x/text/width"
)

// source is the text of one document of a file, for showing places in it.
type source struct {
	name  string
	lines []string // of the whole file, without line ends
	first int      // line of the file, from 0, with which the document begins
	text  []byte   // of the document; line ends are \n
}

// mark is a place in a source: line and column count from 1, the column and length in characters.
type mark struct {
	line, column, length int
}

// newSources splits a file at the lines that begin with ---, so that a document that cannot be read leaves the others
// alone.
func newSources(f File) []*source {
	text := bytes.TrimPrefix(f.Data, []byte("\ufeff"))
	text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	text = bytes.ReplaceAll(text, []byte("\r"), []byte("\n"))
	lines := strings.Split(string(text), "\n")
	var sources []*source
	first := 0
	for i := range lines {
		last := i == len(lines)-1
		if last || lines[i+1] == "---" || strings.HasPrefix(lines[i+1], "--- ") {
			document := strings.Join(lines[first:i+1], "\n")
			sources = append(sources, &source{name: f.Name, lines: lines, first: first, text: []byte(document)})
			first = i + 1
		}
	}
	return sources
}

// top is the first place of the document.
func (s *source) top() mark { return mark{s.first + 1, 1, 1} }

// markOf is the place of a token, moved into the file where the parser points past its end.
func (s *source) markOf(t *token.Token) mark {
	if t == nil || t.Position == nil {
		return s.top()
	}
	value, _, _ := strings.Cut(strings.TrimSpace(t.Origin), "\n")
	m := mark{line: s.first + t.Position.Line, column: t.Position.Column, length: utf8.RuneCountInString(value)}
	m.line = min(max(m.line, 1), len(s.lines))
	m.column = min(max(m.column, 1), utf8.RuneCountInString(s.lines[m.line-1])+1)
	return m
}

// excerpt is the line of a mark with carets below the marked characters. Wide characters (Japanese, for example) take
// two columns of a terminal.
func (s *source) excerpt(m mark) string {
	line := s.lines[m.line-1]
	var b strings.Builder
	for i, r := range []rune(line) {
		mark := " "
		if i >= m.column-1 {
			mark = "^"
		}
		if i >= max(m.column-1+m.length, m.column) {
			break
		}
		switch k := width.LookupRune(r).Kind(); {
		case r == '\t' && mark == " ":
			b.WriteByte('\t')
		case k == width.EastAsianWide || k == width.EastAsianFullwidth:
			b.WriteString(mark + mark)
		default:
			b.WriteString(mark)
		}
	}
	carets := b.String()
	if !strings.HasSuffix(carets, "^") {
		carets += "^"
	}
	return line + "\n" + carets
}

// finding builds a finding at a place.
func (s *source) finding(sev Severity, m mark, rule, message, hint string) Finding {
	return Finding{
		Severity: sev, File: s.name, Line: m.line, Column: m.column,
		Message: message, Hint: hint, Excerpt: s.excerpt(m), Rule: rule,
	}
}

// inside is the place of a line and column of a text that is the value at m: a plain or quoted scalar, or a block below
// a | or > sign.
func (s *source) inside(m mark, line, column int) mark {
	first := []rune(s.lines[m.line-1])
	if start := min(m.column-1, len(first)); start < len(first) {
		switch first[start] {
		case '|', '>':
			begin := s.lines[min(m.line, len(s.lines)-1)]
			m.line = min(m.line+line, len(s.lines))
			m.column = column + len(begin) - len(strings.TrimLeft(begin, " "))
		case '"', '\'':
			m.column += column
		default:
			m.column += column - 1
		}
	}
	m.column = min(max(m.column, 1), utf8.RuneCountInString(s.lines[m.line-1])+1)
	m.length = 1
	return m
}
