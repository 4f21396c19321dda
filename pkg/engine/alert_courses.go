package engine

import (
	"cmp"
	"slices"
	"strings"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// courses are the lines that the rules of one answer look at. Rules on the same numbers share them.
type courses struct {
	*numbers
	known map[courseKey][]course
	parts map[partsKey]map[series.Segment]*numbers
}

type partsKey struct{ metric, by string }

type courseKey struct {
	metric  string
	span    span
	by      string
	segment series.Segment // that all columns are of
}

// course is a metric's line for one combination of segments.
type course struct {
	segmentLine
	labels map[string]string // of its segment; never changed
}

// of are a metric's courses over a span, one for each combination of the segments in by, ordered by segment. They are
// taken from the columns that have the given labels.
func (c *courses) of(m *okr.Metric, sp span, by []string, labels map[string]string) ([]course, error) {
	key := courseKey{m.Name, sp, joined(by), series.SegmentOf(labels)}
	if known, ok := c.known[key]; ok {
		return known, nil
	}
	filters, err := labelFilters(labels)
	if err != nil {
		return nil, err
	}
	lines, err := c.lines(m, sp, grouping{by: by, filters: filters})
	if err != nil {
		return nil, err
	}
	result := make([]course, len(lines))
	for i, l := range lines {
		result[i] = course{l, l.Segment.Labels()}
	}
	c.known[key] = result
	return result, nil
}

// beside is the line of another metric in the segment that has these labels, which some rule groups by. Labels that the
// metric does not have do not matter.
func (c *courses) beside(m *okr.Metric, sp span, by []string, labels map[string]string) (segmentLine, error) {
	none := c.loaded(emptyLine(sp), nil)
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
		found, err := c.of(m, sp, nil, shared)
		if err != nil || len(found) == 0 {
			return none, err
		}
		return found[0].segmentLine, nil
	}
	found, err := c.of(m, sp, keys, nil)
	i, ok := slices.BinarySearchFunc(found, series.SegmentOf(shared), func(x course, s series.Segment) int {
		return cmp.Compare(x.Segment, s)
	})
	if err != nil || !ok {
		return none, err
	}
	return found[i].segmentLine, nil
}

// part are the facts of a metric that belong to one combination of the segments in by.
func (c *courses) part(m *okr.Metric, by []string, segment series.Segment) (*numbers, error) {
	key := partsKey{m.Name, joined(by)}
	parts, ok := c.parts[key]
	if !ok {
		parts = map[series.Segment]*numbers{}
		for _, name := range c.operands(m, nil) {
			groups, err := series.GroupContext(c.ctx, okr.Sum, c.columns[name], by, nil)
			if err != nil {
				return nil, err
			}
			for _, g := range groups {
				part := parts[g.Segment]
				if part == nil {
					part = newNumbers(c.ctx, c.Revision, c.asOf, map[string][]series.Columns{}, c.rollers)
					parts[g.Segment] = part
				}
				part.columns[name] = g.Columns
				if operand, ok := c.catalog.Metric(name); ok && operand.Type != okr.Last {
					part.arrivals[name] = c.arrival(operand, nil)
				}
			}
		}
		c.parts[key] = parts
	}
	if part, ok := parts[segment]; ok {
		return part, nil
	}
	return c.numbers, nil
}

func joined(keys []string) string { return strings.Join(keys, "\x00") }

// labelFilters chooses exactly the given segment.
func labelFilters(labels map[string]string) ([]series.Filter, error) {
	var filters []series.Filter
	for key, value := range labels {
		f, err := series.NewFilter(key, "=", value)
		if err != nil {
			return nil, err
		}
		filters = append(filters, f)
	}
	return filters, nil
}
