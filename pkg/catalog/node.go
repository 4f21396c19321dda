package catalog

import (
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"github.com/northstar/okrkpi/pkg/okr"
)

// anchors are the anchored nodes of a document by name, and how many keys and values were read.
type anchors struct {
	nodes map[string]ast.Node
	read  int // keys and values read so far, repeated ones included
}

func collectAnchors(n ast.Node) *anchors {
	found := &anchors{nodes: map[string]ast.Node{}}
	for _, a := range ast.Filter(ast.AnchorType, n) {
		if anchor, ok := a.(*ast.AnchorNode); ok && anchor.Name != nil {
			found.nodes[anchor.Name.GetToken().Value] = anchor.Value
		}
	}
	return found
}

// take counts one key or value. It is false when the limit is exceeded; reading stops then.
func (a *anchors) take() bool {
	a.read++
	return !a.spent()
}

func (a *anchors) spent() bool { return a.read > maxValues }

// resolve follows aliases and removes anchors and tags. It is nil for a missing value, and for an alias that leads nowhere
// or to itself.
func (a *anchors) resolve(n ast.Node) ast.Node {
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
			n = a.nodes[v.Value.GetToken().Value]
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

// pairs lists a mapping in order. Keys that << merges in come last and do not replace others. ok is false where n is no
// mapping.
func (a *anchors) pairs(n ast.Node) (list []pair, ok bool) { return a.pairsTo(n, 10) }

func (a *anchors) pairsTo(n ast.Node, depth int) (list []pair, ok bool) {
	mapping, ok := a.resolve(n).(ast.MapNode)
	if !ok || depth == 0 {
		return nil, false
	}
	var merged []pair
	own := map[string]bool{}
	for it := mapping.MapRange(); it.Next() && a.take(); {
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

func (a *anchors) merged(n ast.Node, depth int) []pair {
	if sequence, ok := a.resolve(n).(*ast.SequenceNode); ok {
		var all []pair
		for _, item := range sequence.Values {
			if !a.take() {
				break
			}
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

// scalarNumber is the value of a number as it is written, before YAML interprets it. The error is okr.ErrNoNumber or an
// *okr.NotationError.
func scalarNumber(n ast.Node) (float64, error) {
	switch v := n.(type) {
	case *ast.StringNode: // numbers with an exponent, and some with a leading 0
		if v.Token.Type != token.StringType {
			return 0, okr.ErrNoNumber // in quotes
		}
		return okr.ParseNumber(v.Value)
	case *ast.IntegerNode, *ast.FloatNode:
		return okr.ParseNumber(strings.TrimSpace(v.GetToken().Value))
	}
	return 0, okr.ErrNoNumber
}

// describe is the type of a node in words, for "want …, got …".
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

// firstToken is the first token of a node for a reader: of a mapping its first key, not the colon.
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
