package catalog_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/northstar/okrkpi/pkg/catalog"
)

var update = flag.Bool("update", false, "write the published schema anew")

const published = "../../docs/catalog.schema.json"

func TestPublishedSchemaIsUpToDate(t *testing.T) {
	if *update {
		if err := os.WriteFile(published, catalog.Schema(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(published)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(data, catalog.Schema()) {
		t.Errorf("%s is out of date: run go generate ./pkg/catalog", published)
	}
}

func compiledSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(catalog.Schema()))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource("catalog.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	return compiler.MustCompile("catalog.schema.json")
}

// validate checks every document of a YAML file against the schema.
func validate(t *testing.T, schema *jsonschema.Schema, data []byte) error {
	t.Helper()
	for text := range strings.SplitSeq(string(data), "\n---\n") {
		asJSON, err := yaml.YAMLToJSON([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(asJSON))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(doc); err != nil {
			return err
		}
	}
	return nil
}

// examples are all catalogs that the project ships.
func examples(t testing.TB) []string {
	t.Helper()
	found := []string{"testdata/small.yaml"}
	for _, pattern := range []string{"../../provisioning/catalog/*.yaml", "../../examples/*/catalog/*.yaml"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, files...)
	}
	return found
}

func TestExamplesFollowTheSchema(t *testing.T) {
	schema := compiledSchema(t)
	for _, name := range examples(t) {
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if err := validate(t, schema, data); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestSchemaRefuses(t *testing.T) {
	schema := compiledSchema(t)
	const head = "apiVersion: okr/v1\nmetadata: {name: x}\n"
	for name, text := range map[string]string{
		"An unknown key":          head + "kind: Team\nspec: {leed: x}\n",
		"An unknown kind":         head + "kind: Goal\nspec: {}\n",
		"No kind":                 head + "spec: {}\n",
		"Another version":         "apiVersion: okr/v2\nmetadata: {name: x}\nkind: Team\nspec: {}\n",
		"A missing key":           head + "kind: Period\nspec: {start: 2026-09-28}\n",
		"A word that is none":     head + "kind: Metric\nspec: {type: average, unit: s, direction: up}\n",
		"A date that is none":     head + "kind: Period\nspec: {start: 2026-09-28, end: 2026-13-01}\n",
		"A quantity that is none": head + "kind: Metric\nspec: {type: sum, unit: s, direction: up, bounds: {max: many}}\n",
		"SQL without its start": head +
			"kind: Metric\nspec: {type: sum, unit: s, direction: up, source: {sql: {statement: x}}}\n",
		"A number for a title":     "apiVersion: okr/v1\nmetadata: {name: x, title: 7}\nkind: Team\nspec: {}\n",
		"A band with a third end":  head + "kind: KPI\nspec: {metric: m, team: t, thresholds: {red: [1, 2, 3]}}\n",
		"A baseline over a month":  head + "kind: Metric\nspec: {type: sum, unit: s, direction: up, baseline: {months: 1}}\n",
		"An overview of six":       head + "kind: Organization\nspec: {northStar: a, overview: [a, b, c, d, e, f]}\n",
		"A rule without decision":  head + "kind: AlertRule\nspec: {expr: a > 1}\n",
		"A severity that is none":  head + "kind: AlertRule\nspec: {expr: a > 1, decision: x, severity: page}\n",
		"A time that is none":      head + "kind: AlertRule\nspec: {expr: a > 1, decision: x, for: 90}\n",
		"A scope that is none":     head + "kind: AlertRule\nspec: {expr: a > 1, decision: x, over: {metric: a}}\n",
		"A currency in full words": head + "kind: Organization\nspec: {northStar: a, currency: yen}\n",
	} {
		t.Run(name, func(t *testing.T) {
			if err := validate(t, schema, []byte(text)); err == nil {
				t.Error("accepted")
			}
		})
	}
}
