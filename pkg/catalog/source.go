package catalog

import (
	"bytes"
	"math"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml/token"
	"golang.org/x/text/width"
)

// source is the text of one document of a file.
type source struct {
	name  string
	lines []string // lines of the whole file, without line ends
	first int      // first line of the document, from 0
	text  []byte   // text of the document; line ends are \n

	stored bool // see File.Stored

	measured, width int // the last line that was measured, from 1, and its characters
}

// mark is a place in a source: line and column count from 1, column and length in characters.
type mark struct {
	line, column, length int
}

// newSources splits a file at lines that begin with ---, so that the other documents can be read where one is broken.
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
			sources = append(sources, &source{name: f.Name, lines: lines, first: first, text: []byte(document), stored: f.Stored})
			first = i + 1
		}
	}
	return sources
}

// top is the beginning of the document.
func (s *source) top() mark { return mark{s.first + 1, 1, 1} }

// markOf is the place of a token. A place after the end of the file is moved into it.
func (s *source) markOf(t *token.Token) mark {
	if t == nil || t.Position == nil {
		return s.top()
	}
	value, _, _ := strings.Cut(strings.TrimSpace(t.Origin), "\n")
	m := mark{line: s.first + t.Position.Line, column: t.Position.Column, length: utf8.RuneCountInString(value)}
	m.line = min(max(m.line, 1), len(s.lines))
	m.column = min(max(m.column, 1), s.characters(m.line)+1)
	return m
}

// characters is the number of characters of a line, counted from 1. It keeps the last result, because marks often share a
// line.
func (s *source) characters(line int) int {
	if line != s.measured {
		s.measured, s.width = line, utf8.RuneCountInString(s.lines[line-1])
	}
	return s.width
}

// excerpt is the line of a mark with carets below the marked characters. Wide characters, such as Japanese ones, take two
// columns of a terminal. A long line is cut to the part around the mark.
func (s *source) excerpt(m mark) string {
	line, m := around(s.lines[m.line-1], m)
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

// An excerpt shows at most longestLine characters of a line, beforeMark of them before the mark.
const (
	longestLine = 160
	beforeMark  = 60
)

// around cuts a long line to the part around a mark, and moves the mark accordingly.
func around(line string, m mark) (string, mark) {
	runes := []rune(line)
	if len(runes) <= longestLine {
		return line, m
	}
	from := min(max(m.column-1-beforeMark, 0), len(runes)-longestLine)
	until := from + longestLine
	line = string(runes[from:until])
	m.column -= from
	m.length = min(m.length, longestLine-m.column+1)
	if from > 0 {
		line, m.column = "…"+line, m.column+1
	}
	if until < len(runes) {
		line += "…"
	}
	return line, m
}

// longestMessage is the most characters of a message.
const longestMessage = 500

// finding builds a finding at a place.
func (s *source) finding(sev Severity, m mark, rule, message, hint string) Finding {
	if utf8.RuneCountInString(message) > longestMessage {
		message = string([]rune(message)[:longestMessage]) + "…"
	}
	return Finding{
		Severity: sev, File: s.name, Line: m.line, Column: m.column,
		Message: message, Hint: hint, Excerpt: s.excerpt(m), Rule: rule,
	}
}

// inside is the place of a line and column within a text, width characters wide. The text was written at m as a plain,
// quoted or block scalar, which YAML indents, folds and escapes. So it counts characters that are not white space.
func (s *source) inside(m mark, text string, line, column, width int) mark {
	before, all := signsBefore(text, line, column), signsBefore(text, math.MaxInt, 0)
	places := s.signs(m, min(before+1, all))
	switch {
	case len(places) == 0: // the text is written elsewhere, with an alias
		return m
	case before < len(places):
		m = places[before]
	default:
		m = places[len(places)-1]
		m.column++
	}
	m.length = width
	return m
}

// signsBefore counts the characters before a line and column that are not white space.
func signsBefore(text string, line, column int) int {
	n, row, at := 0, 1, 1
	for _, r := range text {
		if row > line || row == line && at >= column {
			break
		}
		if at++; r == '\n' {
			row, at = row+1, 1
		}
		if !unicode.IsSpace(r) {
			n++
		}
	}
	return n
}

// anchorsAndTags may stand before a scalar.
var anchorsAndTags = regexp.MustCompile(`^([&!]\S*\s+)+`)

// signs are the places of the first n characters that are not white space in the scalar at m; none for an alias.
func (s *source) signs(m mark, n int) []mark {
	row, at, quote := m.line-1, m.column-1, ' '
	first := []rune(s.lines[row])
	at += utf8.RuneCountInString(anchorsAndTags.FindString(string(first[min(at, len(first)):])))
	if at < len(first) {
		quote = first[at]
	}
	switch quote {
	case '|', '>':
		row, at = row+1, 0
	case '"', '\'':
		at++
	case '*':
		return nil
	}
	var places []mark
	for ; row < len(s.lines) && len(places) < n; row, at = row+1, 0 {
		line := []rune(s.lines[row])
		for at < len(line) && len(places) < n {
			width, blank := signWidth(line[at:], quote)
			if !blank {
				places = append(places, mark{row + 1, at + 1, 1})
			}
			at += width
		}
	}
	return places
}

// signWidth is how many characters of a scalar encode the next one, and whether that is white space.
func signWidth(line []rune, quote rune) (width int, blank bool) {
	switch {
	case len(line) > 1 && quote == '\'' && line[0] == '\'' && line[1] == '\'':
		return 2, false
	case len(line) > 1 && quote == '"' && line[0] == '\\':
		return 2, strings.ContainsRune("ntr ", line[1])
	}
	return 1, unicode.IsSpace(line[0])
}
