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
	columnType        = "metric_type" // of the metric when facts were loaded that were set aside later
)

func fixedColumns() []string {
	return []string{columnMetric, columnTime, columnNumerator, columnDenominator, columnValue, columnGrain, columnType}
}

// columns are the indexes of the columns, −1 for one that is missing.
type columns struct {
	names                                                          []string
	metric, time, numerator, denominator, value, grain, metricType int
	segments                                                       []segmentColumn // ordered by key
}

// segmentColumn is a column of segment labels.
type segmentColumn struct {
	key   string
	index int
}

// headerError is a column name that cannot be used, with its index.
type headerError struct {
	index  int
	reason string
}

// newColumns reads the column names of a header. segments are the keys that the catalog's metrics declare.
func newColumns(record, segments []string) (columns, *headerError) {
	c := columns{metric: -1, time: -1, numerator: -1, denominator: -1, value: -1, grain: -1, metricType: -1}
	places := map[string]*int{
		columnMetric: &c.metric, columnTime: &c.time, columnNumerator: &c.numerator,
		columnDenominator: &c.denominator, columnValue: &c.value, columnGrain: &c.grain,
		columnType: &c.metricType,
	}
	for i, field := range record {
		name := strings.TrimSpace(field)
		switch place, fixed := places[name]; {
		case slices.Contains(c.names, name):
			return c, &headerError{i, fmt.Sprintf("the column %s is there twice", okr.Quote(name))}
		case fixed:
			*place = i
		case slices.Contains(segments, name):
			c.segments = append(c.segments, segmentColumn{name, i})
		default:
			return c, &headerError{i, unknownColumn(name, segments)}
		}
		c.names = append(c.names, name)
	}
	slices.SortFunc(c.segments, func(a, b segmentColumn) int { return strings.Compare(a.key, b.key) })
	return c, c.check()
}

func unknownColumn(name string, segments []string) string {
	reason := fmt.Sprintf("unknown column %s", okr.Quote(name))
	if near := okr.Nearest(name, append(fixedColumns(), segments...)); near != "" {
		return reason + ": did you mean " + near + "?"
	}
	return reason + ": no metric of the catalog declares such a segment"
}

func (c columns) check() *headerError {
	const want = "the header begins metric,time,numerator,denominator or metric,time,value"
	switch {
	case c.metric < 0:
		return &headerError{0, "the column metric is missing: " + want}
	case c.time < 0:
		return &headerError{0, "the column time is missing: " + want}
	case c.value >= 0 && (c.numerator >= 0 || c.denominator >= 0):
		return &headerError{c.value, "value and numerator, denominator exclude each other: " + want}
	case c.value < 0 && (c.numerator < 0 || c.denominator < 0):
		return &headerError{0, "the numbers are missing: " + want}
	}
	return nil
}
