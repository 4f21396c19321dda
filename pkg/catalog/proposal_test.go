package catalog_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/northstar/okrkpi/pkg/catalog"
	"github.com/northstar/okrkpi/pkg/okr"
)

func TestARuleAloneIsReadAsInItsCatalog(t *testing.T) {
	read := 0
	for _, folder := range []string{"../../provisioning/catalog", "../provision/testdata/catalog", "../../examples/ravenstack/catalog"} {
		files, err := catalog.ReadFolder(os.DirFS(folder))
		if err != nil {
			t.Fatal(err)
		}
		c, findings := catalog.Parse(files)
		if err := findings.Err(); err != nil {
			t.Fatal(err)
		}
		for _, r := range c.AlertRules {
			one := *c
			one.AlertRules = []okr.AlertRule{r}
			document, err := catalog.Encode(&one)
			if err != nil {
				t.Fatal(err)
			}
			text := document[strings.LastIndex(string(document), "\n---\n")+5:]
			got, findings := catalog.ParseRule(c, catalog.File{Name: "rule", Data: text})
			if err := findings.Err(); err != nil {
				t.Fatalf("%v\n%s", err, text)
			}
			if diff := cmp.Diff(&one, got, zones); diff != "" {
				t.Errorf("read alone, %s differs (-catalog +alone):\n%s", r.Name, diff)
			}
			read++
		}
	}
	if read < 5 {
		t.Errorf("only %d rules were read", read)
	}
}

func TestARuleAloneIsRefusedAsInItsCatalog(t *testing.T) {
	c := parse(t, read(t, "small.yaml"))
	for name, test := range map[string]struct{ text, want string }{
		"An unknown metric":     {strings.Replace(ruleHead, "value", "stock_levl", 1), "did you mean stock_level?"},
		"An automatic name":     {strings.Replace(ruleHead, "name: r", "name: stock_red", 1), "has an automatic rule of the name"},
		"An unknown team":       {ruleHead + "  team: groth\n", "did you mean growth?"},
		"Nothing":               {"", "there are 0 alert rules"},
		"Two":                   {ruleHead + "---\n" + strings.Replace(ruleHead, "name: r", "name: s", 1), "there are 2 alert rules"},
		"Another kind":          {"apiVersion: okr/v1\nkind: Team\nmetadata: {name: x}\nspec: {}\n", "there are 0 alert rules"},
		"A rule and a metric":   {ruleHead + "---\napiVersion: okr/v1\nkind: Team\nmetadata: {name: x}\nspec: {}\n", "more than an alert rule"},
		"A kind that is none":   {"kind: Rule\n", "unknown kind"},
		"Some name of no KPI":   {ruleHead + "  over: {kpis: [stok]}\n", "did you mean stock?"},
		"A key result too many": {ruleHead + "  over: {keyResults: [easy_start/signup]}\n", "did you mean easy_start/signups?"},
	} {
		t.Run(name, func(t *testing.T) {
			got, findings := catalog.ParseRule(c, catalog.File{Name: "rule", Data: []byte(test.text)})
			if err := findings.Err(); got != nil || err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}
