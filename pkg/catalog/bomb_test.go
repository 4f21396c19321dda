package catalog_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/northstar/okrkpi/pkg/catalog"
)

const ruleHead = "apiVersion: okr/v1\nkind: AlertRule\nmetadata: {name: r}\nspec:\n  expr: value > 1\n  decision: Ask\n"

// mergeBomb is a document of 1.3 KB in which every merge key repeats ten mappings of the level below, ten levels deep.
func mergeBomb() string {
	var b strings.Builder
	b.WriteString(ruleHead + "x0: &x0 {a: 1}\n")
	for level := range 9 {
		fmt.Fprintf(&b, "x%d: &x%d {<<: [%s]}\n", level+1, level+1, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*x%d, ", level), 10), ", "))
	}
	b.WriteString("<<: *x9\n")
	return b.String()
}

// TestBombsAreRefusedBeforeTheyAreRead compares the memory for reading a text with its size, and checks the findings.
func TestBombsAreRefusedBeforeTheyAreRead(t *testing.T) {
	const n = 20_000
	aliases := "x: &x [" + strings.Repeat("{a: 1}, ", 300) + "{a: 1}]\nkeyResults: [" + strings.Repeat("*x, ", 90) + "*x]\n"
	for name, test := range map[string]struct{ text, rule, says string }{
		"Brackets inside of each other": {ruleHead + "x: " + strings.Repeat("[", n), "limit/parts", "more than 10000 signs and words"},
		"Some brackets inside of each other": {
			ruleHead + "x: " + strings.Repeat("[", 40) + strings.Repeat("]", 40), "limit/depth",
			"nested more than 32 deep",
		},
		"Braces inside of each other":    {ruleHead + "x: " + strings.Repeat("{a: ", 60), "limit/depth", "more than 32 deep"},
		"Dashes inside of each other":    {strings.Repeat("- ", 60) + "a", "limit/depth", "more than 32 deep"},
		"Question marks":                 {strings.Repeat("? ", 60) + "a", "limit/depth", "more than 32 deep"},
		"A staircase of keys":            {staircase(60), "limit/depth", "more than 32 deep"},
		"A bomb of merge keys":           {mergeBomb(), "limit/references", "more than 100 anchors, aliases, merge keys and tags"},
		"A smaller bomb of merge keys":   {strings.ReplaceAll(mergeBomb(), ", *x", ""), "", ""},
		"A bomb of merge keys, in pairs": {pairBomb(), "limit/values", "more than 20000 keys and values"},
		"Aliases":                        {strings.Replace(ruleHead, "AlertRule", "Objective", 1) + aliases, "", ""},
		"Tags":                           {"a: " + strings.Repeat("!a ", 200), "limit/references", "more than 100"},
		"Many keys":                      {keys(n), "limit/document", "65536 is the most"},
		"Many short keys":                {strings.Repeat("a: b\n", 9000), "limit/parts", "more than 10000"},
		"A long text":                    {ruleHead + "x: " + strings.Repeat("a", 70_000), "limit/document", "65536 is the most"},
		"Blank lines of a block":         {"a: |\n " + strings.Repeat("\n", 70_000), "limit/document", "65536"},
		"Many documents":                 {strings.Repeat("---\na: b\n", 50_001), "limit/documents", "more than 50000 documents"},
		"Much of everything":             {strings.Repeat(strings.Repeat("a", 99)+"\n", 340_000), "limit/size", "larger than 32 MiB"},
		"Many rules on unknown metrics":  {wrongRules(3000), "limit/findings", "more than 500 errors"},
		"Many mistakes":                  {strings.Repeat("---\nkind: Metric\n", 5000), "limit/findings", "more than 500 errors"},
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			c, findings := catalog.Parse([]catalog.File{{Name: "bomb.yaml", Data: []byte(test.text)}})
			runtime.ReadMemStats(&after)
			if c != nil || len(findings) == 0 {
				t.Fatal("the bomb is a catalog")
			}
			if took := after.TotalAlloc - before.TotalAlloc; took > 64<<20+600*uint64(len(test.text)) {
				t.Errorf("%d bytes took %d MiB", len(test.text), took>>20)
			}
			if len(findings) > 2000 {
				t.Errorf("there are %d findings", len(findings))
			}
			for _, f := range findings {
				if f.Rule == test.rule && strings.Contains(f.Message, test.says) && f.Hint != "" {
					return
				}
			}
			if test.rule != "" {
				t.Errorf("not said: %s %s in\n%v", test.rule, test.says, findings[:min(len(findings), 5)])
			}
		})
	}
}

// pairBomb has few references, each of which doubles the size.
func pairBomb() string {
	var b strings.Builder
	b.WriteString(ruleHead + "x0: &x0 {a: 1}\n")
	for level := range 9 {
		fmt.Fprintf(&b, "x%d: &x%d {<<: [%[3]s, %[3]s, %[3]s, %[3]s, %[3]s]}\n", level+1, level+1, fmt.Sprintf("*x%d", level))
	}
	b.WriteString("<<: *x9\n")
	return b.String()
}

// wrongRules are many rules, each with a metric name that is nearly one of as many.
func wrongRules(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b,
			"---\napiVersion: okr/v1\nkind: Metric\nmetadata: {name: metric_%d}\nspec: {type: last, grain: day, unit: short, direction: up}\n", i)
		b.WriteString("---\n" + strings.Replace(strings.Replace(ruleHead, "value", fmt.Sprintf("meterik_%dx", i), 1), "r}",
			fmt.Sprintf("r%d}", i), 1))
	}
	return b.String()
}

func staircase(steps int) string {
	var b strings.Builder
	for i := range steps {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}

func keys(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "k%d: 1\n", i)
	}
	return b.String()
}

func TestAnchorsWithinReasonStillWork(t *testing.T) {
	text := strings.Replace(ruleHead, "decision: Ask", "decision: &d Ask\n  labels: {<<: &l {hint: yes please}, also: *d}", 1)
	_, findings := catalog.Parse([]catalog.File{{Name: "r.yaml", Data: []byte(text)}})
	for _, f := range findings {
		if strings.HasPrefix(f.Rule, "limit/") || strings.HasPrefix(f.Rule, "schema/") || strings.HasPrefix(f.Rule, "yaml/") {
			t.Error(f)
		}
	}
}

func TestTextsOfACatalogAreJudgedAtTheirPlace(t *testing.T) {
	head := "apiVersion: okr/v1\nkind: Team\nmetadata:\n  name: t\n"
	for name, test := range map[string]struct {
		text         string
		line, column int
		rule, says   string
		cure         string
	}{
		"A sign that terminals obey": {
			head + "  title: a\x1bb\n", 5, 11, "text/character", "the file holds the control character U+001B",
			"remove it",
		},
		"One that is written as an escape": {
			head + "  title: \"ab\\x1bc\"\n", 5, 13, "text/character",
			"title: holds the control character U+001B", "remove it",
		},
		"Nothing, as an escape": {
			head + "  title: \"\\0b\"\n", 5, 11, "text/character", "title: holds the control character U+0000",
			"remove it",
		},
		"In a comment": {
			head + "# a\u202eb\n", 5, 4, "text/character",
			"the file holds U+202E, which turns the direction of writing around", "remove it",
		},
		"Another encoding": {head + "  title: caf\xe9\n", 5, 13, "text/character", "the file is not valid UTF-8", "save it as UTF-8"},
		"A line break": {
			head + "  title: \"a\\nb\"\n", 5, 10, "text/character", "title: holds the control character U+000A",
			"write it in one line, without tabs",
		},
		"What cannot be seen": {
			head + "  title: 解約\u200b率\n", 5, 12, "text/character", "title: holds U+200B, which cannot be seen",
			"remove it",
		},
		"Nothing to see": {
			head + "  title: \"\u200d\"\n", 5, 10, "text/length", "title: shows nothing",
			"write something, or leave it out",
		},
		"A long title": {
			head + "  title: " + strings.Repeat("解", 201) + "\n", 5, 10, "text/length",
			"title: 201 characters are more than 200", "shorten it",
		},
		"In one of the languages": {
			head + "  title: {en: a, ja: \"解\\u0007\"}\n", 5, 24, "text/character",
			"ja: holds the control character U+0007", "remove it",
		},
		"A long key": {
			head + "spec: {colours: {" + strings.Repeat("k", 101) + ": a}}\n", 5, 18, "text/key",
			"the key \"kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk\"… 101 characters are more than 100", "shorten it",
		},
		"Half of a character, as an escape": {head + "  title: \"a\\ud800b\"\n", 5, 10, "", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, findings := catalog.Parse([]catalog.File{{Name: "t.yaml", Data: []byte(test.text)}})
			for _, f := range findings {
				if f.Rule == test.rule && f.Message == test.says && f.Hint == test.cure && f.Line == test.line && f.Column == test.column {
					return
				}
			}
			if test.rule != "" || findings.Err() == nil {
				t.Errorf("want %d:%d: %s [%s], got\n%v", test.line, test.column, test.says, test.rule, findings)
			}
		})
	}
}

func TestTitlesMayHoldWhatLanguagesNeed(t *testing.T) {
	for _, title := range []string{
		"解約率　全体", "👩\u200d🚀 crew", "می\u200cخواهم", "क्\u200dष", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
		"葛\U000e0100飾区", "שלום\u200e!", "é", "❤\ufe0f",
	} {
		text := "apiVersion: okr/v1\nkind: Team\nmetadata: {name: t, title: \"" + title + "\"}\n"
		_, findings := catalog.Parse([]catalog.File{{Name: "t.yaml", Data: []byte(text)}})
		for _, f := range findings {
			if strings.HasPrefix(f.Rule, "text/") {
				t.Errorf("%q: %v", title, f)
			}
		}
	}
}
