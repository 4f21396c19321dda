package series

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/northstar/okrkpi/pkg/okr"
)

// Grouped is one group, with the columns that it is computed from.
type Grouped struct {
	Segment Segment // the labels of the group
	Columns []Columns
}

// Group selects the columns that all filters match and groups them by the labels of the keys in by, ordered by segment.
//
// Facts that cover all labels of a segment are left out where that segment is grouped by or filtered on. Where values of a
// metric cannot be combined, only columns with exactly the labels that are grouped by or filtered on count, because a
// column with more or fewer labels measures something else.
func Group(t okr.MetricType, cols []Columns, by []string, filters []Filter) []Grouped {
	groups, _ := GroupContext(context.Background(), t, cols, by, filters) // never cancelled
	return groups
}

// GroupContext is Group, and stops with the error of the context when that ends.
func GroupContext(ctx context.Context, t okr.MetricType, cols []Columns, by []string, filters []Filter) ([]Grouped, error) {
	if len(cols) == 0 {
		return nil, nil
	}
	if t.Additive() && len(by) == 0 && len(filters) == 0 {
		return []Grouped{{Columns: cols}}, nil
	}
	wanted := wantedKeys(by, filters)
	groups := map[Segment][]Columns{}
	for _, col := range cols {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if col.Whole != "" && asksFor(col.Whole, by, filters) {
			continue
		}
		labels := col.Segment.Labels()
		if !t.Additive() && !hasExactly(labels, wanted) || !matchAll(labels, filters) {
			continue
		}
		s := project(labels, by)
		groups[s] = append(groups[s], col)
	}
	result := make([]Grouped, 0, len(groups))
	for s, cols := range groups {
		result = append(result, Grouped{s, cols})
	}
	slices.SortFunc(result, func(a, b Grouped) int { return strings.Compare(string(a.Segment), string(b.Segment)) })
	return result, nil
}

// asksFor reports whether a key of whole is grouped by or filtered on.
func asksFor(whole Keys, by []string, filters []Filter) bool {
	return slices.ContainsFunc(whole.List(), func(key string) bool {
		return slices.Contains(by, key) || slices.ContainsFunc(filters, func(f Filter) bool { return f.key == key })
	})
}

// wantedKeys are the keys that are grouped by or filtered on, without those that a filter wants absent.
func wantedKeys(by []string, filters []Filter) map[string]bool {
	wanted := map[string]bool{}
	for _, f := range filters {
		wanted[f.key] = true
	}
	for _, f := range filters {
		if f.operator == "=" && f.value == "" {
			delete(wanted, f.key)
		}
	}
	for _, key := range by {
		wanted[key] = true
	}
	return wanted
}

func hasExactly(labels map[string]string, wanted map[string]bool) bool {
	for key := range labels {
		if !wanted[key] {
			return false
		}
	}
	return len(labels) == len(wanted)
}

func matchAll(labels map[string]string, filters []Filter) bool {
	for _, f := range filters {
		if !f.Match(labels) {
			return false
		}
	}
	return true
}

func project(labels map[string]string, by []string) Segment {
	if len(by) == 0 {
		return ""
	}
	part := maps.Clone(labels)
	maps.DeleteFunc(part, func(key, _ string) bool { return !slices.Contains(by, key) })
	return SegmentOf(part)
}
