package catalog

import (
	"errors"
	"fmt"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/northstar/okrkpi/pkg/okr"
)

// Parse reads a catalog whatever the day: no term in it is over. See ParseOn.
func Parse(files []File) (*okr.Catalog, Findings) {
	return ParseOn(files, func(*time.Location) okr.Date { return okr.Date{} })
}

// ParseOn reads a catalog. It reports everything that is wrong in one go, and gives no catalog when any finding is an
// error. The catalog is complete: every reference resolves and every default is filled in. today is the day in a time
// zone, the organisation's; advice depends on it, and the catalog does not.
func ParseOn(files []File, today func(*time.Location) okr.Date) (*okr.Catalog, Findings) {
	var ds drafts
	sources := make([]*source, 0, len(files))
	for _, f := range files {
		sources = append(sources, newSources(f)...)
	}
	for _, src := range sources {
		bodies, err := parseYAML(src.text)
		if err != nil {
			ds.findings = append(ds.findings, syntaxFinding(src, err))
			ds.lost = true
			continue
		}
		for _, body := range bodies {
			ds.add(src, body)
		}
	}
	b := newBuilder(ds)
	c := b.build(sources, today)
	b.findings.sort()
	if b.findings.Err() != nil {
		return nil, b.findings
	}
	return c, b.findings
}

// parseYAML reads the bodies of the documents of a text. Empty documents are left out.
func parseYAML(text []byte) (bodies []ast.Node, err error) {
	defer func() {
		// The YAML parser has panicked on mangled input before; a catalog that cannot be read is the writer's to mend.
		if r := recover(); r != nil {
			bodies, err = nil, fmt.Errorf("this is not valid YAML (%v)", r)
		}
	}()
	file, err := parser.ParseBytes(text, 0, parser.AllowDuplicateMapKey())
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
