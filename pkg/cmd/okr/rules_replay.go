package main

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/northstar/okrkpi/pkg/condition"
	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
)

// replay is what one number's alert did from bucket to bucket.
type replay struct {
	rows     []engine.Alert // oldest first
	runs     int            // unbroken runs of firing buckets: how often it would have called
	firing   int            // buckets
	longest  int            // buckets of the longest run
	noData   int
	silenced map[string]int // by reason without numbers
}

// replays gathers the rows of a replay, which come number by number, oldest first.
func replays(rows []engine.Alert) []replay {
	var all []replay
	for start := 0; start < len(rows); {
		end := start + 1
		for end < len(rows) && rows[end].Rule == rows[start].Rule && watched(&rows[end]) == watched(&rows[start]) &&
			rows[end].Bucket.After(rows[end-1].Bucket) {
			end++
		}
		all = append(all, newReplay(rows[start:end]))
		start = end
	}
	return all
}

func newReplay(rows []engine.Alert) replay {
	r := replay{rows: rows, silenced: map[string]int{}}
	fired := make([]bool, len(rows))
	for i := range rows {
		fired[i] = rows[i].State == engine.AlertFiring
		switch rows[i].State {
		case engine.AlertFiring:
			r.firing++
		case engine.AlertSilenced:
			r.silenced[withoutNumbers(rows[i].Reason)]++
		case engine.AlertNoData:
			r.noData++
		case engine.AlertOK, engine.AlertStateUnknown:
		}
	}
	r.runs, r.longest = runsOf(fired)
	return r
}

// runsOf counts the unbroken runs of true, and the length of the longest.
func runsOf(fired []bool) (runs, longest int) {
	run := 0
	for _, f := range fired {
		if !f {
			run = 0
			continue
		}
		run++
		if run == 1 {
			runs++
		}
		longest = max(longest, run)
	}
	return runs, longest
}

// withoutNumbers makes reasons comparable that differ by what was observed only.
func withoutNumbers(reason string) string {
	words := strings.Fields(reason)
	for i, w := range words {
		if strings.ContainsAny(w, "0123456789") {
			words[i] = "…"
		}
	}
	return strings.Join(slices.Compact(words), " ")
}

// daysOfQuarter are on average in a quarter.
const daysOfQuarter = 365.25 / 4

func (c *console) showReplays(cat *okr.Catalog, all []replay, span engine.TimeRange, wanted float64) error {
	quarters := span.To.Sub(span.From).Hours() / 24 / daysOfQuarter
	g := grid{
		header: []string{"rule", "number", "buckets", "times", "a quarter", "firing", "longest", "no data", "silenced"},
		right:  []int{2, 3, 4, 5, 6, 7},
	}
	if wanted > 0 {
		g.header = append(g.header, "suggestion")
	}
	for _, r := range all {
		first := &r.rows[0]
		cells := []string{
			first.Rule.Name, watched(first), fmt.Sprintf("%d %ss", len(r.rows), first.Grain), fmt.Sprint(r.runs),
			fmt.Sprintf("%.1f", float64(r.runs)/quarters), fmt.Sprint(r.firing), fmt.Sprint(r.longest), fmt.Sprint(r.noData),
			reasons(r.silenced),
		}
		if wanted > 0 {
			cells = append(cells, suggestion(cat, r, wanted*quarters))
		}
		g.add(cells...)
	}
	if err := c.grid(g); err != nil {
		return err
	}
	return c.print("\nFrom %s to %s: %.1f quarters. times: how often it began to fire.", okr.DateOf(span.From),
		okr.DateOf(span.To.Add(-1)), quarters)
}

func reasons(silenced map[string]int) string {
	parts := make([]string, 0, len(silenced))
	for _, reason := range slices.Sorted(maps.Keys(silenced)) {
		parts = append(parts, fmt.Sprintf("%d× %s", silenced[reason], reason))
	}
	return strings.Join(parts, "; ")
}

// suggestion is a threshold with which a rule would have begun to fire about the wanted number of times.
func suggestion(c *okr.Catalog, r replay, wanted float64) string {
	names := condition.Names{}
	for i := range c.Metrics {
		names.Metrics = append(names.Metrics, c.Metrics[i].Name)
	}
	first := &r.rows[0]
	compiled, err := condition.CompileCondition(first.Rule.Expr, names)
	if err != nil {
		return ""
	}
	t, ok := compiled.Threshold()
	if !ok || t.Subject != "value" && t.Subject != first.Metric.Name {
		return "not a plain comparison"
	}
	values := make([]float64, 0, len(r.rows))
	for i := range r.rows {
		v := r.rows[i].Value
		if r.rows[i].State == engine.AlertSilenced {
			v = math.NaN() // guards keep it back whatever the threshold
		}
		values = append(values, v)
	}
	limit, times, ok := suggest(values, t.Operator, wanted)
	if !ok {
		return "no threshold does"
	}
	m := first.Metric
	return fmt.Sprintf("%s %s (%s)", t.Operator, okr.FormatValue(limit, m.Unit, m.Decimals), count(times, "time"))
}

// suggest finds the limit between two of the observed values at which a comparison begins to hold closest to the wanted
// number of times, and of several the one that holds least often. NaN values hold never. It is not ok for == and !=, and
// for fewer than two different values.
func suggest(values []float64, operator condition.Operator, wanted float64) (limit float64, times int, ok bool) {
	seen := slices.Sorted(slices.Values(values))
	seen = slices.Compact(slices.DeleteFunc(seen, math.IsNaN))
	switch operator {
	case condition.Greater, condition.GreaterOrEqual:
		slices.Reverse(seen)
	case condition.Less, condition.LessOrEqual:
	case condition.Equal, condition.NotEqual, condition.OperatorUnknown:
		return 0, 0, false
	}
	best := math.Inf(1)
	fired := make([]bool, len(values))
	for i := 1; i < len(seen); i++ {
		between := seen[i-1] + (seen[i]-seen[i-1])/2
		for j, v := range values {
			fired[j] = !math.IsNaN(v) && operator.Holds(v, between)
		}
		runs, _ := runsOf(fired)
		if off := math.Abs(float64(runs) - wanted); off < best {
			best, limit, times, ok = off, between, runs, true
		}
	}
	return limit, times, ok
}
