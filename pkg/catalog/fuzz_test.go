package catalog_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/northstar/okrkpi/pkg/catalog"
)

func FuzzParse(f *testing.F) {
	for _, name := range examples(f) {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	for _, text := range []string{
		"", "---\n---\n", "{", "- [", "a: &a *a\n", "a: &a {b: *a}\n<<: *a\n", "? [a]\n: b\n", "kind: Team\nspec: {<<: [{}, 1]}\n",
		"kind: Metric\nmetadata: {name: m}\nspec: {type: derived, formula: \"m / \"}\n", "\ufeff\r\n\t: |\n",
		"kind: AlertRule\nmetadata: {name: r}\nspec: {expr: \"a > 'b' &&\", for: 9999999999w 1d, labels: {a: b}}\n",
		"kind: AlertRule\nspec:\n  expr: &a >-\n    value >\n\n    3\n  audit: *a\n  over: {metrics: [all], tier: main}\n",
		"kind: KPI\nspec: {thresholds: {red: [1, 2%]}}\n", "kind: Objective\nspec: {keyResults: [{phased: [{}]}]}\n",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		lines := strings.Split(string(data), "\n")
		c, findings := catalog.Parse([]catalog.File{{Name: "fuzz.yaml", Data: data}})
		if (c == nil) != (findings.Err() != nil) {
			t.Fatalf("catalog %v with error %v", c, findings.Err())
		}
		for _, found := range findings {
			if found.File != "fuzz.yaml" || found.Line < 1 || found.Column < 1 || found.Message == "" || found.Rule == "" ||
				found.Hint == "" {
				t.Fatalf("an incomplete finding: %+v", found)
			}
			if !strings.Contains(string(data), "\r") && found.Line > len(lines) {
				t.Fatalf("a finding below the file: %+v", found)
			}
		}
		if c == nil {
			return
		}
		encoded, err := catalog.Encode(c)
		if err != nil {
			t.Fatal(err)
		}
		again, findings := catalog.Parse([]catalog.File{{Name: "encoded.yaml", Data: encoded}})
		if err := findings.Err(); err != nil {
			t.Fatalf("%v\n%s", err, encoded)
		}
		if diff := cmp.Diff(c, again, zones); diff != "" {
			t.Fatalf("read back differently (-written +read):\n%s\n%s", diff, encoded)
		}
	})
}
