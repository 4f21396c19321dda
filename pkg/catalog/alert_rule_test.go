package catalog_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/northstar/okrkpi/pkg/catalog"
	"github.com/northstar/okrkpi/pkg/okr"
)

// ruled is the small example with another spec of its rule.
func ruled(t *testing.T, spec string) *okr.Catalog {
	t.Helper()
	return parse(t, ruledFile(t, spec))
}

func ruledFile(t *testing.T, spec string) catalog.File {
	t.Helper()
	f := read(t, "small.yaml")
	text := string(f.Data)
	at := strings.Index(text, "  expr: response_time > 24")
	f.Data = []byte(text[:at] + "  " + strings.ReplaceAll(strings.TrimSpace(spec), "\n", "\n  ") + "\n")
	return f
}

// everything is a rule with every key.
const everything = `
expr: value > 0.9 * median(8)
audit: value > 0.8
over: {kpis: [signup_rate], metrics: [signup_rate], keyResults: [easy_start/signups], team: growth}
groupBy: [channel, plan]
grain: day
severity: info
for: 1d 12h
keepFiringFor: 2w
decision: {en: Ask, ja: 聞く}
team: growth
labels: {area: web, tier_of_service: "1"}
runbook: https://wiki.example.com/signups
minSample: 30
noData: alerting`

func TestARuleMeansWhatItSays(t *testing.T) {
	want := okr.AlertRule{
		Meta: okr.Meta{Name: "slow_answers", Title: okr.Plain("Answers are slow")}, Kind: okr.RuleCustom,
		Expr: "value > 0.9 * median(8)", Audit: "value > 0.8",
		Over: okr.Scope{
			KPIs: []string{"signup_rate"}, Metrics: []string{"signup_rate"}, KeyResults: []string{"easy_start/signups"}, Team: "growth",
		},
		GroupBy: []string{"channel", "plan"}, Grain: okr.Day, Severity: okr.Info, For: 36 * time.Hour, KeepFiringFor: 336 * time.Hour,
		Decision: okr.Text{"en": "Ask", "ja": "聞く"}, Team: "growth", Labels: map[string]string{"area": "web", "tier_of_service": "1"},
		Runbook: "https://wiki.example.com/signups", MinSample: 30, OnNoData: okr.OnNoDataFire,
	}
	if diff := cmp.Diff(want, ruled(t, everything).AlertRules[0]); diff != "" {
		t.Errorf("rule differs (-want +got):\n%s", diff)
	}
}

func TestRulesAreCompletedByWhatTheyWatch(t *testing.T) {
	const shop = "apiVersion: okr/v1\nkind: Team\nmetadata: {name: shop}\nspec: {contactPoint: shop}\n---\n" +
		"apiVersion: okr/v1\nkind: KPI\nmetadata: {name: orders}\nspec: {metric: orders, team: shop}\n"
	type completed struct {
		Metrics  []string
		Team     string
		Grain    okr.Grain
		Severity okr.Severity
		OnNoData okr.OnNoData
	}
	for name, tc := range map[string]struct {
		spec string
		want completed
	}{
		"The metric that it names": {
			"expr: signup_rate < 0.03", completed{[]string{"signup_rate"}, "growth", okr.Week, okr.Warning, okr.OnNoDataTell},
		},
		"A metric of another team, by name": {
			"expr: value > 3\nover: {metrics: [orders]}", completed{nil, "shop", okr.GrainUnknown, okr.Warning, okr.OnNoDataTell},
		},
		"A KPI": {
			"expr: value > 3\nover: {kpis: [stock]}", completed{nil, "growth", okr.GrainUnknown, okr.Warning, okr.OnNoDataTell},
		},
		"KPIs of several teams": {
			"expr: status == \"red\"\nover: {kpis: [all]}", completed{nil, "", okr.GrainUnknown, okr.Warning, okr.OnNoDataTell},
		},
		"A key result's objective": {
			"expr: pace < 0.5\nover: {keyResults: [easy_start/stock]}",
			completed{nil, "growth", okr.GrainUnknown, okr.Warning, okr.OnNoDataTell},
		},
		"Metrics at grains that it asks for": {
			"expr: metric(\"signup_rate\", \"month\") > metric(\"response_time\", \"day\")",
			completed{[]string{"signup_rate", "response_time"}, "growth", okr.Month, okr.Warning, okr.OnNoDataTell},
		},
		"Metrics in the order of expr, then audit": {
			"expr: stock_level > signup_rate\naudit: response_time > signup_rate",
			completed{[]string{"stock_level", "signup_rate", "response_time"}, "growth", okr.Week, okr.Warning, okr.OnNoDataTell},
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := parse(t, ruledFile(t, tc.spec+"\ndecision: Ask"), catalog.File{Name: "shop.yaml", Data: []byte(shop)})
			r := c.AlertRules[0]
			if diff := cmp.Diff(tc.want, completed{r.Metrics, r.Team, r.Grain, r.Severity, r.OnNoData}); diff != "" {
				t.Errorf("rule differs (-want +got):\n%s", diff)
			}
			readsBack(t, c)
		})
	}
}

func TestTimesAreWrittenInTheLongestUnitThatTheyFill(t *testing.T) {
	for written, want := range map[string]string{
		"30m": "30m", "90m": "90m", "1h 30m": "90m", "60m": "1h", "36h": "36h", "48h": "2d", "1d12h": "36h", "7d": "1w", "10d": "10d",
		"1w 1s": "604801s", "366d": "366d", "90 s": "90s",
	} {
		data, err := catalog.Encode(ruled(t, "expr: stock_level > 1\ndecision: Ask\nfor: "+written))
		if err != nil {
			t.Fatal(err)
		}
		if line := fmt.Sprintf("\n  for: %q\n", want); !strings.Contains(string(data), line) {
			t.Errorf("%s: want%sin\n%s", written, line, data)
		}
	}
}

func TestAnyTimeReadsBack(t *testing.T) {
	base := ruled(t, everything)
	rapid.Check(t, func(t *rapid.T) {
		c := *base
		c.AlertRules = slices.Clone(base.AlertRules)
		c.AlertRules[0].For = time.Duration(rapid.IntRange(0, 366*86400).Draw(t, "seconds")) * time.Second
		data, err := catalog.Encode(&c)
		if err != nil {
			t.Fatal(err)
		}
		again, findings := catalog.Parse([]catalog.File{{Name: "encoded.yaml", Data: data}})
		if err := findings.Err(); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(&c, again, zones); diff != "" {
			t.Fatalf("read back differently (-written +read):\n%s", diff)
		}
	})
}

// TestMistakesAreFoundHoweverAnExpressionIsLaidOut writes an expression with one unknown name in all styles of YAML.
func TestMistakesAreFoundHoweverAnExpressionIsLaidOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.SampledFrom([]string{
			"stock_level > 1 &&", "status != 'red' &&", `status == "red" ||`, "(response_time < 2.5) &&", "not (wow > 0) and",
		}), 0, 6).Draw(t, "words")
		i := rapid.IntRange(0, len(words)).Draw(t, "mistake")
		words = slices.Insert(words, i, "stok_level > 3 &&")
		words = append(words, "stock_level < 9")
		gap := func(breaks string) string {
			return rapid.SampledFrom([]string{" ", "  ", breaks}).Draw(t, "gap")
		}
		layout := rapid.SampledFrom([]string{"plain", "single", "double", "literal", "folded", "anchored"}).Draw(t, "layout")
		var b strings.Builder
		for n, word := range strings.Fields(strings.Join(words, " ")) {
			switch layout {
			case "single":
				word = strings.ReplaceAll(word, "'", "''")
			case "double":
				word = strings.ReplaceAll(word, `"`, `\"`)
			}
			if n > 0 {
				b.WriteString(gap("\n    "))
			}
			b.WriteString(word)
		}
		expr := b.String()
		switch layout {
		case "single":
			expr = "'" + expr + "'"
		case "double":
			expr = `"` + expr + `"`
		case "literal":
			expr = "|\n    " + expr
		case "folded":
			expr = ">-\n    " + expr
		case "anchored":
			expr = "&a " + expr
		}
		text := "apiVersion: okr/v1\nkind: AlertRule\nmetadata: {name: r}\nspec:\n  decision: Ask\n  expr: " + expr + "\n"
		metrics := ""
		for _, name := range []string{"stock_level", "response_time"} {
			metrics += "apiVersion: okr/v1\nkind: Metric\nmetadata: {name: " + name +
				"}\nspec: {type: last, grain: day, unit: short, direction: up}\n---\n"
		}
		_, findings := catalog.Parse([]catalog.File{{Name: "m.yaml", Data: []byte(metrics)}, {Name: "r.yaml", Data: []byte(text)}})
		for _, f := range findings {
			if f.Rule == "alert-rule/expr" && marked(f) == "stok_level" && f.File == "r.yaml" {
				return
			}
		}
		t.Fatalf("not found in\n%s\n%v", text, findings)
	})
}

func TestAnExpressionWithoutEndIsRefused(t *testing.T) {
	for name, expr := range map[string]string{
		"Many steps": "streak(slope(366) > 0, 366)",
		"Many parts": "value > 0" + strings.Repeat(" && value > 0", 500),
		"Long":       "value > 0" + strings.Repeat(" ", 5000) + " && value < 3",
		"Deep":       strings.Repeat("abs(", 100) + "value" + strings.Repeat(")", 100) + " > 0",
	} {
		_, findings := catalog.Parse([]catalog.File{ruledFile(t, "expr: "+expr+"\nover: {kpis: [stock]}\ndecision: Ask")})
		if !slices.ContainsFunc(findings, func(f catalog.Finding) bool { return f.Rule == "alert-rule/expr" && f.Severity == catalog.Error }) {
			t.Errorf("%s: accepted with %v", name, findings)
		}
	}
}
