package condition

import "github.com/expr-lang/expr/ast"

// span is the range of characters of a part in the source, without parentheses around it.
func (c *compiler) span(node ast.Node) (from, until int) {
	s := &spanner{runes: c.runes, from: len(c.runes)}
	ast.Walk(&node, s)
	return s.from, s.until
}

type spanner struct {
	runes       []rune
	from, until int
}

// Visit extends the span by a node. The parser knows where calls and lists begin, but not where they end.
func (s *spanner) Visit(node *ast.Node) {
	at := (*node).Location()
	s.from, s.until = min(s.from, at.From), max(s.until, at.To)
	switch (*node).(type) {
	case *ast.CallNode, *ast.BuiltinNode, *ast.ArrayNode:
		s.until = max(s.until, s.closing(at.From))
	}
}

// closing is the end of the first bracket that opens after a position, or the position if none closes.
func (s *spanner) closing(from int) int {
	depth, quote := 0, rune(0)
	for i := from; i < len(s.runes); i++ {
		switch r := s.runes[i]; {
		case quote != 0:
			if r == quote {
				quote = 0
			}
		case r == '"' || r == '\'' || r == '`':
			quote = r
		case r == '(' || r == '[':
			depth++
		case r == ')' || r == ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return from
}
