package alert

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// lines caches the lines that the rules of one answer read. Rules on the same metrics share them.
type lines struct {
	facts    *engine.Facts
	catalog  *okr.Catalog
	calendar series.Calendar
	known    map[lineKey][]segmentLine
	parts    map[partsKey]map[series.Segment]*engine.Facts
}

type partsKey struct{ metric, by string }

type lineKey struct {
	metric  string
	span    engine.Span
	by      string
	segment series.Segment // only facts of this segment count
}

// segmentLine is a metric's line for one combination of segments.
type segmentLine struct {
	line   engine.SegmentLine
	labels map[string]string // of its segment; read-only
}

func newLines(f *engine.Facts) *lines {
	return &lines{
		facts: f, catalog: f.Catalog(), calendar: f.Calendar(),
		known: map[lineKey][]segmentLine{}, parts: map[partsKey]map[series.Segment]*engine.Facts{},
	}
}

// get returns a metric's lines over a span, one for each combination of the segments in by, ordered by segment. Only facts with the given
// labels count.
func (l *lines) get(m *okr.Metric, sp engine.Span, by []string, labels map[string]string) ([]segmentLine, error) {
	key := lineKey{m.Name, sp, joined(by), series.SegmentOf(labels)}
	if known, ok := l.known[key]; ok {
		return known, nil
	}
	filters, err := engine.LabelFilters(labels)
	if err != nil {
		return nil, err
	}
	found, err := l.facts.Lines(m, sp, engine.Grouping{By: by, Filters: filters})
	if err != nil {
		return nil, err
	}
	result := make([]segmentLine, len(found))
	for i, line := range found {
		result[i] = segmentLine{line, line.Segment.Labels()}
	}
	l.known[key] = result
	return result, nil
}

// other returns the line of another metric in the segment with these labels. It ignores the keys in by that the metric does not have. It
// returns a line without values if there are no facts.
func (l *lines) other(m *okr.Metric, sp engine.Span, by []string, labels map[string]string) (engine.SegmentLine, error) {
	none := l.facts.NoLine(sp)
	shared := make(map[string]string, len(labels))
	keys := make([]string, 0, len(by))
	for _, key := range by {
		if !slices.Contains(m.Segments, key) {
			continue
		}
		keys = append(keys, key)
		if value, ok := labels[key]; ok {
			shared[key] = value
		}
	}
	if len(shared) < len(keys) {
		found, err := l.get(m, sp, nil, shared)
		if err != nil || len(found) == 0 {
			return none, err
		}
		return found[0].line, nil
	}
	found, err := l.get(m, sp, keys, nil)
	i, ok := slices.BinarySearchFunc(found, series.SegmentOf(shared), func(x segmentLine, s series.Segment) int {
		return cmp.Compare(x.line.Segment, s)
	})
	if err != nil || !ok {
		return none, err
	}
	return found[i].line, nil
}

// part returns the facts of a metric that belong to one combination of the segments in by, or all facts if that combination has none.
func (l *lines) part(m *okr.Metric, by []string, segment series.Segment) (*engine.Facts, error) {
	key := partsKey{m.Name, joined(by)}
	parts, ok := l.parts[key]
	if !ok {
		var err error
		if parts, err = l.facts.Split(m, by); err != nil {
			return nil, err
		}
		l.parts[key] = parts
	}
	if part, ok := parts[segment]; ok {
		return part, nil
	}
	return l.facts, nil
}

func joined(keys []string) string { return strings.Join(keys, "\x00") }

// readLines reads the facts that rules need to evaluate buckets from a day on.
func readLines(ctx context.Context, v *engine.View, rules []engine.Rule, from okr.Date, r *engine.Request) (*lines, error) {
	var metrics []*okr.Metric
	months := 0
	for i := range rules {
		for _, s := range rules[i].Subjects {
			metrics = append(metrics, s.Metric)
			months = max(months, monthsBack(grainOf(&rules[i], s.Metric)))
		}
		for _, name := range rules[i].Metrics {
			if m, ok := v.Catalog().Metric(name); ok {
				metrics = append(metrics, m)
			}
		}
	}
	facts, err := v.Read(ctx, metrics, from.AddMonths(-months), r)
	if err != nil {
		return nil, err
	}
	return newLines(facts), nil
}

// longestRun is how many buckets back the start of a run of firing buckets is searched.
const longestRun = 26

// monthsBack returns how many months of history rules of a grain need: a run of firing buckets, and what its first bucket is compared with.
func monthsBack(g okr.Grain) int {
	months := engine.HistoryMonths(g)
	switch g {
	case okr.Month:
		return months + longestRun
	case okr.Quarter:
		return months + 3*longestRun
	case okr.GrainUnknown, okr.Hour, okr.Day, okr.Week:
	}
	return 2*months + 7 // a run of 26 weeks is less than seven months, and some rules need the baseline at its start
}
