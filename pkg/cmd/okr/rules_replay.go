package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/northstar/okrkpi/pkg/alert"
	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
)

func (c *console) showReplays(all []alert.Replay, span engine.TimeRange, wanted float64) error {
	quarters := span.Quarters()
	g := grid{
		header: []string{"rule", "number", "buckets", "times", "a quarter", "firing", "longest", "no data", "silenced"},
		right:  []int{2, 3, 4, 5, 6, 7},
	}
	if wanted > 0 {
		g.header = append(g.header, "suggestion")
	}
	for _, r := range all {
		first := &r.Rows[0]
		cells := []any{
			first.Rule.Name, first.SubjectName(), fmt.Sprintf("%d %ss", len(r.Rows), first.Grain), fmt.Sprint(len(r.Runs)),
			fmt.Sprintf("%.1f", float64(len(r.Runs))/quarters), fmt.Sprint(r.Firing), fmt.Sprint(r.Longest), fmt.Sprint(r.NoData),
			reasons(r.Silenced),
		}
		if wanted > 0 {
			cells = append(cells, suggestion(&r, wanted*quarters))
		}
		g.add(cells...)
	}
	if err := c.grid(g); err != nil {
		return err
	}
	return c.print("\nFrom %s to %s: %.1f quarters. times: how often it began to fire.", okr.DateOf(span.From),
		dayBefore(span.To), quarters)
}

func reasons(silenced map[string]int) string {
	parts := make([]string, 0, len(silenced))
	for _, reason := range slices.Sorted(maps.Keys(silenced)) {
		parts = append(parts, fmt.Sprintf("%d× %s", silenced[reason], reason))
	}
	return strings.Join(parts, "; ")
}

// suggestion is a threshold with which a rule would have fired about the wanted number of times.
func suggestion(r *alert.Replay, wanted float64) string {
	s, err := r.Suggest(wanted)
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("%s (%s)", s.Text, count(s.Times, "time"))
}
