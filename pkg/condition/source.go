package condition

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/conf"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
)

// Limits of an expression. They keep time and memory of the parser small for any text.
const (
	maxLength = 4096 // bytes
	maxNodes  = 500
)

// wording is what errors call a kind of expression.
type wording struct {
	noun  string
	empty string // what to write where the expression is empty
	split string // what to do where the expression is too long
}

// parse parses an expression. The tree may have anything that expr-lang can read.
func parse(src string, words wording) (ast.Node, error) {
	if strings.TrimSpace(src) == "" {
		return nil, errorAt(src, 0, 0, fmt.Sprintf("the %s is empty", words.noun), words.empty)
	}
	if len(src) > maxLength {
		message := fmt.Sprintf("the %s is longer than %d bytes", words.noun, maxLength)
		return nil, errorAt(src[:maxLength], 0, 0, message, words.split)
	}
	config := conf.CreateNew()
	config.MaxNodes = maxNodes
	config.DisableIfOperator = true
	tree, err := parser.ParseWithConfig(src, config)
	if err != nil {
		return nil, syntaxError(src, words, err)
	}
	return tree.Node, nil
}

// syntaxError makes the parser's errors readable for people who do not know the parser.
func syntaxError(src string, words wording, err error) error {
	var e *file.Error
	if !errors.As(err, &e) {
		return errorAt(src, 0, 0, err.Error(), "")
	}
	message, hint, from := e.Message, "", e.From
	switch {
	case strings.HasPrefix(message, "unexpected token EOF"):
		message = fmt.Sprintf("the %s ends too early", words.noun)
		hint = "a value or a closing parenthesis is missing"
		from = utf8.RuneCountInString(src)
		if strings.HasSuffix(strings.TrimSpace(src), "%") {
			hint = percentHint
		}
	case strings.HasPrefix(message, "unexpected token "):
		_, token, _ := strings.Cut(message, "(")
		message = "unexpected " + strings.TrimSuffix(token, ")")
		hint = tokenHint(src, from)
	case strings.Contains(message, "exceeds maximum allowed nodes"):
		message = fmt.Sprintf("the %s has more than %d parts", words.noun, maxNodes)
		hint = words.split
	}
	return errorAt(src, from, e.To, message, hint)
}

const percentHint = "write 4% as 0.04"

// slips are operators of other languages.
var slips = []struct{ written, hint string }{
	{"=<", "write <="},
	{"=>", "write >="},
	{"=", "write == to compare"},
	{"&", "write && or and"},
	{"AND", "write and in small letters"},
	{"OR", "write or in small letters"},
	{"NOT", "write not in small letters"},
}

var decimalComma = regexp.MustCompile(`^,\d`)

// tokenHint says what was probably meant by the characters that the parser did not expect.
func tokenHint(src string, from int) string {
	runes := []rune(src)
	before := strings.TrimRight(string(runes[:min(from, len(runes))]), " \t\r\n")
	after := string(runes[min(from, len(runes)):])
	if strings.HasSuffix(before, "%") {
		return percentHint
	}
	if strings.HasSuffix(before, "<") && strings.HasPrefix(after, ">") {
		return "write !="
	}
	if decimalComma.MatchString(after) && before != "" && unicode.IsDigit(rune(before[len(before)-1])) {
		return "write fractions with a point: 0.04"
	}
	for _, slip := range slips {
		if strings.HasPrefix(after, slip.written) {
			return slip.hint
		}
	}
	return ""
}
