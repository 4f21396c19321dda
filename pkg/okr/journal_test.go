package okr_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/northstar/okrkpi/pkg/okr"
)

func TestAnEntryIsOpenUntilItsEndOrItsResult(t *testing.T) {
	t.Parallel()
	monday := time.Date(2026, time.November, 16, 9, 0, 0, 0, time.UTC)
	friday := monday.AddDate(0, 0, 4)
	for name, c := range map[string]struct {
		entry okr.Entry
		at    time.Time
		want  string
	}{
		"A blocker without an end":                    {okr.Entry{Kind: okr.Blocker}, friday, "open"},
		"A blocker before its end":                    {okr.Entry{Kind: okr.Blocker, Until: friday}, monday, "open"},
		"A blocker at the instant of its end":         {okr.Entry{Kind: okr.Blocker, Until: friday}, friday, "closed"},
		"A bet that holds":                            {okr.Entry{Kind: okr.Bet, Until: friday}, friday.Add(-time.Second), "open"},
		"A bet whose time is over":                    {okr.Entry{Kind: okr.Bet, Until: friday}, friday.AddDate(0, 0, 7), "closed"},
		"An experiment that has just been thought of": {okr.Entry{Kind: okr.Experiment}, monday, "open"},
		"An experiment with a result before its end": {
			okr.Entry{Kind: okr.Experiment, Until: friday, Experiment: okr.ExperimentNotes{Result: "kept"}}, monday, "closed",
		},
		"An experiment that ended without a result":    {okr.Entry{Kind: okr.Experiment, Until: friday}, friday, "closed"},
		"A campaign is no task that somebody closes":   {okr.Entry{Kind: okr.Annotation, Until: friday}, monday, ""},
		"A learning is said, and neither open nor not": {okr.Entry{Kind: okr.Learning}, monday, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.entry.At = monday
			if got := c.entry.State(c.at).String(); got != c.want {
				t.Errorf("the entry is %q, want %q", got, c.want)
			}
		})
	}
}

func journalCatalog() *okr.Catalog {
	c := &okr.Catalog{
		Teams:   []okr.Team{{Meta: okr.Meta{Name: "product"}}, {Meta: okr.Meta{Name: "care"}}},
		Metrics: []okr.Metric{{Meta: okr.Meta{Name: "signup_rate"}}, {Meta: okr.Meta{Name: "churn_rate"}}},
		KPIs:    []okr.KPI{{Meta: okr.Meta{Name: "churn"}, Metric: "churn_rate", Team: "care"}},
		Objectives: []okr.Objective{
			{
				Meta: okr.Meta{Name: "easy_start"}, Team: "product",
				KeyResults: []okr.KeyResult{{Name: "signups", Metric: "signup_rate"}},
			},
			{Meta: okr.Meta{Name: "calm"}, Team: "care"},
		},
	}
	c.Sort()
	return c
}

func journalEntry() okr.Entry {
	return okr.Entry{
		Kind: okr.Annotation, At: time.Date(2026, time.March, 1, 9, 0, 0, 0, time.UTC), Text: "Spring campaign\n春のキャンペーン", Author: "mika",
	}
}

func TestWhatCanBeWrittenIntoTheJournal(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		change func(*okr.Entry)
		field  string // that is complained about, "" for none
		text   string
	}{
		"A kind, a time, a text and an author are enough": {func(*okr.Entry) {}, "", ""},
		"A campaign has an end":                           {func(e *okr.Entry) { e.Until = e.At.AddDate(0, 0, 14) }, "", ""},
		"Everything at once": {func(e *okr.Entry) {
			e.Kind, e.Experiment = okr.Experiment, okr.ExperimentNotes{Hypothesis: "more", Result: "same"}
			e.About = okr.About{
				Metric: "signup_rate", Objective: "easy_start", KeyResult: "easy_start/signups", KPI: "", Team: "care",
			}
			e.Tags, e.Replaces = []string{"a", "b c"}, 7
		}, "", ""},
		"A text as long as can be":    {func(e *okr.Entry) { e.Text = strings.Repeat("字", 4000) }, "", ""},
		"A text that is too long":     {func(e *okr.Entry) { e.Text = strings.Repeat("字", 4001) }, "text", "4001 characters are more than 4000"},
		"No text":                     {func(e *okr.Entry) { e.Text = " \n" }, "text", "say something"},
		"A text that is no text":      {func(e *okr.Entry) { e.Text = "\xff" }, "text", "UTF-8"},
		"A text that cannot be kept":  {func(e *okr.Entry) { e.Text = "a\x00b" }, "text", "U+0000"},
		"A text that turns around":    {func(e *okr.Entry) { e.Text = "a\u202eb" }, "text", "U+202E, which turns the direction"},
		"A line break of its own":     {func(e *okr.Entry) { e.Text = "a\u2028b" }, "text", "U+2028, which some programs take"},
		"Half a character, from JSON": {func(e *okr.Entry) { e.Text = "a\ufffdb" }, "text", "U+FFFD, which stands for a character that was lost"},
		"A text of no character":      {func(e *okr.Entry) { e.Text = "a\uffffb" }, "text", "U+FFFF, which is no character"},
		"A text with colours":         {func(e *okr.Entry) { e.Text = "\x1b[31mred" }, "text", "U+001B"},
		"An author who is not seen":   {func(e *okr.Entry) { e.Author = "\u200d" }, "author", "shows nothing"},
		"A text with an emoji":        {func(e *okr.Entry) { e.Text = "👩\u200d🚀\tup\n\u3000解約" }, "", ""},
		"No kind":                     {func(e *okr.Entry) { e.Kind = okr.EntryKindUnknown }, "kind", "want check_in, bet,"},
		"No author":                   {func(e *okr.Entry) { e.Author = "" }, "author", "say who"},
		"An author of several lines":  {func(e *okr.Entry) { e.Author = "a\nb" }, "author", "U+000A"},
		"No time":                     {func(e *okr.Entry) { e.At = time.Time{} }, "at", "say when"},
		"A time in milliseconds":      {func(e *okr.Entry) { e.At = time.Unix(1767225600000, 0) }, "at", "between 1900 and 2200"},
		"An end before the start":     {func(e *okr.Entry) { e.Until = e.At.Add(-time.Hour) }, "until", "is not after the start"},
		"An end at the start":         {func(e *okr.Entry) { e.Until = e.At }, "until", "is not after the start"},
		"An end that never comes":     {func(e *okr.Entry) { e.Until = e.At.AddDate(500, 0, 0) }, "until", "between 1900 and 2200"},
		"A tag with a comma":          {func(e *okr.Entry) { e.Tags = []string{"a,b"} }, "tags", "comma"},
		"A tag that is a text":        {func(e *okr.Entry) { e.Tags = []string{strings.Repeat("x", 51)} }, "tags", "51 characters"},
		"Too many tags":               {func(e *okr.Entry) { e.Tags = make([]string, 21) }, "tags", "21 tags"},
		"A hypothesis of a bet":       {func(e *okr.Entry) { e.Kind, e.Experiment.Hypothesis = okr.Bet, "x" }, "hypothesis", "only experiments"},
		"A result of a decision":      {func(e *okr.Entry) { e.Kind, e.Experiment.Result = okr.Decision, "x" }, "result", "only experiments"},
		"An entry that cannot be":     {func(e *okr.Entry) { e.Replaces = -1 }, "replaces", "-1 is not the id"},
		"A metric with a slip":        {func(e *okr.Entry) { e.About.Metric = "signup_rte" }, "metric", "did you mean signup_rate?"},
		"An objective out of the air": {func(e *okr.Entry) { e.About.Objective = "zzzzzzzz" }, "objective", `no objective "zzzzzzzz"`},
		"A key result with a slip":    {func(e *okr.Entry) { e.About.KeyResult = "easy_start/signup" }, "keyResult", "mean easy_start/signups?"},
		"A KPI that is not there":     {func(e *okr.Entry) { e.About.KPI = "zzzzzzzz" }, "kpi", "the catalog has no KPI"},
		"A team with a slip":          {func(e *okr.Entry) { e.About.Team = "produkt" }, "team", "did you mean product?"},
		"A key result of another objective": {func(e *okr.Entry) {
			e.About = okr.About{Objective: "calm", KeyResult: "easy_start/signups"}
		}, "objective", "belongs to easy_start, not to calm"},
		"A key result on another metric": {func(e *okr.Entry) {
			e.About = okr.About{Metric: "churn_rate", KeyResult: "easy_start/signups"}
		}, "metric", "is measured by signup_rate, not by churn_rate"},
		"A KPI on another metric": {func(e *okr.Entry) {
			e.About = okr.About{Metric: "signup_rate", KPI: "churn"}
		}, "metric", "KPI churn watches churn_rate, not signup_rate"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			e := journalEntry()
			c.change(&e)
			err := journalCatalog().CheckEntry(e)
			var bad *okr.EntryError
			errors.As(err, &bad)
			switch {
			case c.field == "" && err != nil:
				t.Fatal(err)
			case c.field != "" && (bad == nil || bad.Field != c.field || !strings.Contains(bad.Reason, c.text)):
				t.Fatalf("got %v, want a complaint about %s: %s", err, c.field, c.text)
			}
		})
	}
}

func TestAnEntryIsTidied(t *testing.T) {
	t.Parallel()
	e := okr.Entry{
		At: time.Unix(1, 2_345_678), Text: " a\r\nb\n", Author: " mika ", Tags: []string{" x", "", "x", "y "}, About: okr.About{Metric: " m "},
		Experiment: okr.ExperimentNotes{Hypothesis: " h", Result: "r "},
	}
	want := okr.Entry{
		At: time.Unix(1, 2_000_000), Text: "a\nb", Author: "mika", Tags: []string{"x", "y"}, About: okr.About{Metric: "m"},
		Experiment: okr.ExperimentNotes{Hypothesis: "h", Result: "r"},
	}
	if diff := cmp.Diff(want, e.Tidy()); diff != "" {
		t.Error(diff)
	}
	if e.Tags[1] != "" {
		t.Error("the entry itself was changed")
	}
}

func TestWhatFollowsFromTheNamesOfAnEntry(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ given, want okr.About }{
		"Nothing stays nothing": {okr.About{}, okr.About{}},
		"A key result has an objective, a metric and a team": {
			okr.About{KeyResult: "easy_start/signups"},
			okr.About{KeyResult: "easy_start/signups", Objective: "easy_start", Metric: "signup_rate", Team: "product"},
		},
		"A KPI has a metric and a team": {okr.About{KPI: "churn"}, okr.About{KPI: "churn", Metric: "churn_rate", Team: "care"}},
		"A metric has the team of its KPI": {
			okr.About{Metric: "churn_rate"}, okr.About{Metric: "churn_rate", Team: "care"},
		},
		"What is said wins over what follows": {
			okr.About{KPI: "churn", Team: "product"}, okr.About{KPI: "churn", Metric: "churn_rate", Team: "product"},
		},
		"A key result that is gone keeps its objective": {
			okr.About{KeyResult: "old/x"}, okr.About{KeyResult: "old/x", Objective: "old"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, journalCatalog().Complete(c.given)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestKindsOfEntriesHaveNames(t *testing.T) {
	t.Parallel()
	var names []string
	for _, k := range okr.EntryKinds() {
		names = append(names, k.String())
		if parsed, err := okr.ParseEntryKind(k.String()); err != nil || parsed != k {
			t.Errorf("%v: %v %v", k, parsed, err)
		}
	}
	want := strings.Fields("check_in bet learning blocker experiment decision interview annotation review")
	if !slices.Equal(names, want) {
		t.Errorf("%v", names)
	}
	if _, err := okr.ParseEntryKind("definition"); err == nil {
		t.Error("nobody writes a definition")
	}
}

func TestWhatIsPastedAlongUnseenIsTakenAway(t *testing.T) {
	e := okr.Entry{Text: "\ufeffa\u200bb\u00adc 👩\u200d🚀 \u202ed\r\n", Author: "\u2060mika", Tags: []string{"\u200b", "x\u200b"}}.Tidy()
	if e.Text != "abc 👩\u200d🚀 \u202ed" || e.Author != "mika" || len(e.Tags) != 1 || e.Tags[0] != "x" {
		t.Errorf("tidied: %+q by %+q, %+q", e.Text, e.Author, e.Tags)
	}
}
