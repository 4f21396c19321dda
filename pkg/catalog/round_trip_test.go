package catalog_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/northstar/okrkpi/pkg/catalog"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// wording is text that YAML could take for something else.
func wording() *rapid.Generator[string] {
	awkward := rapid.SampledFrom([]string{
		"yes", "null", "~", "0x1F", "1e3", ".5", "1_000", "2026-11-22", "12:30:45", "-", "- a", "? a", ": a", "a: b",
		"a #b", "#", "&a", "*a", "!a", "!!str a", "|", ">-", "%a", "@a", "`a`", "'", `"`, "it's", `a "b" c`, `\`, `\n`,
		"{a: b}", "[a, b]", "a, b", "---", "...", "--- a", "<<", "=", "true", "NaN", ".inf", "0o7", "線\n二行目",
		"a\n\n  b", "a\n---\nb", "\ta\tb", "a\n  b\n c", "末尾…", "é\u0301", "🙂", "\u00a0x", "👩\u200d🚀",
		"a\n#b", "a:", ":a", "key: |\n  x", "%", "1 %", "'a' b", "\"a\" b", "a'", "[", "{", "]", "}", ",",
	})
	anything := rapid.StringOfN(rapid.RuneFrom([]rune("ab 日本:#-'\"\\\n{}[],&*!|>%@`?=~.0\t")), 1, 40, -1)
	return rapid.Map(rapid.OneOf(awkward, anything, rapid.String()), strings.TrimSpace).
		Filter(func(s string) bool { return s != "" && okr.LongText.Check(s) == nil })
}

// line is wording in one line.
func line() *rapid.Generator[string] {
	return wording().Filter(func(s string) bool { return okr.LineText.Check(s) == nil })
}

// segmentLabel is wording in the form of series.NormalLabel.
func segmentLabel() *rapid.Generator[string] {
	return rapid.Map(wording(), series.FoldLabel).Filter(func(s string) bool {
		_, err := series.NormalLabel(s)
		return err == nil && s != "" && s != series.WholeLabel
	})
}

func TestAnyWordingSurvivesTheCanonicalForm(t *testing.T) {
	base := parse(t, read(t, "small.yaml"))
	rapid.Check(t, func(t *rapid.T) {
		c := *base
		c.Teams = []okr.Team{{
			Meta: okr.Meta{Name: "growth", Title: okr.Plain(line().Draw(t, "title"))},
			Lead: line().Draw(t, "lead"),
		}}
		c.Organization.Description = okr.Text{"en": wording().Draw(t, "en"), "ja": wording().Draw(t, "ja")}
		o := base.Objectives[0]
		o.NotDoing = []okr.Text{okr.Plain(wording().Draw(t, "not doing"))}
		o.KeyResults = append([]okr.KeyResult(nil), o.KeyResults...)
		o.KeyResults[0].Segment = map[string]string{"plan": segmentLabel().Draw(t, "segment")}
		o.KeyResults[0].Weight = rapid.Float64Range(1e-300, 1e300).Draw(t, "weight")
		o.KeyResults[0].Stretch, o.KeyResults[0].Moonshot = nil, nil
		target := rapid.Float64Range(0.041, 1).Draw(t, "target")
		o.KeyResults[0].Target = target
		c.Objectives = []okr.Objective{o}
		data, err := catalog.Encode(&c)
		if err != nil {
			t.Fatal(err)
		}
		again, findings := catalog.Parse([]catalog.File{{Name: "encoded.yaml", Data: data}})
		if err := findings.Err(); err != nil {
			t.Fatalf("%v\n%s", err, data)
		}
		if diff := cmp.Diff(&c, again, zones); diff != "" {
			t.Fatalf("read back differently (-written +read):\n%s\n%s", diff, data)
		}
	})
}
