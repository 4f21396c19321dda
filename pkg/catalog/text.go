package catalog

import (
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/invopop/jsonschema"

	"github.com/northstar/okrkpi/pkg/okr"
)

// text is wording: one string, or one string per language.
type text okr.Text

func (t *text) read(d *decoder, n ast.Node, path string) {
	if s, ok := scalarText(n); ok {
		if s, ok = d.checkedText(s, path); ok {
			*t = text(okr.Plain(s))
		}
		return
	}
	if _, ok := n.(ast.MapNode); !ok {
		d.wrongType(n, path, "text, or text per language such as {en: Churn rate, ja: 解約率}")
		return
	}
	pairs, _ := d.pairs(n, path, "en")
	if len(pairs) == 0 {
		return // an empty mapping is the same as none
	}
	*t = text{}
	for _, p := range pairs {
		at := join(path, p.name)
		d.values[at] = d.src.markOf(firstToken(p.value))
		if !languagePattern.MatchString(p.name) {
			hint := "use a language tag such as en or ja"
			if strings.Contains(p.name, " ") {
				hint = "put the wording in quotes: between { and } a comma ends it"
			}
			d.report(d.keys[at], "schema/unknown-key", hint, "%q is not a language", p.name)
			continue
		}
		s, ok := scalarText(d.anchors.resolve(p.value))
		if s = strings.TrimSpace(s); !ok || s == "" {
			d.report(d.at(at), "schema/type", "write the wording, in quotes if it looks like a number",
				"%s: the wording in %q is not text", lastName(path), p.name)
			continue
		}
		if s, ok = d.checkedText(s, at); ok {
			(*t)[strings.ToLower(p.name)] = s
		}
	}
}

// written is a string for wording without a stated language, else a mapping.
func (t text) written() any {
	if s, ok := t[""]; ok && len(t) == 1 {
		return s
	}
	return map[string]string(t)
}

// JSONSchema describes wording to editors.
func (text) JSONSchema() *jsonschema.Schema {
	one := uint64(1)
	return &jsonschema.Schema{OneOf: []*jsonschema.Schema{
		{Type: "string"},
		{
			Type: "object", Description: "Wording per language tag, for example en and ja.", MinProperties: &one,
			PatternProperties:    map[string]*jsonschema.Schema{languagePattern.String(): {Type: "string", MinLength: &one}},
			AdditionalProperties: jsonschema.FalseSchema,
		},
	}}
}
