package frame

import (
	"math"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/northstar/okrkpi/pkg/okr"
)

// version is the version of the data plane types used here.
var version = data.FrameTypeVersion{0, 1}

// source identifies the inputs of an answer.
type source struct {
	Revision int64  `json:"catalogRevision"`
	Period   string `json:"period,omitempty"`
}

func notices(texts []string) []data.Notice {
	list := make([]data.Notice, len(texts))
	for i, t := range texts {
		list[i] = data.Notice{Severity: data.NoticeSeverityInfo, Text: t}
	}
	return list
}

// number returns a number as a cell: null for NaN and infinities. Cells point into the result, which is immutable.
func number(v *float64) *float64 {
	if !known(*v) {
		return nil
	}
	return v
}

// known reports whether v is neither NaN nor infinite.
func known(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

func instant(t *time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return t
}

// pick returns a column of a table with one cell for each row. T must be a type that data.NewField supports.
func pick[R, T any](name string, rows []R, cell func(*R) T) *data.Field {
	return pickInto(make([]T, len(rows)), name, rows, cell)
}

// pickInto is pick with a buffer for the cells. The field copies them, so that several columns can use the same buffer.
func pickInto[R, T any](cells []T, name string, rows []R, cell func(*R) T) *data.Field {
	for i := range rows {
		cells[i] = cell(&rows[i])
	}
	f := data.NewField(name, nil, cells)
	f.Config = &data.FieldConfig{}
	return f
}

func withUnit(unit string, decimals uint16, f *data.Field) *data.Field {
	f.Config.Unit = unit
	f.Config.SetDecimals(decimals)
	return f
}

func share(f *data.Field) *data.Field { return withUnit("percentunit", 1, f) }

// statusField returns a column of statuses as an enum: the index in okr.Statuses, null for an unknown status.
func statusField[R any](name, locale string, rows []R, get func(*R) okr.Status) *data.Field {
	f := pick(name, rows, func(r *R) *data.EnumItemIndex { return statusIndex(get(r)) })
	f.Config.TypeConfig = statusEnum(locale)
	return f
}

func statusIndex(s okr.Status) *data.EnumItemIndex { return statusIndexes[s] }

var statusIndexes = func() map[okr.Status]*data.EnumItemIndex {
	indexes := map[okr.Status]*data.EnumItemIndex{}
	for i, s := range okr.Statuses() {
		index := data.EnumItemIndex(i)
		indexes[s] = &index
	}
	return indexes
}()

// inWords displays codes as words. The data keeps the codes.
func inWords[K ~string](f *data.Field, words map[K]okr.Text, locale string) *data.Field {
	mapper := data.ValueMapper{}
	for code, text := range words {
		mapper[string(code)] = data.ValueMappingResult{Text: text.In(locale)}
	}
	f.Config.Mappings = data.ValueMappings{mapper}
	return f
}

// byName replaces the keys of words by their names, as the data has them.
func byName[K interface {
	comparable
	String() string
}](words map[K]okr.Text,
) map[string]okr.Text {
	named := make(map[string]okr.Text, len(words))
	for k, text := range words {
		named[k.String()] = text
	}
	return named
}

// optional returns a column of optional texts, null if empty.
func optional[R any](name string, rows []R, cell func(*R) string) *data.Field {
	return pick(name, rows, func(r *R) *string {
		text := cell(r)
		if text == "" {
			return nil
		}
		return &text
	})
}

// written returns a column of texts that somebody should write. An empty text is null and is displayed as "not written yet".
func written[R any](name, locale string, rows []R, cell func(*R) string) *data.Field {
	f := optional(name, rows, cell)
	f.Config.NoValue = unwritten.In(locale)
	return f
}

// newTable returns a frame of columns with display names in the reader's language. Without rows it has no columns, like the answers of
// Grafana's SQL data sources: a panel then displays its own text for no data instead of a row of headers.
func newTable(name, locale string, fields ...*data.Field) *data.Frame {
	if len(fields) > 0 && fields[0].Len() == 0 {
		fields = nil
	}
	for _, f := range fields {
		f.Config.DisplayNameFromDS = columnWords[f.Name].In(locale)
	}
	frame := data.NewFrame(name, fields...)
	frame.Meta = &data.FrameMeta{Type: data.FrameTypeTable, PreferredVisualization: data.VisTypeTable}
	return frame
}

// metricConfig returns the unit and decimals of a metric.
func metricConfig(m *okr.Metric) *data.FieldConfig {
	c := &data.FieldConfig{Unit: m.Unit}
	if m.Decimals != nil && !abbreviates(m.Unit) {
		c.SetDecimals(uint16(*m.Decimals))
	}
	return c
}

// abbreviates reports whether Grafana writes large numbers of a unit as 6.23 K. The decimals of a metric are meant for 6,232 and would
// shorten that to 6 K.
func abbreviates(unit string) bool { return unit == "short" || strings.HasPrefix(unit, "currency") }

// thresholds converts steps to Grafana's thresholds, nil if there are none.
func thresholds(steps []okr.Step) *data.ThresholdsConfig {
	if len(steps) == 0 {
		return nil
	}
	c := &data.ThresholdsConfig{Mode: data.ThresholdsModeAbsolute}
	for _, s := range steps {
		// A first step at −Inf reaches the browser as null, which counts as 0 there and puts the panel's own base colour, green by default, under
		// every negative value. The lowest finite number avoids that.
		from := max(s.From, -math.MaxFloat64)
		c.Steps = append(c.Steps, data.NewThreshold(from, statusPaint(s.Status).name, s.Status.String()))
	}
	return c
}
