package frame

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/query"
)

// Series returns the lines of metrics as a time series. The labels metric and line and those of the segment distinguish them. Lines with
// the same buckets share one frame. The bucket that has not ended is a line of its own (line "value_running"), dashed, which starts at the
// last complete bucket. Line "value" therefore has complete buckets only.
func Series(s *engine.Series) data.Frames { return describe(s, timeSeries(lines(s))) }

// SeriesMulti is Series with a frame for each line. Each line ends with its own last bucket, so that its last value is what alerting takes
// as the last value.
func SeriesMulti(s *engine.Series) data.Frames { return describe(s, multi(lines(s))) }

func describe(s *engine.Series, frames data.Frames) data.Frames {
	frames[0].Meta.Custom = source{Revision: s.Revision}
	frames[0].Meta.Notices = notices(s.Notices)
	return frames
}

func lines(s *engine.Series) []line {
	list := make([]line, 0, len(s.Lines)+1)
	names := lineNames{several: countMetrics(s.Lines) > 1, locale: s.Locale}
	alone := countValues(s.Lines) == 1
	for i := range s.Lines {
		l := &s.Lines[i]
		complete := len(l.Times)
		if l.Partial >= 0 && l.Partial < complete {
			complete = l.Partial
		}
		if complete > 0 || l.Partial < 0 {
			list = append(list, newLine(l, l.Key, names.of(l), lineStyle(l.Key, alone), 0, complete, s.Locale))
		}
		if complete < len(l.Times) {
			key, style := l.Key+"_running", runningStyle(l.Key, alone)
			list = append(list, newLine(l, key, names.running(l), style, max(0, complete-1), complete+1, s.Locale))
		}
	}
	return list
}

// newLine returns the line of the buckets [from, until) of l.
func newLine(l *engine.SeriesLine, key, name string, s style, from, until int, locale string) line {
	values := make([]*float64, until-from)
	for i := range values {
		values[i] = number(&l.Value[from+i])
	}
	config := metricConfig(l.Metric)
	config.DisplayNameFromDS = name
	config.Links = drillDown(l.Metric.Name, locale)
	config.Color = s.colour
	config.Custom = s.custom
	if l.Key == string(query.LineValue) {
		config.Thresholds = thresholds(l.Steps)
	}
	return line{name: name, axis: l.Times, from: from, values: values, labels: lineLabels(l, key), config: config}
}

func lineLabels(l *engine.SeriesLine, key string) data.Labels {
	labels := data.Labels{"metric": l.Metric.Name, "line": key}
	for k, v := range l.Segment {
		if _, taken := labels[k]; taken {
			k = "segment_" + k
		}
		labels[k] = v
	}
	return labels
}

// lineNames writes legends with only as much text as is needed to tell the lines apart.
type lineNames struct {
	several bool // there are several metrics
	locale  string
}

func (n lineNames) of(l *engine.SeriesLine) string {
	var parts []string
	if n.several {
		parts = append(parts, l.Title)
	}
	if len(l.Segment) > 0 {
		values := make([]string, 0, len(l.Segment))
		for _, k := range slices.Sorted(maps.Keys(l.Segment)) {
			values = append(values, cmp.Or(l.Segment[k], noSegment.In(n.locale)))
		}
		parts = append(parts, strings.Join(values, ", "))
	}
	if len(parts) == 0 || l.Key != string(query.LineValue) {
		parts = append(parts, l.Name)
	}
	return strings.Join(parts, " · ")
}

func (n lineNames) running(l *engine.SeriesLine) string {
	return n.of(l) + " (" + runningWords.In(n.locale) + ")"
}

func countMetrics(lines []engine.SeriesLine) int {
	seen := map[string]bool{}
	for i := range lines {
		seen[lines[i].Metric.Name] = true
	}
	return len(seen)
}

func countValues(lines []engine.SeriesLine) int {
	n := 0
	for i := range lines {
		if lines[i].Key == string(query.LineValue) {
			n++
		}
	}
	return n
}
