package catalog

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml/token"

	"github.com/northstar/okrkpi/pkg/okr"
)

// Limits of the input. Time and memory of the YAML parser grow with the square of some of them, so they are checked on the
// text and its tokens before parsing. Catalogs that people write are far below.
const (
	MaxSize       = 32 << 20 // bytes of all files together
	maxDocuments  = 50_000
	maxDocument   = 64 << 10 // bytes
	maxTokens     = 10_000   // tokens of a document
	maxDepth      = 32       // nested lists and mappings
	maxReferences = 100      // anchors, aliases, merge keys and tags of a document
	maxValues     = 20_000   // keys and values of a document after expanding aliases and merge keys
	maxFindings   = 500      // errors
	maxSuggestion = 100      // findings that search for a similar name
)

const splitUp = "split it up: a document says one thing"

// tooMuch reports files that are too large together, or have too many documents.
func tooMuch(files []File) (Finding, bool) {
	size, documents := 0, 0
	for _, f := range files {
		size += len(f.Data)
		if size > MaxSize {
			return Finding{
				Severity: Error, File: f.Name, Line: 1, Column: 1, Rule: "limit/size",
				Message: fmt.Sprintf("the catalog is larger than %d MiB, with this file", MaxSize>>20),
				Hint:    "leave out what is no catalog",
			}, true
		}
		documents += 1 + strings.Count(string(f.Data), "\n---")
		if documents > maxDocuments {
			return Finding{
				Severity: Error, File: f.Name, Line: 1, Column: 1, Rule: "limit/documents",
				Message: fmt.Sprintf("the catalog has more than %d documents, with this file", maxDocuments),
				Hint:    "leave out what is no catalog",
			}, true
		}
	}
	return Finding{}, false
}

// checkText reports a document that is too long, or has a character that no text may have, comments included.
func (s *source) checkText() (Finding, bool) {
	if s.stored {
		return Finding{}, false
	}
	if n := len(s.text); n > maxDocument {
		return s.finding(Error, s.top(), "limit/document", fmt.Sprintf("the document has %d bytes: %d is the most", n, maxDocument),
			splitUp), true
	}
	bad := okr.CheckFile(string(s.text))
	if bad == nil {
		return Finding{}, false
	}
	before := string(s.text[:bad.At])
	m := mark{line: s.first + 1 + strings.Count(before, "\n"), length: 1}
	m.column = utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:]) + 1
	return s.finding(Error, m, "text/character", "the file "+bad.Reason, bad.Cure), true
}

// checkTokens reports a document with too many tokens, or nested too deeply.
func (s *source) checkTokens(tokens token.Tokens) (Finding, bool) {
	limit := func(t *token.Token, rule, hint, format string, most int) (Finding, bool) {
		return s.finding(Error, s.markOf(t), rule, fmt.Sprintf(format, most), hint), true
	}
	if len(tokens) > maxTokens && !s.stored {
		return limit(tokens[maxTokens], "limit/parts", splitUp, "the document has more than %d signs and words", maxTokens)
	}
	references, flow := 0, 0
	var blocks []int // columns of the enclosing block lists and mappings
	for _, t := range tokens {
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			flow++
		case token.SequenceEndType, token.MappingEndType:
			flow = max(flow-1, 0)
		case token.SequenceEntryType, token.MappingKeyType:
			blocks = opened(blocks, t.Position.Column)
		case token.MappingValueType:
			if t.Prev != nil {
				blocks = opened(blocks, t.Prev.Position.Column)
			}
		case token.AnchorType, token.AliasType, token.MergeKeyType, token.TagType:
			references++
		default:
		}
		if flow+len(blocks) > maxDepth {
			return limit(t, "limit/depth", "write it flat: nothing in a catalog is that deep",
				"lists and mappings are nested more than %d deep", maxDepth)
		}
		if references > maxReferences {
			return limit(t, "limit/references", "write the values out",
				"the document has more than %d anchors, aliases, merge keys and tags", maxReferences)
		}
	}
	return Finding{}, false
}

// tooMany is the finding that there are too many findings.
func (s *source) tooMany(m mark) Finding {
	return s.finding(Error, m, "limit/findings",
		fmt.Sprintf("there are more than %d errors: from here on nothing was checked", maxFindings), "mend those first")
}

// opened is the stack of columns after an entry of a list or mapping at one more column. Columns to its right have ended.
func opened(blocks []int, column int) []int {
	for len(blocks) > 0 && blocks[len(blocks)-1] >= column {
		blocks = blocks[:len(blocks)-1]
	}
	return append(blocks, column)
}
