package catalog_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/northstar/okrkpi/pkg/catalog"
)

// documentExamples are the YAML documents in the comments of document.go, in order.
func documentExamples(t *testing.T) string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "document.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	var documents []string
	for _, declaration := range file.Decls {
		types, ok := declaration.(*ast.GenDecl)
		if !ok || types.Tok != token.TYPE {
			continue
		}
		var lines []string
		for line := range strings.SplitSeq(types.Doc.Text(), "\n") {
			if code, ok := strings.CutPrefix(line, "\t"); ok {
				lines = append(lines, code)
			}
		}
		if len(lines) > 0 {
			documents = append(documents, strings.Join(lines, "\n"))
		}
	}
	return strings.Join(documents, "\n---\n") + "\n"
}

func TestTheExamplesOfTheWrittenFormatMakeOneCatalog(t *testing.T) {
	text := documentExamples(t)
	c := parse(t, catalog.File{Name: "document.go", Data: []byte(text)})
	if err := validate(t, compiledSchema(t), []byte(text)); err != nil {
		t.Error(err)
	}
	if slices.Contains([]int{len(c.Teams), len(c.Periods), len(c.Metrics), len(c.KPIs), len(c.Objectives), len(c.AlertRules)}, 0) {
		t.Errorf("not every kind has an example:\n%s", text)
	}
	_, findings := catalog.Parse([]catalog.File{{Name: "document.go", Data: []byte(text)}})
	for _, found := range findings {
		if found.Rule != "key/unused" {
			t.Error(found)
		}
	}
	readsBack(t, c)
}

func TestTheExamplesOfTheWrittenFormatHaveEveryKey(t *testing.T) {
	text := documentExamples(t)
	var root struct {
		Definitions map[string]struct {
			Properties map[string]any `json:"properties"`
		} `json:"$defs"`
	}
	if err := json.Unmarshal(catalog.Schema(), &root); err != nil {
		t.Fatal(err)
	}
	for name, definition := range root.Definitions {
		for key := range definition.Properties {
			if !regexp.MustCompile(`(^|[\s{,])` + key + `:`).MatchString(text) {
				t.Errorf("no example has %s of %s", key, name)
			}
		}
	}
}
