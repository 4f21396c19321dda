package condition

import (
	"errors"

	"github.com/expr-lang/expr/ast"

	"github.com/northstar/okrkpi/pkg/okr"
)

// literal is the value of a number in an expression. It reads the source text with okr.ParseNumber, so that a number has
// the same meaning here as in catalogs and fact files.
func literal(source string, node ast.Node) (float64, error) {
	at, runes := node.Location(), []rune(source)
	x, err := okr.ParseNumber(string(runes[min(at.From, len(runes)):min(at.To, len(runes))]))
	notation := new(okr.NotationError)
	switch {
	case errors.As(err, &notation):
		return 0, errorAt(source, at.From, at.To, notation.Reason, notation.Cure)
	case err != nil:
		return 0, errorAt(source, at.From, at.To, err.Error(), "write a number such as 0.04")
	}
	return x, nil
}
