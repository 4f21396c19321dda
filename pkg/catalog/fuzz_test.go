package catalog_test

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/northstar/okrkpi/pkg/catalog"
)

// documents are those of the example, each under its own name: short texts, which the fuzzer mutates quickly. It spends up
// to a minute on shortening each interesting one, so long ones slow it down.
func documents(f *testing.F) (base []byte, list []string) {
	f.Helper()
	base, err := os.ReadFile("testdata/small.yaml")
	if err != nil {
		f.Fatal(err)
	}
	name := regexp.MustCompile(`metadata: *\{name: *[^,}]*|metadata:\n  name: .*`)
	for document := range strings.SplitSeq(string(base), "\n---\n") {
		list = append(list, name.ReplaceAllString(document, "metadata: {name: fuzzed"))
	}
	return base, list
}

// FuzzCatalogRoundTrip adds a document to a catalog. A catalog without errors reads back the same from its canonical form.
func FuzzCatalogRoundTrip(f *testing.F) {
	base, list := documents(f)
	for _, document := range list {
		f.Add([]byte(document))
	}
	for _, text := range []string{
		"", "---\n---\n", "{", "- [", "a: &a *a\n", "a: &a {b: *a}\n<<: *a\n", "? [a]\n: b\n", "kind: Team\nspec: {<<: [{}, 1]}\n",
		"kind: Metric\nmetadata: {name: m}\nspec: {type: derived, formula: \"m / \"}\n", "\ufeff\r\n\t: |\n",
		"kind: AlertRule\nmetadata: {name: r}\nspec: {expr: \"a > 'b' &&\", for: 9999999999w 1d, labels: {a: b}}\n",
		"kind: AlertRule\nspec:\n  expr: &a >-\n    value >\n\n    3\n  audit: *a\n  over: {metrics: [all], tier: main}\n",
		"kind: KPI\nspec: {thresholds: {red: [1, 2%]}}\n", "kind: Objective\nspec: {keyResults: [{phased: [{}]}]}\n",
		ruleHead, strings.Replace(ruleHead, "Ask", "\"a\\x1b\"", 1), pairBomb(),
		"apiVersion: okr/v1\nkind: Team\nmetadata: {name: t, title: \"\\ud83d\\ude00 {{ $x }} <!here>\"}\nspec: {lead: \"0x1F\"}\n",
		"apiVersion: okr/v1\nkind: Team\nmetadata:\n  name: t\n  description: |2\n      a\n\n    b\n",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c, findings := catalog.Parse([]catalog.File{{Name: "base.yaml", Data: base}, {Name: "fuzz.yaml", Data: data}})
		if (c == nil) != (findings.Err() != nil) {
			t.Fatalf("catalog %v with error %v", c, findings.Err())
		}
		checkFindings(t, data, findings)
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
		if twice, err := catalog.Encode(again); err != nil || !bytes.Equal(twice, encoded) {
			t.Fatalf("written differently (%v):\n%s\n%s", err, encoded, twice)
		}
	})
}

// checkFindings checks findings against the text that they are about.
func checkFindings(t *testing.T, data []byte, findings catalog.Findings) {
	t.Helper()
	lines := strings.Split(string(data), "\n")
	for _, found := range findings {
		if found.File == "base.yaml" {
			continue
		}
		if found.File != "fuzz.yaml" || found.Line < 1 || found.Column < 1 || found.Message == "" || found.Rule == "" ||
			found.Hint == "" {
			t.Fatalf("an incomplete finding: %+v", found)
		}
		if !strings.Contains(string(data), "\r") && found.Line > len(lines) {
			t.Fatalf("a finding below the file: %+v", found)
		}
		if len(found.String()) > 8<<10 {
			t.Fatalf("a finding without end: %.500s", found)
		}
	}
}

// FuzzParse reads any text as a whole catalog.
func FuzzParse(f *testing.F) {
	_, list := documents(f)
	f.Add([]byte(strings.Join(list[:2], "\n---\n")))
	for _, text := range []string{
		"", "[", "a: |\n b", "--- &a !b\n*c : d\n", "? - {\n", "\"\\x", "'", "%YAML\n---\n", "a:\n- b\n  c",
		"\t", "\xff",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c, findings := catalog.Parse([]catalog.File{{Name: "fuzz.yaml", Data: data}})
		if (c == nil) != (findings.Err() != nil) {
			t.Fatalf("catalog %v with error %v", c, findings.Err())
		}
		checkFindings(t, data, findings)
	})
}
