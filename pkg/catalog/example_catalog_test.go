package catalog_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/northstar/okrkpi/pkg/catalog"
)

func TestTheDemoCompanyIsCleanButForItsFourthMainKPI(t *testing.T) {
	files, err := catalog.ReadFolder(os.DirFS("../../provisioning/catalog"))
	if err != nil {
		t.Fatal(err)
	}
	c, findings := catalog.Parse(files)
	var got []string
	for _, f := range findings {
		got = append(got, fmt.Sprintf("%v %s", f.Severity, f.Rule))
	}
	if diff := cmp.Diff([]string{"warning kpis/main-count"}, got); diff != "" {
		t.Fatalf("findings differ (-want +got):\n%s\n%v", diff, findings)
	}
	readsBack(t, c)
}

func TestTheDemoCompanyDrawsOneTree(t *testing.T) {
	files, err := catalog.ReadFolder(os.DirFS("../../provisioning/catalog"))
	if err != nil {
		t.Fatal(err)
	}
	c := parse(t, files...)
	parents := map[string]int{}
	for _, m := range c.Metrics {
		for _, driver := range m.Drivers {
			parents[driver]++
		}
	}
	for _, m := range c.Metrics {
		want := 1
		if m.Name == c.Organization.NorthStar {
			want = 0
		}
		if parents[m.Name] != want {
			t.Errorf("%s has %d parents in the tree, want %d", m.Name, parents[m.Name], want)
		}
		if !m.Definition.Measured() || m.Title["en"] == "" || m.Title["ja"] == "" {
			t.Errorf("%s lacks a complete definition or a title in both languages", m.Name)
		}
	}
}

// TestTheGuidesRulesAreGood adds the rules of the guide to the demo company.
func TestTheGuidesRulesAreGood(t *testing.T) {
	files, err := catalog.ReadFolder(os.DirFS("../../provisioning/catalog"))
	if err != nil {
		t.Fatal(err)
	}
	guide, err := os.ReadFile("../../docs/catalog.md")
	if err != nil {
		t.Fatal(err)
	}
	_, chapter, _ := strings.Cut(string(guide), "\n## Alert rules\n")
	chapter, _, _ = strings.Cut(chapter, "\n## ")
	blocks := strings.Split(chapter, "```")
	if len(blocks) != 5 {
		t.Fatalf("want two blocks of YAML, got %d pieces", len(blocks))
	}
	rule := strings.TrimPrefix(blocks[1], "yaml\n")
	rules := []string{strings.Replace(rule, "churn_above_limit", "guide", 1)}
	for i, over := range strings.Split(strings.TrimSpace(strings.TrimPrefix(blocks[3], "yaml\n")), "\n") {
		rules = append(rules, fmt.Sprintf("apiVersion: okr/v1\nkind: AlertRule\nmetadata: {name: over_%d}\nspec:\n  %s\n"+
			"  expr: value > 0.9 * previous\n  decision: Ask\n", i, over))
	}
	parse(t, append(files, catalog.File{Name: "guide.yaml", Data: []byte(strings.Join(rules, "---\n"))})...)
}
