package frame

import (
	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/northstar/okrkpi/pkg/engine"
)

// NumericLong returns a scorecard in a format that alerting evaluates: one row for each row that has a metric, with labels in string columns
// and the value in one numeric column. The labels differ between rows, and contain nothing that changes from evaluation to evaluation.
func NumericLong(s *engine.Scorecard) data.Frames {
	var rows []engine.Row
	for i := range s.Rows {
		if s.Rows[i].Metric != nil {
			rows = append(rows, s.Rows[i])
		}
	}
	f := data.NewFrame("scorecard")
	f.Meta = &data.FrameMeta{
		Type: data.FrameTypeNumericLong, TypeVersion: version, Custom: scorecardSource(s), Notices: notices(s.Notices),
	}
	if len(rows) == 0 {
		return data.Frames{f}
	}
	label := func(name string, cell func(*engine.Row) string) {
		f.Fields = append(f.Fields, pick(name, rows, cell))
	}
	label("kind", func(r *engine.Row) string { return string(r.Role) })
	label("id", func(r *engine.Row) string { return r.ID })
	label("metric", func(r *engine.Row) string { return r.Metric.Name })
	label("team", func(r *engine.Row) string { return r.Team })
	f.Fields = append(f.Fields, pick("value", rows, func(r *engine.Row) *float64 { return number(&r.Value) }))
	return data.Frames{f}
}
