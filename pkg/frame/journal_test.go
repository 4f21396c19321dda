package frame

import (
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/grafana/grafana-plugin-sdk-go/experimental"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
)

func journalFixture(locale string) *engine.Journal {
	return &engine.Journal{
		Revision: 12, Locale: locale, Notices: []string{"showing the newest 4 entries"},
		Rows: []engine.JournalRow{
			{
				ID: "9", Kind: query.KindExperiment, At: week(2), State: okr.EntryClosed, Text: "Shorter form\n入力欄を減らす", Subject: "Sign-ups <new>",
				About:     okr.About{KeyResult: "first_value/stay", Objective: "first_value", Metric: "day7_active", Team: "product"},
				TeamTitle: "Product", Author: "mika", Tags: []string{"form", "A/B"}, Replaces: 7,
				Experiment: okr.ExperimentNotes{Hypothesis: "half the fields, 2 < 3 minutes", Result: "no change"},
			},
			{
				ID: "r12/KPI/profit", Kind: query.KindDefinition, At: week(1).Add(9 * time.Hour), Text: "thresholds.red 3 → 4",
				Subject: "profit", About: okr.About{KPI: "profit", Metric: "profit"}, Author: "kim", Note: "a premise broke",
			},
			{
				ID: "4", Kind: query.KindAnnotation, At: week(0), Until: week(2), Text: "Autumn campaign", Subject: "Acme", Author: "kim",
			},
			{
				ID: "3", Kind: query.KindBlocker, At: week(0), State: okr.EntryOpen, Text: "No reviewer", Subject: "Stay",
				About: okr.About{Objective: "first_value"},
			},
		},
	}
}

func TestTheJournalIsTheGoldenOne(t *testing.T) {
	for name, frames := range map[string]data.Frames{
		"journal_table":       JournalTable(journalFixture("en")),
		"journal_table_ja":    JournalTable(journalFixture("ja")),
		"journal_annotations": JournalAnnotations(journalFixture("en")),
	} {
		t.Run(name, func(t *testing.T) {
			experimental.CheckGoldenJSONResponse(t, "testdata", name, &backend.DataResponse{Frames: frames}, *update)
		})
	}
}

func TestAnnotationsShowWhatWasWrittenAndNoMarkup(t *testing.T) {
	j := journalFixture("ja")
	j.Rows[0].Text = `<img src=x onerror="alert(1)"> & more`
	f := JournalAnnotations(j)[0]
	for _, name := range []string{"title", "text"} {
		field, _ := f.FieldByName(name)
		for i := range field.Len() {
			text := strings.ReplaceAll(field.At(i).(string), "<br>", "")
			if strings.ContainsAny(text, "<>\"\n") {
				t.Errorf("%s %d: %s", name, i, text)
			}
		}
	}
	text, _ := f.FieldByName("text")
	want := "&lt;img src=x onerror=&#34;alert(1)&#34;&gt; &amp; more<br>仮説: half the fields, 2 &lt; 3 minutes<br>結果: no change<br>記入者: mika"
	if got := text.At(0).(string); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestEveryKindOfEntryHasAWordInBothLanguages(t *testing.T) {
	for _, k := range query.EntryKinds() {
		if words := entryKindWords[k]; words["en"] == "" || words["ja"] == "" {
			t.Errorf("%s: %v", k, words)
		}
	}
	for _, field := range JournalTable(journalFixture("ja"))[0].Fields {
		if field.Config.DisplayNameFromDS == "" {
			t.Errorf("column %s has no name", field.Name)
		}
	}
}

func TestGrafanaCannotTakeAnEntryForAnAnnotationOfItsOwn(t *testing.T) {
	f := JournalAnnotations(journalFixture("en"))[0]
	id, _ := f.FieldByName("id")
	entry, _ := f.FieldByName("entry")
	for i, row := range journalFixture("en").Rows {
		if id.At(i) != int64(0) || entry.At(i) != row.ID {
			t.Errorf("row %d has the ids %v and %v", i, id.At(i), entry.At(i))
		}
	}
}

func TestEndsAreToldByTheLastDayThatTheyInclude(t *testing.T) {
	tokyo := time.FixedZone("JST", 9*3600)
	for name, tc := range map[string]struct {
		until time.Time
		want  string
	}{
		"no end":                        {time.Time{}, ""},
		"the end of a day":              {time.Date(2026, 11, 30, 0, 0, 0, 0, tokyo), "2026-11-29"},
		"a time within a day":           {time.Date(2026, 11, 30, 15, 30, 0, 0, tokyo), "2026-11-30 15:30"},
		"the first of a month, as ever": {time.Date(2026, 12, 1, 0, 0, 0, 0, tokyo), "2026-11-30"},
	} {
		if got := lastDay(tc.until); got != tc.want {
			t.Errorf("%s: got %s, want %s", name, got, tc.want)
		}
	}
}
