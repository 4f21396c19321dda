package engine

import (
	"context"
	"maps"
	"slices"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
	"github.com/northstar/okrkpi/pkg/series"
)

// SegmentValues holds the values of a segment that occur in facts, sorted.
type SegmentValues struct {
	Key    string
	Values []string
}

// Segments returns the segments of the query's metrics, or of all metrics if it names none, with the values that occur in the time range.
// The values of a key depend on the filters on the other keys. A filter on a segment that a metric does not have is ignored for that
// metric.
func (v *View) Segments(ctx context.Context, q query.Query) ([]SegmentValues, error) {
	req, err := v.Begin(ctx, query.Query{Metrics: q.Metrics, Filters: q.Filters})
	if err != nil {
		return nil, err
	}
	if len(req.Metrics) == 0 {
		req.Metrics = allMetrics(v.catalog)
	}
	values := map[string]map[string]bool{}
	var metrics []*okr.Metric
	for _, name := range req.Metrics {
		m, ok := v.catalog.Metric(name)
		if !ok || len(m.Segments) == 0 {
			continue
		}
		metrics = append(metrics, m)
		for _, key := range m.Segments {
			if values[key] == nil {
				values[key] = map[string]bool{}
			}
		}
	}
	n, err := v.Read(ctx, metrics, okr.DateOf(req.From.In(v.calendar.Location())), &req)
	if err != nil {
		return nil, err
	}
	looked := int64(0) // in addition to the cost of the filters, which Read counts
	for _, columns := range n.columns {
		looked += int64(len(columns)) * valuesOfColumnText
	}
	cost := Estimate{Values: looked, Made: okr.Plural(looked, "segment", "segments"), Narrow: "the segments of one metric"}
	if err := Admit(ctx, cost); err != nil {
		return nil, err
	}
	for name, columns := range n.columns {
		m, _ := v.catalog.Metric(name)
		filters := slices.DeleteFunc(slices.Clone(req.Filters), func(f series.Filter) bool {
			return !slices.Contains(m.Segments, f.Key())
		})
		for i := range columns {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			addValues(values, columns[i].Segment.Labels(), filters)
		}
	}
	result := make([]SegmentValues, 0, len(values))
	for _, key := range slices.Sorted(maps.Keys(values)) {
		result = append(result, SegmentValues{Key: key, Values: slices.Sorted(maps.Keys(values[key]))})
	}
	return result, nil
}

// addValues adds the labels of a column. The value of a key is added only if every filter on another key matches.
func addValues(values map[string]map[string]bool, labels map[string]string, filters []series.Filter) {
	refused := "" // the only key whose filters do not match
	for _, f := range filters {
		if f.Match(labels) {
			continue
		}
		if refused != "" && refused != f.Key() {
			return
		}
		refused = f.Key()
	}
	for key, value := range labels {
		if values[key] != nil && value != "" && (refused == "" || refused == key) {
			values[key][value] = true
		}
	}
}
