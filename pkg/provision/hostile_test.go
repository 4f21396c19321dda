package provision

import (
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/northstar/okrkpi/pkg/catalog"
	"github.com/northstar/okrkpi/pkg/okr"
)

// hostile are texts that a program on the way to a message might interpret, or read differently.
var hostile = map[string]string{
	"A command of a terminal":               "\x1b[31mred\a",
	"A control character":                   "a\u0001b",
	"A line break of old":                   "a\u0085b",
	"Another line break":                    "a\u2028b",
	"Writing that turns around":             "a\u202egpj.exe",
	"No character":                          "a\ufffeb",
	"A mark of the order of bytes":          "\ufeffa",
	"A file of Grafana's machine":           "$__file{/etc/passwd}",
	"A variable":                            "$HOME ${HOME} $__env{HOME}",
	"A file behind dollars":                 "$$__file{/etc/passwd} $$$HOME $$$$",
	"A template":                            "{{ .Labels }} {{ template \"x\" }}",
	"Half a template":                       "{{",
	"The other half":                        "}} {{ end }}",
	"A brace at the end":                    "a {",
	"A comment of a template":               "{{/* a",
	"A call of the channel":                 "<!channel> <@U123> @here",
	"A link under another word":             "<https://evil.example|Grafana> [Grafana](https://evil.example)",
	"Nothing, in YAML":                      "null",
	"Nothing, shorter":                      "~",
	"Yes":                                   "yes",
	"A number":                              "0x1F",
	"A number with an exponent":             "1e3",
	"A number of minutes":                   "12:30:45",
	"A date":                                "2026-11-22",
	"A merge":                               "<<",
	"An alias":                              "*a",
	"An anchor":                             "&a b",
	"A tag":                                 "!!binary aGk=",
	"A key":                                 "a: b",
	"A comment":                             "a #b",
	"A list":                                "- a",
	"The end of a document":                 "...",
	"A new document":                        "---",
	"Quotes":                                `it's "quoted" \n \`,
	"Marks of a block":                      "|",
	"A folded block":                        "> a",
	"Lines":                                 "a\n  b\n\n c\nd",
	"Lines with blanks at their ends":       "a \n\tb\t\nc",
	"Lines that look like a new document":   "a\n---\nb\n...\n# c",
	"A percent sign":                        "%a",
	"Backticks":                             "`a` @b",
	"A long title":                          strings.Repeat("漢字", 100),
	"A long title of variables":             strings.Repeat("$", 200),
	"A title of braces":                     strings.Repeat("{", 199),
	"An emoji of several":                   "👩\u200d🚀 👨‍👩‍👧",
	"Japanese":                              "解約率　が（４％）を超えた",
	"A slash":                               "a/b",
	"A space that YAML has no sign for":     "\u00a0a",
	"A blank that is wide":                  "a\u3000b",
	"The sign of a formula":                 "=cmd|' /C calc'!A0",
	"A key of a mapping that is complex":    "? a",
	"A mapping":                             "{a: b}",
	"A variable without a name":             "$ $1 $? ${} ${",
	"A variable with a brace in its name":   "${A}B}",
	"A number that a variable could become": "$1",
}

// baseCatalog has every kind of rule.
func baseCatalog(t *testing.T) *okr.Catalog {
	t.Helper()
	files, err := catalog.ReadFolder(os.DirFS("testdata/catalog"))
	if err != nil {
		t.Fatal(err)
	}
	base, findings := catalog.Parse(files)
	if err := findings.Err(); err != nil {
		t.Fatal(err)
	}
	return base
}

// hostileCatalog has a text in every field of a catalog that alerts show. ok is false where the catalog rejects it.
func hostileCatalog(t *testing.T, text string) (c *okr.Catalog, ok bool) {
	t.Helper()
	base := baseCatalog(t)
	shown := okr.Text{"": text}
	for i := range base.Teams {
		base.Teams[i].Title, base.Teams[i].ContactPoint = shown, text+strings.Repeat("x", i)
	}
	for i := range base.Metrics {
		base.Metrics[i].Title, base.Metrics[i].Definition.Owner = shown, text
	}
	for i := range base.KPIs {
		base.KPIs[i].Title, base.KPIs[i].Playbook = shown, shown
	}
	for i := range base.AlertRules {
		base.AlertRules[i].Title, base.AlertRules[i].Decision = shown, shown
		base.AlertRules[i].Labels = map[string]string{"hint": text}
	}
	document, err := catalog.Encode(base)
	if err != nil {
		t.Fatal(err)
	}
	c, findings := catalog.Parse([]catalog.File{{Name: "hostile.yaml", Data: document}})
	return c, findings.Err() == nil
}

// checkExport compares what Grafana reads from an export of a text with the text.
func checkExport(t *testing.T, text string) {
	t.Helper()
	c, ok := hostileCatalog(t, text)
	if !ok {
		return
	}
	text = strings.TrimSpace(text) // as the catalog takes it
	meant := okr.MessageText(text)
	for _, inRules := range []bool{false, true} {
		files, err := Export(c, Options{ReceiverInRules: inRules})
		if err != nil {
			t.Fatal(err)
		}
		same := func(what, got, want string) {
			t.Helper()
			if got != want {
				t.Errorf("%s is %q, want %q", what, got, want)
			}
		}
		all := provision(t, files)
		short := len(text) < 100
		for _, g := range all.Groups {
			if short && !strings.Contains(string(g.Folder), "several teams") {
				same("the folder", string(g.Folder), okr.MessageText("Alerts: "+strings.ReplaceAll(text, "/", "-")))
			}
			for i := range g.Rules {
				r := &g.Rules[i]
				labels := map[string]string{"metric": "signup_rate", "owner": "x", "plan": "pro"}
				written := r.Annotations.written
				if r.Labels.written["hint"] != "" { // of a written rule; automatic ones are named after the metric
					same("the title in a message", expand(t, written["summary"], labels, nil), meant)
					same("a label", expand(t, r.Labels.expanded["hint"], labels, nil), meant)
					if title := string(r.Title); short && title != meant {
						rest, _ := strings.CutPrefix(title, meant+" (")
						same("the title", rest, r.Labels.expanded["rule"]+")")
					}
				}
				if r.Labels.written["hint"] != "" || strings.HasSuffix(string(r.UID), "_red") {
					same("the decision", expand(t, written["decision"], labels, nil), meant)
				}
				for name, annotation := range written {
					expand(t, annotation, labels, map[string]float64{"C": 1})
					if name == "number" && !strings.Contains(annotation, "eq $labels.metric") && short {
						if got := expand(t, annotation, labels, nil); !strings.Contains(got, meant) && !strings.Contains(annotation, "_") {
							t.Errorf("the number is %q, want %q in it", got, meant)
						}
					}
				}
			}
		}
		names := map[string]bool{Fallback: true}
		for i := range c.Teams {
			names[c.Teams[i].ContactPoint] = true
		}
		receivers := map[string]bool{}
		for _, p := range all.ContactPoints {
			receivers[string(p.Name)] = true
			if !names[string(p.Name)] {
				t.Errorf("there is a contact point %q, want one of %v", p.Name, names)
			}
			if address, _ := p.Receivers[0].Settings["url"].(string); !strings.HasPrefix(address, "https://hooks.example/") {
				t.Errorf("the address is %q", address)
			}
		}
		for _, p := range all.Policies {
			routes, _ := p["routes"].([]any)
			for _, r := range routes {
				if to, _ := r.(map[string]any)["receiver"].(string); !receivers[to] {
					t.Errorf("a route leads to %q, want one of %v", to, receivers)
				}
			}
		}
	}
}

func TestGrafanaReadsWhatWasMeant(t *testing.T) {
	for name, text := range hostile {
		t.Run(name, func(t *testing.T) { checkExport(t, text) })
	}
}

func TestTheCatalogRejectsWhatProgramsInterpret(t *testing.T) {
	for _, name := range []string{
		"A command of a terminal", "A control character", "A line break of old", "Another line break", "Writing that turns around",
		"No character", "A mark of the order of bytes", "Lines",
	} {
		if _, ok := hostileCatalog(t, hostile[name]); ok {
			t.Errorf("%s: a title may be %q", name, hostile[name])
		}
	}
}

// A decision may have lines, which titles cannot.
func TestGrafanaReadsEveryLineOfADecision(t *testing.T) {
	c := baseCatalog(t)
	for name, text := range hostile {
		if okr.LongText.Check(text) != nil {
			continue
		}
		for i := range c.AlertRules {
			c.AlertRules[i].Decision = okr.Text{"": text}
		}
		files, err := Export(c, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range provision(t, files).Groups {
			for _, r := range g.Rules {
				if r.Labels.expanded["rule"] != "hourly" {
					continue
				}
				if got := expand(t, r.Annotations.written["decision"], nil, nil); got != okr.MessageText(text) {
					t.Errorf("%s: the decision is %q, want %q", name, got, text)
				}
			}
		}
	}
}

func FuzzExport(f *testing.F) {
	for _, text := range []string{
		"? a", "1e3", "$__file{/etc/passwd} {{ $x", "a\u0085b", "<!here> [a](b)", "a: |\n b",
		strings.Repeat("漢$", 80),
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		// No catalog holds what is not UTF-8, or white space around a text.
		if utf8.ValidString(text) && strings.TrimSpace(text) == text && text != "" {
			checkExport(t, text)
		}
	})
}
