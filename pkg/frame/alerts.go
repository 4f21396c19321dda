package frame

import (
	"maps"
	"slices"
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/northstar/okrkpi/pkg/alert"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/page"
)

// AlertStates returns the states of alert rules in the format that alerting evaluates: one row for each alert, with its labels in string
// columns and one numeric column. The number is 1 while the alert fires, 0 while it does not or is silenced, and null without data. The
// labels contain nothing that changes from evaluation to evaluation, and no text that chat programs interpret.
func AlertStates(a *alert.Alerts) data.Frames { return alertNumbers(a, firing) }

// AlertObserved returns the values that the rules compare, with the labels of AlertStates.
func AlertObserved(a *alert.Alerts) data.Frames {
	return alertNumbers(a, func(r *alert.Alert) *float64 { return number(&r.Value) })
}

func alertNumbers(a *alert.Alerts, value func(*alert.Alert) *float64) data.Frames {
	rows := distinct(a.Rows)
	f := data.NewFrame("alerts")
	f.Meta = &data.FrameMeta{
		Type: data.FrameTypeNumericLong, TypeVersion: version, Custom: source{Revision: a.Revision}, Notices: notices(a.Notices),
	}
	if len(rows) == 0 {
		return data.Frames{f}
	}
	label := func(name string, cell func(*alert.Alert) string) {
		f.Fields = append(f.Fields, data.NewField(name, nil, column(rows, cell)))
	}
	for _, name := range okr.AlertLabels() {
		if slices.Contains(always, name) || slices.ContainsFunc(rows, func(a alert.Alert) bool { return a.Label(name) != "" }) {
			label(name, func(a *alert.Alert) string { return okr.MessageText(a.Label(name)) })
		}
	}
	for _, key := range segmentKeys(rows) {
		label(okr.SegmentLabel(key), func(a *alert.Alert) string { return okr.MessageText(a.Segment[key]) })
	}
	f.Fields = append(f.Fields, data.NewField("value", nil, column(rows, value)))
	return data.Frames{f}
}

// always are the labels that have a column even if no alert has a value.
var always = []string{okr.LabelRule, okr.LabelTeam, okr.LabelSeverity, okr.LabelOwner}

func firing(a *alert.Alert) *float64 {
	v := 0.0
	switch a.State {
	case alert.Firing:
		v = 1
	case alert.NoData, alert.StateUnknown:
		return nil
	case alert.OK, alert.Silenced:
	}
	return &v
}

// distinct keeps one row for each set of labels, because alerting rejects duplicates. A rule has two rows with the same labels if, for
// example, two KPIs of one team watch the same metric.
func distinct(all []alert.Alert) []alert.Alert {
	seen := map[string]bool{}
	var rows []alert.Alert
	for _, a := range all {
		key := strings.Join([]string{a.Rule.Name, a.About(), a.Team, a.KeyResult, a.SegmentText()}, "\x00")
		if !seen[key] {
			seen[key] = true
			rows = append(rows, a)
		}
	}
	return rows
}

func segmentKeys(rows []alert.Alert) []string {
	keys := map[string]bool{}
	for i := range rows {
		for _, k := range rows[i].Rule.GroupBy {
			keys[k] = true
		}
	}
	return slices.Sorted(maps.Keys(keys))
}

func column[T any](rows []alert.Alert, cell func(*alert.Alert) T) []T {
	cells := make([]T, len(rows))
	for i := range rows {
		cells[i] = cell(&rows[i])
	}
	return cells
}

// AlertTable returns the states of alert rules for people: the observed value, the threshold, the start, and the decision.
func AlertTable(a *alert.Alerts) data.Frames {
	type row = alert.Alert
	rows, locale := a.Rows, a.Locale
	text := func(name string, cell func(*row) string) *data.Field { return pick(name, rows, cell) }
	title := text("title", func(r *row) string { return r.Title })
	title.Config.Links = linkTo(page.ThisPage, locale)
	f := newTable("alerts", locale,
		alertStateField("state", locale, rows, func(r *row) alert.State { return r.State }),
		text("rule", func(r *row) string { return r.Rule.Name }),
		title,
		text("metric", func(r *row) string { return r.About() }),
		pick("value", rows, func(r *row) *float64 { return number(&r.Value) }),
		text("value_text", func(r *row) string { return r.ValueText }),
		text("threshold", func(r *row) string { return r.Threshold }),
		text("decision", func(r *row) string { return r.Decision }),
		text("since", func(r *row) string { return day(r.Since) }),
		inWords(text("severity", func(r *row) string { return r.Rule.Severity.String() }), byName(severityWords), locale),
		text("segment", func(r *row) string { return r.SegmentText() }),
		text("objective", func(r *row) string { return r.Objective }),
		text("key_result", func(r *row) string { return r.KeyResult }),
		text("team", func(r *row) string { return r.Team }),
		text("owner", func(r *row) string { return r.Owner }),
		text("bucket_text", func(r *row) string { return day(r.Bucket) }),
		text("reason", func(r *row) string { return r.Reason }),
		withUnit("locale", 0, pick("sample", rows, func(r *row) *float64 { return number(&r.Sample) })),
		withUnit("d", 0, pick("stale_days", rows, func(r *row) *float64 { return number(&r.StaleDays) })),
		alertStateField("audit", locale, rows, func(r *row) alert.State { return r.Audit }),
		text("details", func(r *row) string { return alertPage(r, locale) }),
		text("state_code", func(r *row) string { return r.State.String() }),
	)
	f.Meta.Custom = source{Revision: a.Revision}
	f.Meta.Notices = notices(a.Notices)
	return data.Frames{f}
}

// alertStateOrder has the values of a state field in the order of their indexes.
var alertStateOrder = []alert.State{alert.OK, alert.Firing, alert.NoData, alert.Silenced}

func alertPaint(s alert.State) paint {
	switch s {
	case alert.OK:
		return statusPaint(okr.Green)
	case alert.Firing:
		return statusPaint(okr.Red)
	case alert.Silenced:
		return statusPaint(okr.Observing)
	case alert.NoData, alert.StateUnknown:
	}
	return neutral
}

// alertStateField returns a column of states as an enum, null for StateUnknown.
func alertStateField(name, locale string, rows []alert.Alert, get func(*alert.Alert) alert.State) *data.Field {
	f := pick(name, rows, func(a *alert.Alert) *data.EnumItemIndex {
		i := slices.Index(alertStateOrder, get(a))
		if i < 0 {
			return nil
		}
		index := data.EnumItemIndex(i)
		return &index
	})
	var enum data.EnumFieldConfig
	for _, s := range alertStateOrder {
		enum.Text = append(enum.Text, alertWords[s].In(locale))
		enum.Color = append(enum.Color, alertPaint(s).hex)
	}
	f.Config.TypeConfig = &data.FieldTypeConfig{Enum: &enum}
	return f
}
