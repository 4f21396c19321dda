package catalog

import (
	"bytes"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// emit writes a tree as YAML at an indentation. The output ends with "key:" or "-", or is the start of a document.
func (t tree) emit(out *bytes.Buffer, indent int) {
	switch t.form {
	case absent:
		out.WriteString(" null\n")
	case word:
		out.WriteByte(' ')
		writeWord(out, t.scalar, indent)
	case literal:
		out.WriteString(" " + t.scalar + "\n")
	case list:
		t.emitList(out, indent)
	case mapping:
		if len(t.keys) == 0 {
			out.WriteString(" {}\n")
			return
		}
		out.WriteByte('\n')
		t.emitMapping(out, indent)
	}
}

func (t tree) emitMapping(out *bytes.Buffer, indent int) {
	for i, key := range t.keys {
		if i > 0 || out.Len() == 0 || out.Bytes()[out.Len()-1] == '\n' {
			out.WriteString(strings.Repeat(" ", indent))
		}
		out.WriteString(plainOrQuoted(key) + ":")
		t.items[i].emit(out, indent+2)
	}
}

// emitList writes a short list of names and numbers in one line.
func (t tree) emitList(out *bytes.Buffer, indent int) {
	if line, ok := t.inline(); ok {
		out.WriteString(" " + line + "\n")
		return
	}
	out.WriteByte('\n')
	for _, held := range t.items {
		out.WriteString(strings.Repeat(" ", indent) + "-")
		if held.form == mapping && len(held.keys) > 0 {
			out.WriteByte(' ')
			held.emitMapping(out, indent+2)
			continue
		}
		held.emit(out, indent+2)
	}
}

// maxInline is the most characters of a list in one line.
const maxInline = 100

func (t tree) inline() (string, bool) {
	words := make([]string, len(t.items))
	for i, held := range t.items {
		if held.form != literal && (held.form != word || !snakeCase.MatchString(held.scalar) || ambiguous(held.scalar)) {
			return "", false
		}
		words[i] = held.scalar
	}
	line := "[" + strings.Join(words, ", ") + "]"
	return line, len(line) <= maxInline
}

// writeWord writes text so that it reads back the same: plain where no YAML parser reads it as anything else, as a block
// where it has several lines, else quoted.
func writeWord(out *bytes.Buffer, s string, indent int) {
	if !block(s) {
		out.WriteString(plainOrQuoted(s) + "\n")
		return
	}
	out.WriteString("|-\n")
	for line := range strings.SplitSeq(s, "\n") {
		if line != "" {
			out.WriteString(strings.Repeat(" ", indent) + line)
		}
		out.WriteByte('\n')
	}
}

func plainOrQuoted(s string) string {
	if plain.MatchString(s) && !ambiguous(s) {
		return s
	}
	// Escapes of Go's quoted strings are also escapes of YAML.
	return strconv.Quote(s)
}

// harmless are the characters without a meaning in YAML, inside of text.
const harmless = `\p{L}\p{M}\p{N}_./()+%@、。・「」〜（）→×–—-`

// plain is text that begins with a letter and has harmless characters only.
var plain = regexp.MustCompile(`^\p{L}([ ` + harmless + `]*[` + harmless + `])?$`)

// ambiguous reports whether YAML parsers may read a word as something else than text.
func ambiguous(s string) bool {
	return slices.Contains([]string{"true", "false", "yes", "no", "on", "off", "y", "n", "null"}, strings.ToLower(s))
}

// block reports whether a text has several lines and can be written as a block.
func block(s string) bool {
	if !strings.Contains(s, "\n") || strings.TrimSpace(s) != s {
		return false
	}
	for line := range strings.SplitSeq(s, "\n") {
		if strings.TrimRight(line, " \t") != line {
			return false
		}
		for _, r := range line {
			if !unicode.IsPrint(r) || r == utf8.RuneError {
				return false
			}
		}
	}
	return true
}
