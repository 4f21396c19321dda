package facts

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// metricReader knows the segments of one metric in one file.
type metricReader struct {
	metric   *okr.Metric
	declared []segmentColumn // ordered by key
	others   []segmentColumn // segments of other metrics
	segments map[string]*segment
	key      []byte // scratch
}

// segment is one combination of labels of one metric. Its address identifies it.
type segment struct {
	segment series.Segment
	whole   series.Keys // segments that the row is the whole over
}

// wholeLabel stands for all labels of a segment together.
const wholeLabel = "*"

func newMetricReader(m *okr.Metric, h header) *metricReader {
	r := &metricReader{metric: m, segments: map[string]*segment{}}
	for _, c := range h.segments {
		if slices.Contains(m.Segments, c.key) {
			r.declared = append(r.declared, c)
		} else {
			r.others = append(r.others, c)
		}
	}
	return r
}

// maxLabel keeps labels short enough for the key of a database table.
const maxLabel = 200 // bytes

// segment reads the labels of a row. Where reason is not empty it says what is wrong with the field at index.
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
		label := strings.Clone(strings.TrimSpace(fields[c.index]))
		switch {
		case len(label) > maxLabel:
			return nil, c.index, fmt.Sprintf("the label has %d bytes: %d is the most", len(label), maxLabel)
		case !utf8.ValidString(label) || strings.ContainsRune(label, 0):
			return nil, c.index, "the label is not UTF-8 text: save the file as UTF-8"
		}
		if label == wholeLabel {
			// Values that cannot be combined know no other rows without a label than those of the whole.
			if r.metric.Type.Additive() {
				whole = append(whole, c.key)
			}
			continue
		}
		labels[c.key] = label
	}
	s = &segment{series.SegmentOf(labels), series.KeysOf(whole...)}
	r.segments[string(r.key)] = s
	return s, 0, ""
}
