package frame

import (
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
)

// Definitions returns one row for each metric: its meaning, its source and its baseline.
func Definitions(d *engine.Definitions) data.Frames {
	type row = engine.Definition
	rows, locale := d.Rows, d.Locale
	text := func(name string, cell func(*row) string) *data.Field { return pick(name, rows, cell) }
	note := func(name string, cell func(*row) string) *data.Field { return written(name, locale, rows, cell) }
	extra := func(name string, cell func(*row) string) *data.Field { return optional(name, rows, cell) }
	wording := func(name string, cell func(okr.Definition) okr.Text) *data.Field {
		return note(name, func(r *row) string { return cell(r.Metric.Definition).In(locale) })
	}
	value := func(name string, cell func(*row) *float64) *data.Field {
		return pick(name, rows, func(r *row) *float64 { return number(cell(r)) })
	}
	title := text("title", func(r *row) string { return r.Title })
	title.Config.Links = drillDown(thisRow, locale)
	f := newTable("definitions", locale,
		text("metric", func(r *row) string { return r.Metric.Name }),
		title,
		note("description", func(r *row) string { return r.Description }),
		text("roles", func(r *row) string { return roles(r.Roles, locale) }),
		text("teams", func(r *row) string { return strings.Join(r.Teams, ", ") }),
		note("owner", func(r *row) string { return r.Metric.Definition.Owner }),
		note("data_source", func(r *row) string { return r.Metric.Definition.DataSource }),
		wording("logic", func(d okr.Definition) okr.Text { return d.Logic }),
		measured(rows, locale),
		extra("numerator", func(r *row) string { return r.Metric.Definition.Numerator.In(locale) }),
		extra("denominator", func(r *row) string { return r.Metric.Definition.Denominator.In(locale) }),
		extra("formula", func(r *row) string { return r.Metric.Formula }),
		wording("aggregation_period", func(d okr.Definition) okr.Text { return d.AggregationPeriod }),
		extra("exclusions", func(r *row) string { return r.Metric.Definition.Exclusions.In(locale) }),
		wording("update_frequency", func(d okr.Definition) okr.Text { return d.UpdateFrequency }),
		text("type", func(r *row) string { return r.Metric.Type.String() }),
		text("grain", func(r *row) string { return r.Metric.Grain.String() }),
		text("unit", func(r *row) string { return r.Metric.Unit }),
		text("direction", func(r *row) string { return r.Metric.Direction.String() }),
		text("segments", func(r *row) string { return strings.Join(r.Metric.Segments, ", ") }),
		text("criteria", func(r *row) string { return r.ThresholdText }),
		pick("controllable", rows, func(r *row) bool { return r.Metric.Controllable }),
		pick("external", rows, func(r *row) bool { return r.Metric.External != nil }),
		extra("external_factors", func(r *row) string { return factors(r.Metric, locale) }),
		extra("expected_range", func(r *row) string { return expectedRange(r.Metric) }),
		extra("auxiliary", func(r *row) string { return strings.Join(r.Auxiliary, ", ") }),
		note("decisions", func(r *row) string { return strings.Join(r.Decisions, "\n") }),
		withUnit("locale", 0, value("min_sample", func(r *row) *float64 { return &r.Metric.MinSample })),
		value("baseline", func(r *row) *float64 { return &r.Baseline.Median }),
		value("baseline_mean", func(r *row) *float64 { return &r.Baseline.Mean }),
		value("baseline_seasonal", func(r *row) *float64 { return &r.Baseline.Seasonal }),
		pick("baseline_points", rows, func(r *row) int64 { return int64(r.Baseline.Points) }),
		pick("baseline_stable", rows, func(r *row) bool { return r.Baseline.Stable }),
		value("suggest_low", func(r *row) *float64 { return &r.SuggestLow }),
		value("suggest_high", func(r *row) *float64 { return &r.SuggestHigh }),
		pick("last_fact", rows, func(r *row) *time.Time { return instant(&r.LastFact) }),
		extra("baseline_text", func(r *row) string { return amount(r.Metric, r.Baseline.Median) }),
		extra("baseline_mean_text", func(r *row) string { return amount(r.Metric, r.Baseline.Mean) }),
		extra("baseline_seasonal_text", func(r *row) string { return amount(r.Metric, r.Baseline.Seasonal) }),
		extra("suggest_text", func(r *row) string { return suggestion(r, locale) }),
		extra("last_fact_text", func(r *row) string { return day(r.LastFact) }),
	)
	f.Meta.Custom = source{Revision: d.Revision}
	f.Meta.Notices = notices(d.Notices)
	return data.Frames{f}
}

func roles(list []query.Role, locale string) string {
	words := make([]string, len(list))
	for i, r := range list {
		words[i] = roleWords[r].In(locale)
	}
	return strings.Join(words, ", ")
}

// suggestion returns the range of targets to start a discussion with, or why there is none.
func suggestion(r *engine.Definition, locale string) string {
	low, high := amount(r.Metric, r.SuggestLow), amount(r.Metric, r.SuggestHigh)
	switch {
	case low != "" && high != "":
		return low + " – " + high
	case r.Metric.Direction != okr.Band && r.Baseline.Median <= 0:
		return noMultiple.In(locale)
	}
	return ""
}

// measured returns a column that says whether owner, data source and logic are written. A definition without them is unfinished.
func measured(rows []engine.Definition, locale string) *data.Field {
	return pick("measured", rows, func(r *engine.Definition) string {
		if r.Metric.Definition.Measured() {
			return "✓"
		}
		return unmeasured.In(locale)
	})
}

// factors returns the outside forces that move a metric, one a line.
func factors(m *okr.Metric, locale string) string {
	if m.External == nil {
		return ""
	}
	texts := make([]string, len(m.External.Factors))
	for i, t := range m.External.Factors {
		texts[i] = t.In(locale)
	}
	return strings.Join(texts, "\n")
}

// expectedRange returns the range of change that outside forces explain, "" if it is not written.
func expectedRange(m *okr.Metric) string {
	if m.External == nil || m.External.Range == [2]float64{} {
		return ""
	}
	return okr.FormatLimit(m.External.Range[0], m.Unit, m.Decimals) + " – " + okr.FormatLimit(m.External.Range[1], m.Unit, m.Decimals)
}
