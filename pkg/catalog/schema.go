package catalog

import (
	"encoding/json"
	"reflect"
	"strings"

	"github.com/invopop/jsonschema"

	"github.com/northstar/okrkpi/pkg/okr"
)

// schemaID is the address of the published schema.
const schemaID = "https://github.com/northstar/okrkpi/blob/main/docs/catalog.schema.json"

//go:generate go test -run TestPublishedSchemaIsUpToDate -update .

// Schema is the JSON Schema (draft 2020-12) of one document of a catalog, for editors. It describes the form of documents;
// Parse also checks references and values.
func Schema() []byte {
	root := &jsonschema.Schema{
		Version: jsonschema.Version, ID: schemaID, Title: "OKR and KPI catalog",
		Description: "One document of the catalog: the organisation, a team, a period, a metric, a KPI, an objective or an " +
			"alert rule.",
		Type: "object", Required: []string{"kind"}, Properties: jsonschema.NewProperties(),
		Definitions: jsonschema.Definitions{},
	}
	words := make([]any, 0, len(kinds()))
	for _, kind := range kinds() {
		words = append(words, kind)
	}
	root.Properties.Set("kind", &jsonschema.Schema{Enum: words, Description: descriptions()["document"]["kind"]})
	root.AllOf = []*jsonschema.Schema{
		kindSchema[organizationSpec](root, kindOrganization), kindSchema[teamSpec](root, kindTeam),
		kindSchema[periodSpec](root, kindPeriod), kindSchema[metricSpec](root, kindMetric),
		kindSchema[kpiSpec](root, kindKPI), kindSchema[objectiveSpec](root, kindObjective),
		kindSchema[alertRuleSpec](root, kindAlertRule),
	}
	data, err := json.MarshalIndent(root, "", "  ")
	if err != nil {
		panic("catalog: the schema does not encode: " + err.Error())
	}
	return append(data, '\n')
}

// kindSchema says that a document of a kind has the form of S, and adds the definitions that it needs to the root.
func kindSchema[S any](root *jsonschema.Schema, kind string) *jsonschema.Schema {
	form := structSchema(document[S]{}, root.Definitions)
	root.Definitions[kind] = form
	is := &jsonschema.Schema{Const: kind}
	form.Properties.Set("kind", is)
	condition := jsonschema.NewProperties()
	condition.Set("kind", is)
	return &jsonschema.Schema{
		If:   &jsonschema.Schema{Properties: condition, Required: []string{"kind"}},
		Then: &jsonschema.Schema{Ref: "#/$defs/" + kind},
	}
}

// structSchema describes a struct of the written format and adds the structs in it to the definitions.
func structSchema(v any, definitions jsonschema.Definitions) *jsonschema.Schema {
	reflector := &jsonschema.Reflector{
		FieldNameTag: "yaml", RequiredFromJSONSchemaTags: true, Namer: definitionName, ExpandedStruct: true,
		Anonymous: true, Mapper: dateSchema,
	}
	s := reflector.Reflect(v)
	found := s.Definitions
	s.Version, s.Definitions = "", nil
	annotate(reflect.TypeOf(v), s, found)
	for name, definition := range found {
		if name != definitionName(reflect.TypeOf(v)) {
			definitions[name] = definition
		}
	}
	return s
}

func dateSchema(t reflect.Type) *jsonschema.Schema {
	if t != reflect.TypeFor[okr.Date]() {
		return nil
	}
	return &jsonschema.Schema{Type: "string", Format: "date", Pattern: `^[0-9]{4}-[0-9]{2}-[0-9]{2}$`}
}

func definitionName(t reflect.Type) string {
	name, _, _ := strings.Cut(t.Name(), "[")
	return strings.TrimSuffix(name, "Spec")
}

// annotate adds descriptions, words and limits to the schema of a struct and of the structs in it.
func annotate(t reflect.Type, s *jsonschema.Schema, definitions jsonschema.Definitions) {
	for _, f := range fieldsOf(t) {
		property, ok := s.Properties.Get(f.name)
		if !ok {
			continue
		}
		property.Description = f.description
		for _, word := range f.words {
			property.Enum = append(property.Enum, word)
		}
		if f.limit != nil {
			f.limit.describe(property)
		}
		held := t.Field(f.index).Type
		for held.Kind() == reflect.Pointer || held.Kind() == reflect.Slice {
			held = held.Elem()
		}
		if definition, ok := definitions[definitionName(held)]; ok && definition.Properties != nil {
			annotate(held, definition, definitions)
		}
	}
}
