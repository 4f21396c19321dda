package frame

import (
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/page"
)

// Table returns a scorecard as one frame with one row for each subject. Numbers are in the unit of their metric; the columns whose names
// end in _text contain the unit. Dates are in the organisation's calendar. Changes are shares. Attainments are numbers from 0.00 to 1.00.
func Table(s *engine.Scorecard) data.Frames {
	type row = engine.Row
	rows, locale := s.Rows, s.Locale
	texts, values := make([]string, len(rows)), make([]*float64, len(rows))
	text := func(name string, cell func(*row) string) *data.Field { return pickInto(texts, name, rows, cell) }
	value := func(name string, cell func(*row) *float64) *data.Field {
		return pickInto(values, name, rows, func(r *row) *float64 { return number(cell(r)) })
	}
	words := newTextWriter(len(rows))
	composed := func(name string, write func([]byte, *row) []byte) *data.Field {
		return compose(words, name, rows, write)
	}
	title := text("title", func(r *row) string { return r.Title })
	title.Config.Links = linkTo(page.ThisPage, locale)
	f := newTable("scorecard", locale,
		inWords(text("kind", func(r *row) string { return string(r.Role) }), roleWords, locale),
		text("id", func(r *row) string { return r.ID }),
		title,
		text("metric", func(r *row) string { return metricName(r.Metric) }),
		text("objective", func(r *row) string { return r.Objective }),
		text("team", func(r *row) string { return r.Team }),
		text("owner", func(r *row) string { return r.Owner }),
		inWords(text("tier", func(r *row) string { return r.Tier.String() }), byName(tierWords), locale),
		pick("bucket", rows, func(r *row) *time.Time { return instant(&r.Bucket) }),
		value("value", func(r *row) *float64 { return &r.Value }),
		text("value_text", func(r *row) string { return r.ValueText }),
		value("previous", func(r *row) *float64 { return &r.Previous }),
		share(value("wow", func(r *row) *float64 { return &r.WoW })),
		share(value("mom", func(r *row) *float64 { return &r.MoM })),
		share(value("yoy", func(r *row) *float64 { return &r.YoY })),
		value("baseline", func(r *row) *float64 { return &r.Baseline }),
		value("target", func(r *row) *float64 { return &r.Target }),
		value("stretch", func(r *row) *float64 { return &r.Stretch }),
		value("moonshot", func(r *row) *float64 { return &r.Moonshot }),
		withUnit("none", 2, value("attainment_raw", func(r *row) *float64 { return &r.Progress })),
		withUnit("none", 2, value("attainment", func(r *row) *float64 { return &r.Attainment })),
		withUnit("none", 2, value("expected", func(r *row) *float64 { return &r.Expected })),
		withUnit("none", 2, value("pace", func(r *row) *float64 { return &r.Pace })),
		value("forecast_low", func(r *row) *float64 { return &r.ForecastLow }),
		value("forecast_high", func(r *row) *float64 { return &r.ForecastHigh }),
		statusField("status", locale, rows, func(r *row) okr.Status { return r.Status }),
		statusField("effective_status", locale, rows, func(r *row) okr.Status { return r.Effective }),
		withUnit("locale", 0, value("sample", func(r *row) *float64 { return &r.Sample })),
		withUnit("d", 1, value("stale_days", func(r *row) *float64 { return &r.StaleDays })),
		text("decision", func(r *row) string { return r.Decision }),
		withUnit("suffix:×", 2, value("ambition", func(r *row) *float64 { return &r.Ambition })),
		inWords(text("grade", func(r *row) string { return r.Grade.String() }), byName(gradeWords), locale),
		pick("missing", rows, func(r *row) int64 { return int64(r.Missing) }),
		text("criteria", func(r *row) string { return r.ThresholdText }),
		text("bucket_text", days()),
		composed("baseline_text", func(t []byte, r *row) []byte { return appendAmount(t, r.Metric, r.Baseline) }),
		composed("target_text", func(t []byte, r *row) []byte { return appendTarget(t, r.Metric, r.Target) }),
		composed("stretch_text", func(t []byte, r *row) []byte { return appendTarget(t, r.Metric, r.Stretch) }),
		composed("moonshot_text", func(t []byte, r *row) []byte { return appendTarget(t, r.Metric, r.Moonshot) }),
		composed("forecast_text", appendForecast),
		composed("summary", func(t []byte, r *row) []byte { return appendSummary(t, r, locale) }),
		movedField(locale, rows),
		text("team_title", func(r *row) string { return r.TeamTitle }),
		composed("measurement", func(t []byte, r *row) []byte { return appendMeasurement(t, r, locale) }),
		text("attainment_reason", func(r *row) string { return r.GapReason }),
		composed("ambition_text", func(t []byte, r *row) []byte { return appendAmbition(t, r, locale) }),
		composed("details", func(t []byte, r *row) []byte { return appendDetails(t, r, locale) }),
		text("value_reason", func(r *row) string { return r.ValueReason }),
		text("remark", remark),
		text("moved_code", moveCode),
	)
	f.Meta.Custom = scorecardSource(s)
	f.Meta.Notices = notices(s.Notices)
	return data.Frames{f}
}

// days returns a function that writes the day of a row. It reuses the text of the row before, which mostly has the same day.
func days() func(*engine.Row) string {
	var last time.Time
	var text string
	return func(r *engine.Row) string {
		if r.Bucket != last {
			last, text = r.Bucket, day(r.Bucket)
		}
		return text
	}
}

// appendForecast writes the range at the end of the period, as one number if both ends have the same text.
func appendForecast(text []byte, r *engine.Row) []byte {
	if !known(r.ForecastLow) {
		return text
	}
	begin := len(text)
	text = okr.AppendValue(text, r.ForecastLow, r.Metric.Unit, r.Metric.Decimals)
	low := len(text)
	text = append(text, " – "...)
	high := len(text)
	text = okr.AppendValue(text, r.ForecastHigh, r.Metric.Unit, r.Metric.Decimals)
	if string(text[begin:low]) == string(text[high:]) {
		text = text[:low]
	}
	return text
}

// appendAmbition writes the goal as a multiple of the baseline, or why there is no multiple.
func appendAmbition(text []byte, r *engine.Row, locale string) []byte {
	switch {
	case known(r.Ambition):
		return append(okr.AppendValue(text, r.Ambition, "", &twoDecimals), "×"...)
	case !known(r.Target) || !known(r.Baseline):
		return text
	case r.Baseline <= 0:
		return append(text, noMultiple.In(locale)...)
	}
	return append(text, noMultipleOfTarget.In(locale)...)
}

var (
	noMultiple         = okr.Both("no multiple: the baseline is not above 0", "倍率なし: ベースラインが0以下")
	noMultipleOfTarget = okr.Both("no multiple: the target is not above 0", "倍率なし: 目標が0以下")
)

func metricName(m *okr.Metric) string {
	if m == nil {
		return ""
	}
	return m.Name
}

func scorecardSource(s *engine.Scorecard) source {
	c := source{Revision: s.Revision}
	if s.Period != nil {
		c.Period = s.Period.Name
	}
	return c
}

// remark returns why there is no attainment, and why the value is older or missing.
func remark(r *engine.Row) string {
	if r.GapReason == "" || r.ValueReason == "" {
		return r.GapReason + r.ValueReason
	}
	return r.GapReason + between + r.ValueReason
}
