package catalog

import (
	_ "embed"
	"reflect"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
)

// field is what the tags of a struct of the written format say about one key. The JSON Schema reads the same tags.
type field struct {
	name        string
	description string
	required    bool
	words       []string // allowed values; nil for any
	index       int
}

//go:embed descriptions.yaml
var descriptionText []byte

// descriptions explain the keys, by struct and key.
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
			words: vocabulary[tag.Get("words")], index: i,
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
