package okr_test

import (
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/northstar/okrkpi/pkg/okr"
)

func TestChatsObeyNoTextOfAMessage(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"A call of the channel, in Slack":          {"<!channel> hello", "‹\u200b!channel> hello"},
		"A call of a group":                        {"<!subteam^S1|x>", "‹\u200b!subteam^S1|x>"},
		"A call of a person":                       {"<@U123>", "‹\u200b@U123>"},
		"A call of a role, in Discord":             {"<@&123>", "‹\u200b@&123>"},
		"A channel":                                {"<#C1>", "‹\u200b#C1>"},
		"A call of everybody, in Google Chat":      {"<users/all>", "‹\u200busers/all>"},
		"A link under another word":                {"<https://evil.example|Grafana>", "‹\u200bhttps://evil.example|Grafana>"},
		"A link without a scheme":                  {"<evil.example|Grafana>", "‹\u200bevil.example|Grafana>"},
		"A link of Markdown":                       {"[Grafana](https://evil.example)", "[Grafana]\u200b(https://evil.example)"},
		"HTML":                                     {"<img src=x>", "‹\u200bimg src=x>"},
		"The end of HTML":                          {"</b>", "‹\u200b/b>"},
		"A call of everybody, in Discord":          {"@everyone", "@\u200beveryone"},
		"A call of the channel, in Mattermost":     {"go, @Channel!", "go, @\u200bChannel!"},
		"Less than a number":                       {"<10", "<10"},
		"At most a number":                         {"value <= 3", "value <= 3"},
		"Less than another":                        {"value <previous", "value <previous"},
		"Less than another, in a longer condition": {"value < previous && a > b", "value < previous && a > b"},
		"An address":                               {"Mika <mika@example.com>", "Mika <mika@example.com>"},
		"An address of all":                        {"all@example.com", "all@example.com"},
		"Somebody whose name begins like that":     {"@hereford", "@hereford"},
		"A list":                                   {"[a] (b)", "[a] (b)"},
		"Japanese":                                 {"解約率＜４％", "解約率＜４％"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := okr.MessageText(test.text); got != test.want {
				t.Errorf("%q becomes %q, want %q", test.text, got, test.want)
			}
		})
	}
}

func TestDifferentTextsStayDifferentInMessages(t *testing.T) {
	seen, words := map[string]string{}, regexp.MustCompile(`<[!@#]|(^|[^a-z])@(here|all)\b|\]\(`)
	text := rapid.Map(rapid.SliceOfN(rapid.SampledFrom([]string{"<", "!", "@", "here", "‹", "]", "(", "a", " ", ">"}), 0, 5),
		func(parts []string) string { return strings.Join(parts, "") })
	rapid.Check(t, func(t *rapid.T) {
		s := text.Draw(t, "text")
		got := okr.MessageText(s)
		if other, ok := seen[got]; ok && other != s {
			t.Fatalf("%q and %q both become %q", s, other, got)
		}
		seen[got] = s
		if okr.MessageText(got) != got {
			t.Fatalf("%q becomes %q, and then %q", s, got, okr.MessageText(got))
		}
		if bad := words.FindString(got); bad != "" { // a letter before the @ makes it an address
			t.Fatalf("%q becomes %q with %q in it", s, got, bad)
		}
	})
}

func TestLongTextsAreCutBetweenCharacters(t *testing.T) {
	for text, want := range map[string]string{"short": "short", "exactly ten": "exactly…", "漢字漢字漢字": "漢字…", "ab cdef ghi": "ab cdef…"} {
		if got := okr.Shorten(text, 10); got != want {
			t.Errorf("%q is cut to %q, want %q", text, got, want)
		}
	}
}
