package frame

import (
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
)

// Objectives returns one row for each objective: why it was set, what it excludes, who decides, and its attainment. Texts that nobody has
// written are null.
func Objectives(o *engine.Objectives) data.Frames {
	type row = engine.ObjectiveState
	rows, locale := o.Rows, o.Locale
	text := func(name string, cell func(*row) string) *data.Field { return pick(name, rows, cell) }
	note := func(name string, cell func(*row) string) *data.Field { return written(name, locale, rows, cell) }
	extra := func(name string, cell func(*row) string) *data.Field { return optional(name, rows, cell) }
	wording := func(name string, cell func(*okr.Objective) okr.Text) *data.Field {
		return note(name, func(r *row) string { return cell(r.Set).In(locale) })
	}
	share := func(name string, cell func(*row) *float64) *data.Field {
		return withUnit("none", 2, pick(name, rows, func(r *row) *float64 { return number(cell(r)) }))
	}
	title := text("title", func(r *row) string { return r.Title })
	title.Config.Links = drillDownObjective(thisID, locale)
	f := newTable("objectives", locale,
		text("id", func(r *row) string { return r.ID }),
		title,
		text("period", func(r *row) string { return r.Set.Period }),
		text("period_title", func(r *row) string { return r.PeriodTitle }),
		text("period_start", func(*row) string { return o.Period.Start.String() }),
		text("period_end", func(*row) string { return o.Period.End.AddDays(-1).String() }),
		text("team", func(r *row) string { return r.Team }),
		text("team_title", func(r *row) string { return r.TeamTitle }),
		wording("theme", func(o *okr.Objective) okr.Text { return o.Theme }),
		extra("parent", func(r *row) string { return r.Set.Parent }),
		extra("parent_title", func(r *row) string { return r.ParentTitle }),
		wording("description", func(o *okr.Objective) okr.Text { return o.Description }),
		wording("why_now", func(o *okr.Objective) okr.Text { return o.WhyNow }),
		wording("success_story", func(o *okr.Objective) okr.Text { return o.SuccessStory }),
		wording("constraint", func(o *okr.Objective) okr.Text { return o.Constraint }),
		wording("bottleneck", func(o *okr.Objective) okr.Text { return o.Bottleneck }),
		note("decider", func(r *row) string { return r.Set.Decider }),
		note("doer", func(r *row) string { return r.Set.Doer }),
		note("not_doing", func(r *row) string { return notDoing(r.Set, locale) }),
		extra("target_change", func(r *row) string { return targetChange(r.Set, locale) }),
		pick("key_results", rows, func(r *row) int64 { return int64(len(r.Set.KeyResults)) }),
		pick("missing", rows, func(r *row) int64 { return int64(r.Missing) }),
		share("attainment", func(r *row) *float64 { return &r.Attainment }),
		share("expected", func(r *row) *float64 { return &r.Expected }),
		share("pace", func(r *row) *float64 { return &r.Pace }),
		statusField("status", locale, rows, func(r *row) okr.Status { return r.Status }),
		statusField("effective_status", locale, rows, func(r *row) okr.Status { return r.Effective }),
		inWords(text("grade", func(r *row) string { return r.Grade.String() }), byName(gradeWords), locale),
		text("summary", func(r *row) string { return summary(&r.Row, locale) }),
		extra("attainment_reason", func(r *row) string { return r.GapReason }),
	)
	f.Meta.Custom = source{Revision: o.Revision}
	if o.Period != nil {
		f.Meta.Custom = source{Revision: o.Revision, Period: o.Period.Name}
	}
	f.Meta.Notices = notices(o.Notices)
	return data.Frames{f}
}

func notDoing(o *okr.Objective, locale string) string {
	texts := make([]string, len(o.NotDoing))
	for i, t := range o.NotDoing {
		texts[i] = t.In(locale)
	}
	return strings.Join(texts, "\n")
}

// targetChange returns why targets were changed during the period, "" if they were not.
func targetChange(o *okr.Objective, locale string) string {
	if o.Revision == nil {
		return ""
	}
	return o.Revision.Reason.In(locale)
}
