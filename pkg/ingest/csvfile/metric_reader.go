package csvfile

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// metricReader reads the segments of one metric in one file.
type metricReader struct {
	metric   *okr.Metric
	declared []segmentColumn      // ordered by key
	others   []segmentColumn      // segments of other metrics
	segments map[string]*segment  // by the fields as they are written
	known    map[segment]*segment // labels that look alike are the same segment
	key      []byte               // scratch
}

// segment is one combination of labels of one metric. Its address identifies it.
type segment struct {
	segment series.Segment
	whole   series.Keys // keys over which the row is the whole
}

func newMetricReader(m *okr.Metric, c columns) *metricReader {
	r := &metricReader{metric: m, segments: map[string]*segment{}, known: map[segment]*segment{}}
	for _, column := range c.segments {
		if slices.Contains(m.Segments, column.key) {
			r.declared = append(r.declared, column)
		} else {
			r.others = append(r.others, column)
		}
	}
	return r
}

// segment reads the labels of a row. A reason that is not empty says what is wrong with the field at index.
func (r *metricReader) segment(fields []string) (s *segment, index int, reason string) {
	for _, c := range r.others {
		if strings.TrimSpace(fields[c.index]) != "" {
			return nil, c.index, fmt.Sprintf("metric %s has no segment %q: leave the field empty", r.metric.Name, c.key)
		}
	}
	r.key = r.key[:0]
	for _, c := range r.declared {
		r.key = append(r.key, strings.TrimSpace(fields[c.index])...)
		r.key = append(r.key, 0)
	}
	if s, ok := r.segments[string(r.key)]; ok {
		return s, 0, ""
	}
	labels := map[string]string{}
	var whole []string
	for _, c := range r.declared {
		label, err := series.NormalLabel(fields[c.index])
		if errors.Is(err, series.ErrNotUTF8) {
			return nil, c.index, "the label is not UTF-8 text: save the file as UTF-8"
		}
		if err != nil {
			return nil, c.index, fmt.Sprintf("the label %v", err)
		}
		if label == series.WholeLabel {
			// A metric that is not additive has no other rows without a label than those of the whole.
			if r.metric.Type.Additive() {
				whole = append(whole, c.key)
			}
			continue
		}
		labels[c.key] = strings.Clone(label)
	}
	found := segment{series.SegmentOf(labels), series.KeysOf(whole...)}
	s, ok := r.known[found]
	if !ok {
		s = &found
		r.known[found] = s
	}
	if len(r.key) <= maxMemo*(len(r.declared)+1) {
		r.segments[string(r.key)] = s
	}
	return s, 0, ""
}
