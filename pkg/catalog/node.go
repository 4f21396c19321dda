package catalog

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// anchors are the anchored nodes of a document, by name.
type anchors map[string]ast.Node

func collectAnchors(n ast.Node) anchors {
	found := anchors{}
	for _, a := range ast.Filter(ast.AnchorType, n) {
		if anchor, ok := a.(*ast.AnchorNode); ok && anchor.Name != nil {
			found[anchor.Name.GetToken().Value] = anchor.Value
		}
	}
	return found
}

// resolve follows aliases and drops anchors and tags. It is nil for a missing value and for an alias that leads nowhere
// or back to itself.
func (a anchors) resolve(n ast.Node) ast.Node {
	for range 100 {
		switch v := n.(type) {
		case *ast.AnchorNode:
			n = v.Value
		case *ast.TagNode:
			n = v.Value
		case *ast.AliasNode:
			if v.Value == nil {
				return nil
			}
			n = a[v.Value.GetToken().Value]
		case *ast.NullNode:
			return nil
		default:
			return n
		}
	}
	return nil
}

// pair is one key and its value in a mapping.
type pair struct {
	key   ast.Node
	name  string
	value ast.Node
}

// pairs lists a mapping in order. Keys that are merged in by << come last and never replace the mapping's own. ok is
// false where n is not a mapping.
func (a anchors) pairs(n ast.Node) (list []pair, ok bool) { return a.pairsTo(n, 10) }

func (a anchors) pairsTo(n ast.Node, depth int) (list []pair, ok bool) {
	mapping, ok := a.resolve(n).(ast.MapNode)
	if !ok || depth == 0 {
		return nil, false
	}
	var merged []pair
	own := map[string]bool{}
	for it := mapping.MapRange(); it.Next(); {
		key, value := it.Key(), it.Value()
		if key.IsMergeKey() {
			merged = append(merged, a.merged(value, depth-1)...)
			continue
		}
		p := pair{key: key, name: keyName(key), value: value}
		own[p.name] = true
		list = append(list, p)
	}
	for _, p := range merged {
		if !own[p.name] {
			own[p.name] = true
			list = append(list, p)
		}
	}
	return list, true
}

func (a anchors) merged(n ast.Node, depth int) []pair {
	if sequence, ok := a.resolve(n).(*ast.SequenceNode); ok {
		var all []pair
		for _, item := range sequence.Values {
			list, _ := a.pairsTo(item, depth)
			all = append(all, list...)
		}
		return all
	}
	list, _ := a.pairsTo(n, depth)
	return list
}

func keyName(n ast.MapKeyNode) string {
	if s, ok := n.(*ast.StringNode); ok {
		return s.Value
	}
	return strings.TrimSpace(n.GetToken().Value)
}

// scalarText is the text of a string scalar.
func scalarText(n ast.Node) (string, bool) {
	switch v := n.(type) {
	case *ast.StringNode:
		return v.Value, true
	case *ast.LiteralNode:
		return v.Value.Value, true
	}
	return "", false
}

// plainNumber is a number that the YAML parser takes for text: with an exponent, or too long for an integer.
var plainNumber = regexp.MustCompile(`^[-+]?[0-9]+(\.[0-9]*)?([eE][-+]?[0-9]+)?$`)

// scalarNumber is the value of a finite number.
func scalarNumber(n ast.Node) (float64, bool) {
	switch v := n.(type) {
	case *ast.StringNode:
		if v.Token.Type != token.StringType || !plainNumber.MatchString(v.Value) {
			return 0, false
		}
		f, err := strconv.ParseFloat(v.Value, 64)
		return f, err == nil
	case *ast.IntegerNode:
		switch i := v.Value.(type) {
		case int64:
			return float64(i), true
		case uint64:
			return float64(i), true
		}
	case *ast.FloatNode:
		return v.Value, !math.IsInf(v.Value, 0) && !math.IsNaN(v.Value)
	}
	return 0, false
}

// describe names what a node is, for "want …, got …".
func describe(n ast.Node) string {
	switch v := n.(type) {
	case nil:
		return "nothing"
	case *ast.StringNode, *ast.LiteralNode:
		return "text"
	case *ast.IntegerNode, *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		return "the number " + strings.TrimSpace(v.GetToken().Value)
	case *ast.BoolNode:
		return strings.TrimSpace(v.GetToken().Value)
	case *ast.SequenceNode:
		return "a list"
	case ast.MapNode:
		return "a mapping"
	default:
		return "something else"
	}
}

// firstToken is where a node begins to a reader: the first key of a mapping, not its colon.
func firstToken(n ast.Node) *token.Token {
	for {
		switch v := n.(type) {
		case nil:
			return nil
		case *ast.MappingNode:
			if v.IsFlowStyle || len(v.Values) == 0 {
				return v.GetToken()
			}
			n = v.Values[0]
		case *ast.MappingValueNode:
			return v.Key.GetToken()
		default:
			return n.GetToken()
		}
	}
}
