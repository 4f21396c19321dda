package frame

import (
	"html"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/page"
	"github.com/northstar/okrkpi/pkg/query"
)

// entryKindWords are the names of the kinds of entries.
var entryKindWords = map[query.EntryKind]okr.Text{
	query.KindCheckIn:    okr.Both("Check-in", "チェックイン"),
	query.KindBet:        okr.Both("Bet", "賭け"),
	query.KindLearning:   okr.Both("Learning", "学び"),
	query.KindBlocker:    okr.Both("Blocker", "障害"),
	query.KindExperiment: okr.Both("Experiment", "実験"),
	query.KindDecision:   okr.Both("Decision", "決定"),
	query.KindInterview:  okr.Both("Interview", "インタビュー"),
	query.KindAnnotation: okr.Both("Annotation", "注釈"),
	query.KindReview:     okr.Both("Review", "振り返り"),
	query.KindDefinition: okr.Both("Definition", "定義の変更"),
}

// entryStateWords say whether an entry is still open.
var entryStateWords = byName(map[okr.EntryState]okr.Text{
	okr.EntryOpen:   okr.Both("Open", "未完了"),
	okr.EntryClosed: okr.Both("Closed", "完了"),
})

// journalColumnWords are the names of columns that differ from those of other tables, or that only the journal has.
var journalColumnWords = map[string]okr.Text{
	"time":        okr.Both("Time", "日時"),
	"until":       okr.Both("Until", "終了"),
	"time_text":   okr.Both("Time", "日時"),
	"until_text":  okr.Both("Until", "終了"),
	"entry_state": okr.Both("State", "状態"),
	"kind":        okr.Both("Kind", "種類"),
	"text":        okr.Both("Entry", "内容"),
	"subject":     okr.Both("About", "対象"),
	"kpi":         okr.Both("KPI", "KPI"),
	"team_title":  okr.Both("Team", "チーム"),
	"team":        okr.Both("Team (name)", "チーム(名前)"),
	"author":      okr.Both("By", "記入者"),
	"tags":        okr.Both("Tags", "タグ"),
	"note":        okr.Both("Why", "理由"),
	"hypothesis":  okr.Both("Hypothesis", "仮説"),
	"result":      okr.Both("Result", "結果"),
	"replaces":    okr.Both("Replaces", "訂正した項目"),
}

// JournalTable returns the journal for people, one row for each entry, newest first.
func JournalTable(j *engine.Journal) data.Frames {
	type row = engine.JournalRow
	rows, locale := j.Rows, j.Locale
	text := func(name string, cell func(*row) string) *data.Field { return pick(name, rows, cell) }
	subject := text("subject", func(r *row) string { return r.Subject })
	subject.Config.Links = linkTo(page.ThisPage, locale)
	f := newTable("journal", locale,
		pick("time", rows, func(r *row) time.Time { return r.At }),
		pick("until", rows, func(r *row) *time.Time { return instant(&r.Until) }),
		text("time_text", func(r *row) string { return r.At.Format(time.DateOnly) }),
		text("until_text", func(r *row) string { return lastDay(r.Until) }),
		entryKindField(rows, locale),
		text("text", func(r *row) string { return r.Text }),
		subject,
		text("metric", func(r *row) string { return r.About.Metric }),
		text("objective", func(r *row) string { return r.About.Objective }),
		text("key_result", func(r *row) string { return r.About.KeyResult }),
		text("kpi", func(r *row) string { return r.About.KPI }),
		text("team", func(r *row) string { return r.About.Team }),
		text("team_title", func(r *row) string { return r.TeamTitle }),
		text("author", func(r *row) string { return r.Author }),
		text("tags", func(r *row) string { return strings.Join(r.Tags, ", ") }),
		text("note", func(r *row) string { return r.Note }),
		text("hypothesis", func(r *row) string { return r.Experiment.Hypothesis }),
		text("result", func(r *row) string { return r.Experiment.Result }),
		optional("replaces", rows, func(r *row) string { return replaced(r.Replaces) }),
		inWords(text("entry_state", func(r *row) string { return r.State.String() }), entryStateWords, locale),
		text("id", func(r *row) string { return r.ID }),
		text("details", func(r *row) string { return aboutPage(r.About, locale) }),
	)
	for _, field := range f.Fields {
		if words, ok := journalColumnWords[field.Name]; ok {
			field.Config.DisplayNameFromDS = words.In(locale)
		}
	}
	f.Meta.Custom = source{Revision: j.Revision}
	f.Meta.Notices = notices(j.Notices)
	return data.Frames{f}
}

// lastDay returns an exclusive end for people, in its own time zone, which is the organisation's: the day before if the end is midnight, or
// else day and time. It returns "" for the zero time.
func lastDay(t time.Time) string {
	switch {
	case t.IsZero():
		return ""
	case beginsDay(t):
		return t.AddDate(0, 0, -1).Format(time.DateOnly)
	}
	return t.Format("2006-01-02 15:04")
}

func beginsDay(t time.Time) bool { return t.Add(-time.Nanosecond).Day() != t.Day() }

func replaced(id int64) string {
	if id == 0 {
		return ""
	}
	return strconv.FormatInt(id, 10)
}

// aboutPage returns the page that a row links to.
func aboutPage(a okr.About, locale string) string {
	switch {
	case a.Metric != "":
		return page.Metric.With(page.ChosenMetric, a.Metric, locale)
	case a.Objective != "":
		return page.Objective.With(page.ChosenObjective, a.Objective, locale)
	case a.Team != "":
		return page.Team.With(page.ChosenTeam, a.Team, locale)
	}
	return page.Overview.UID(locale) + "?"
}

// entryKindField returns the column of kinds as an enum: the index in query.EntryKinds.
func entryKindField(rows []engine.JournalRow, locale string) *data.Field {
	f := pick("kind", rows, func(r *engine.JournalRow) data.EnumItemIndex {
		return data.EnumItemIndex(slices.Index(query.EntryKinds(), r.Kind))
	})
	var enum data.EnumFieldConfig
	for _, k := range query.EntryKinds() {
		enum.Text = append(enum.Text, entryKindWords[k].In(locale))
		enum.Color = append(enum.Color, entryPaint(k))
	}
	f.Config.TypeConfig = &data.FieldTypeConfig{Enum: &enum}
	return f
}

// entryPaint returns the colour of a kind. It is never the colour of a status, because an entry is neither good nor bad.
func entryPaint(k query.EntryKind) string {
	switch k {
	case query.KindBet, query.KindExperiment:
		return "#5794F2"
	case query.KindLearning, query.KindInterview:
		return "#B877D9"
	case query.KindBlocker:
		return "#FF9830"
	case query.KindAnnotation:
		return "#33B5E5"
	case query.KindDefinition:
		return "#8AB8FF"
	case query.KindCheckIn, query.KindDecision, query.KindReview:
	}
	return neutral.hex
}

// JournalAnnotations returns the journal with the fields that Grafana draws as annotations: a line for a moment, a region for a span of
// time. A moment has its own time as timeEnd, because Grafana ignores timeEnd in all rows if the first row has none. Grafana reads title
// and text as HTML, splits tags at commas, and takes the colour from the dashboard; the column color is for other readers.
//
// The id is always 0. Grafana would take another one for the id of its own annotation and show buttons to edit and delete it.
func JournalAnnotations(j *engine.Journal) data.Frames {
	type row = engine.JournalRow
	rows, locale := j.Rows, j.Locale
	f := data.NewFrame("annotations",
		pick("time", rows, func(r *row) time.Time { return r.At }),
		pick("timeEnd", rows, func(r *row) time.Time {
			if r.Until.IsZero() {
				return r.At
			}
			return r.Until
		}),
		pick("title", rows, func(r *row) string {
			return html.EscapeString(entryKindWords[r.Kind].In(locale) + colon(locale) + r.Subject)
		}),
		pick("text", rows, func(r *row) string { return annotationText(r, locale) }),
		pick("tags", rows, func(r *row) string { return strings.Join(append([]string{string(r.Kind)}, r.Tags...), ",") }),
		pick("id", rows, func(*row) int64 { return 0 }),
		pick("entry", rows, func(r *row) string { return r.ID }),
		pick("color", rows, func(r *row) string { return entryPaint(r.Kind) }),
	)
	f.Meta = &data.FrameMeta{Custom: source{Revision: j.Revision}, Notices: notices(j.Notices)}
	return data.Frames{f}
}

func annotationText(r *engine.JournalRow, locale string) string {
	parts := []string{r.Text}
	for _, part := range []struct{ name, text string }{
		{"hypothesis", r.Experiment.Hypothesis},
		{"result", r.Experiment.Result},
		{"note", r.Note},
		{"author", r.Author},
	} {
		if part.text != "" {
			parts = append(parts, journalColumnWords[part.name].In(locale)+colon(locale)+part.text)
		}
	}
	return strings.ReplaceAll(html.EscapeString(strings.Join(parts, "\n")), "\n", "<br>")
}

func colon(locale string) string { return okr.Both(": ", ": ").In(locale) }
