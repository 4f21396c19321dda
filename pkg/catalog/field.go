package catalog

import (
	_ "embed"
	"reflect"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"

	"github.com/northstar/okrkpi/pkg/okr"
)

// field is what the struct tags say about one key of the written format. The decoder and the JSON Schema read the same
// tags.
type field struct {
	name        string
	description string
	required    bool
	words       []string // allowed values; nil: any
	text        okr.TextRule
	limit       keyLimit // nil: none
	index       int
}

// textRules are the rules for texts, by the name in the struct tag "text". Without that tag, wording takes long texts and
// other strings take lines.
var textRules = map[string]okr.TextRule{
	"name": okr.NameText, "line": okr.LineText, "label": okr.LabelText, "link": okr.LinkText, "code": okr.CodeText,
}

func textRule(f reflect.StructField) okr.TextRule {
	t := f.Type
	if t.Kind() == reflect.Slice || t.Kind() == reflect.Map && t != reflect.TypeFor[text]() {
		t = t.Elem()
	}
	switch rule, ok := textRules[f.Tag.Get("text")]; {
	case ok:
		return rule
	case t == reflect.TypeFor[text]():
		return okr.LongText
	}
	return okr.LineText
}

//go:embed descriptions.yaml
var descriptionText []byte

// descriptions describe the keys, by struct and key.
var descriptions = sync.OnceValue(func() map[string]map[string]string {
	var byType map[string]map[string]string
	if err := yaml.Unmarshal(descriptionText, &byType); err != nil {
		panic("catalog: descriptions.yaml: " + err.Error())
	}
	return byType
})

func fieldsOf(t reflect.Type) []field {
	typeName, _, _ := strings.Cut(t.Name(), "[")
	explain := descriptions()[typeName]
	fields := make([]field, 0, t.NumField())
	for i := range t.NumField() {
		tag, name := t.Field(i).Tag, yamlName(t.Field(i))
		first, _, _ := strings.Cut(tag.Get("jsonschema"), ",")
		fields = append(fields, field{
			name: name, description: explain[name], required: first == "required",
			words: vocabulary[tag.Get("words")], text: textRule(t.Field(i)),
			limit: keyLimits[tag.Get("limit")], index: i,
		})
	}
	return fields
}

func yamlName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
	return name
}

func findField(fields []field, name string) (field, bool) {
	for _, f := range fields {
		if f.name == name {
			return f, true
		}
	}
	return field{}, false
}
