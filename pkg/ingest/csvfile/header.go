package csvfile

import (
	"fmt"
	"slices"
	"strings"

	"github.com/northstar/okrkpi/pkg/okr"
)

// Columns of a file that are not segments.
const (
	columnMetric      = "metric"
	columnTime        = "time"
	columnNumerator   = "numerator"
	columnDenominator = "denominator"
	columnValue       = "value"
	columnGrain       = "grain"
	columnType        = "metric_type" // of the metric, by which facts that were set aside were loaded
)

func fixedColumns() []string {
	return []string{columnMetric, columnTime, columnNumerator, columnDenominator, columnValue, columnGrain, columnType}
}

// header says which column is where; −1 for none.
type header struct {
	names                                                    []string
	metric, time, numerator, denominator, value, grain, kind int
	segments                                                 []segmentColumn // ordered by key
}

// segmentColumn is a column of segment labels.
type segmentColumn struct {
	key   string
	index int
}

// headerError is a column name, at an index, that makes no sense.
type headerError struct {
	index  int
	reason string
}

// newHeader reads the column names. segments are the keys that the catalog's metrics declare.
func newHeader(record, segments []string) (header, *headerError) {
	h := header{metric: -1, time: -1, numerator: -1, denominator: -1, value: -1, grain: -1, kind: -1}
	places := map[string]*int{
		columnMetric: &h.metric, columnTime: &h.time, columnNumerator: &h.numerator,
		columnDenominator: &h.denominator, columnValue: &h.value, columnGrain: &h.grain,
		columnType: &h.kind,
	}
	for i, field := range record {
		name := strings.TrimSpace(field)
		switch place, fixed := places[name]; {
		case slices.Contains(h.names, name):
			return h, &headerError{i, fmt.Sprintf("the column %s is there twice", okr.Quote(name))}
		case fixed:
			*place = i
		case slices.Contains(segments, name):
			h.segments = append(h.segments, segmentColumn{name, i})
		default:
			return h, &headerError{i, unknownColumn(name, segments)}
		}
		h.names = append(h.names, name)
	}
	slices.SortFunc(h.segments, func(a, b segmentColumn) int { return strings.Compare(a.key, b.key) })
	return h, h.check()
}

func unknownColumn(name string, segments []string) string {
	reason := fmt.Sprintf("unknown column %s", okr.Quote(name))
	if near := okr.Nearest(name, append(fixedColumns(), segments...)); near != "" {
		return reason + ": did you mean " + near + "?"
	}
	return reason + ": no metric of the catalog declares such a segment"
}

func (h header) check() *headerError {
	const want = "the header begins metric,time,numerator,denominator or metric,time,value"
	switch {
	case h.metric < 0:
		return &headerError{0, "the column metric is missing: " + want}
	case h.time < 0:
		return &headerError{0, "the column time is missing: " + want}
	case h.value >= 0 && (h.numerator >= 0 || h.denominator >= 0):
		return &headerError{h.value, "value and numerator, denominator exclude each other: " + want}
	case h.value < 0 && (h.numerator < 0 || h.denominator < 0):
		return &headerError{0, "the numbers are missing: " + want}
	}
	return nil
}
