package frame

import (
	"math"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/northstar/okrkpi/pkg/okr"
)

// version is that of the data plane types used here.
var version = data.FrameTypeVersion{0, 1}

// source is what a reader needs to find the same answer again.
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

// number is a number of an answer as a cell: null for NaN and infinities. Cells point into the answer, which nobody
// changes.
func number(v *float64) *float64 {
	if !known(*v) {
		return nil
	}
	return v
}

// known tells whether there is a number.
func known(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

func instant(t *time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return t
}

// pick makes a column of a table: one cell for each row. T must be a type that data.NewField knows.
func pick[R, T any](name string, rows []R, cell func(*R) T) *data.Field {
	return pickInto(make([]T, len(rows)), name, rows, cell)
}

// pickInto is pick with room for the cells. The field takes a copy of them, so that columns can share the room.
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

// statusField is a column of statuses as an enum: the index in okr.Statuses, null where a status is unknown.
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

// inWords shows codes as words and leaves the codes in the data.
func inWords[K ~string](f *data.Field, words map[K]okr.Text, locale string) *data.Field {
	mapper := data.ValueMapper{}
	for code, text := range words {
		mapper[string(code)] = data.ValueMappingResult{Text: text.In(locale)}
	}
	f.Config.Mappings = data.ValueMappings{mapper}
	return f
}

// byName keys words of an enum by its names, as they stand in the data.
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

// optional is a column of texts that need not be there: null where there is none.
func optional[R any](name string, rows []R, cell func(*R) string) *data.Field {
	return pick(name, rows, func(r *R) *string {
		text := cell(r)
		if text == "" {
			return nil
		}
		return &text
	})
}

// written is a column of texts that somebody should write: where there is none it says so.
func written[R any](name, locale string, rows []R, cell func(*R) string) *data.Field {
	f := optional(name, rows, cell)
	f.Config.NoValue = unwritten.In(locale)
	return f
}

// table makes a frame of columns and names them in the reader's language. Without rows it has no columns, as answers of
// Grafana's SQL data sources: a panel shows its own words for nothing then, and not a row of names above emptiness.
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

// metricConfig is how a metric's values are shown everywhere.
func metricConfig(m *okr.Metric) *data.FieldConfig {
	c := &data.FieldConfig{Unit: m.Unit}
	if m.Decimals != nil && !abbreviates(m.Unit) {
		c.SetDecimals(uint16(*m.Decimals))
	}
	return c
}

// abbreviates reports whether Grafana writes large numbers of a unit as 6.23 K. The decimals of a metric are those of
// 6,232, and would make that 6 K.
func abbreviates(unit string) bool { return unit == "short" || strings.HasPrefix(unit, "currency") }

// thresholds is a scale of values as Grafana's thresholds.
func thresholds(steps []okr.Step) *data.ThresholdsConfig {
	if len(steps) == 0 {
		return nil
	}
	c := &data.ThresholdsConfig{Mode: data.ThresholdsModeAbsolute}
	for _, s := range steps {
		// A first step at −Inf reaches the browser as null, which counts as 0 there and puts the panel's own base
		// colour, green by default, under every negative value. The lowest finite number means what is meant.
		from := max(s.From, -math.MaxFloat64)
		c.Steps = append(c.Steps, data.NewThreshold(from, statusPaint(s.Status).name, s.Status.String()))
	}
	return c
}
