package catalog

import (
	"errors"
	"fmt"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"github.com/northstar/okrkpi/pkg/okr"
)

// Parse reads a catalog without a day: no date in it has passed. See ParseOn.
func Parse(files []File) (*okr.Catalog, Findings) {
	return ParseOn(files, func(*time.Location) okr.Date { return okr.Date{} })
}

// ParseOn reads a catalog. It reports all findings at once, and returns no catalog where any is an error. The catalog is
// complete: all references resolve, and all defaults are filled in. today is the current day in the time zone of the
// organisation. Warnings depend on it, the catalog does not.
func ParseOn(files []File, today func(*time.Location) okr.Date) (*okr.Catalog, Findings) {
	if f, ok := tooMuch(files); ok {
		return nil, Findings{f}
	}
	var ds drafts
	sources := make([]*source, 0, len(files))
	for _, f := range files {
		sources = append(sources, newSources(f)...)
	}
	for _, src := range sources {
		if len(ds.findings) > maxFindings {
			return nil, ds.enough(src)
		}
		ds.read(src)
	}
	b := newBuilder(ds)
	c := b.build(sources, today)
	b.findings.sort()
	if b.findings.Err() != nil {
		return nil, b.findings
	}
	return c, b.findings
}

// read decodes the documents of a source, or reports why it cannot.
func (ds *drafts) read(src *source) {
	f, bad := src.checkText()
	if !bad {
		tokens := lexer.Tokenize(string(src.text))
		if f, bad = src.checkTokens(tokens); !bad {
			bodies, err := parseYAML(tokens)
			if err == nil {
				for _, body := range bodies {
					ds.add(src, body)
				}
				return
			}
			f = syntaxFinding(src, err)
		}
	}
	ds.findings, ds.lost = append(ds.findings, f), true
}

// enough are the findings so far, and one that the documents from src on were not read.
func (ds *drafts) enough(src *source) Findings {
	fs := append(ds.findings, src.tooMany(src.top()))
	fs.sort()
	return fs
}

// parseYAML parses the documents of a text. Empty documents are left out.
func parseYAML(tokens token.Tokens) (bodies []ast.Node, err error) {
	defer func() {
		// The YAML parser has panicked on malformed input before. That is an error of the input.
		if r := recover(); r != nil {
			bodies, err = nil, fmt.Errorf("this is not valid YAML (%v)", r)
		}
	}()
	file, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		return nil, err
	}
	for _, doc := range file.Docs {
		if doc.Body == nil || doc.Body.Type() == ast.NullType || doc.Body.Type() == ast.CommentType {
			continue
		}
		bodies = append(bodies, doc.Body)
	}
	return bodies, nil
}

func syntaxFinding(src *source, err error) Finding {
	message, m := err.Error(), src.top()
	var syntax yaml.Error
	if errors.As(err, &syntax) {
		message, m = syntax.GetMessage(), src.markOf(syntax.GetToken())
	}
	return src.finding(Error, m, "yaml/syntax", message,
		"check the indentation and the quotes here and in the line before")
}
