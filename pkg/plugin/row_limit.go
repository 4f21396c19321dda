package plugin

import (
	"fmt"

	"github.com/grafana/grafana-plugin-sdk-go/config"
	"github.com/grafana/grafana-plugin-sdk-go/data"
)

// defaultRowLimit is Grafana's own default for SQL data sources.
const defaultRowLimit = 1_000_000

func rowLimit(grafana *config.GrafanaCfg) int {
	if sql, err := grafana.SQL(); err == nil && sql.RowLimit > 0 {
		return int(sql.RowLimit)
	}
	return defaultRowLimit
}

// limitRows cuts an answer off after the most rows that Grafana's configuration allows, and adds a notice when it does.
func limitRows(frames data.Frames, limit int) data.Frames {
	left := limit
	for i, f := range frames {
		rows := f.Rows()
		if rows <= left {
			left -= rows
			continue
		}
		if left > 0 {
			frames[i], i = head(f, left), i+1
		}
		frames = frames[:i]
		if len(frames) > 0 {
			frames[0].AppendNotices(data.Notice{
				Severity: data.NoticeSeverityWarning,
				Text: fmt.Sprintf("the answer has been cut off at %d rows, the limit that Grafana's configuration sets: "+
					"ask for fewer metrics, a shorter time range or a coarser grain", limit),
			})
		}
		break
	}
	return frames
}

// head is a frame of the first rows of f.
func head(f *data.Frame, rows int) *data.Frame {
	short := f.EmptyCopy()
	short.Extend(rows)
	for i, field := range f.Fields {
		for row := range rows {
			short.Fields[i].Set(row, field.CopyAt(row))
		}
	}
	return short
}
