package engine

import (
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
)

// narrowRows says how to make a table smaller.
const narrowRows = "a coarser grain, a shorter time range, or fewer metrics, roles or teams"

// rowsAlone returns the cost of rows without their lines. It is known before facts are read.
func rowsAlone(rows int) Estimate {
	return Estimate{Values: int64(rows) * ValuesOfRow, Made: okr.Plural(int64(rows), "number", "numbers"), Narrow: narrowRows}
}

// checkLines returns a *query.Error if a row's line has more than maxBuckets buckets.
func (ev *evaluator) checkLines(metrics []*okr.Metric) error {
	if ev.req.From.IsZero() {
		return nil
	}
	for _, m := range metrics {
		g := scorecardGrain(m, ev.req.Grain)
		if n := int64(ev.calendar.LastComplete(g, ev.req.At) - ev.calendar.At(g, ev.req.From)); n > maxBuckets {
			return query.Errorf("grain", "metric %s has facts in a range of %s buckets of %s, and a line has at most %s: "+
				"choose a coarser grain or a shorter time range", m.Name, okr.FormatCount(n), grainWord(g), okr.FormatCount(maxBuckets))
		}
	}
	return nil
}

// estimate returns the cost of rows with their lines. times is how often each line is computed.
func (ev *evaluator) estimate(subjects []subject, times int64) Estimate {
	rows := 0
	var values int64
	add := func(m *okr.Metric, ofKeyResult bool) {
		rows++
		span := ev.moment(m, ofKeyResult, false).span
		buckets := int64(span.Until - span.From)
		values += ValuesOfRow + times*(buckets+ev.RollCost(m, buckets))
	}
	for _, sub := range subjects {
		if sub.metric != nil {
			add(sub.metric, sub.keyResult != nil)
			continue
		}
		for i := range sub.objective.KeyResults {
			if m, ok := ev.catalog.Metric(sub.objective.KeyResults[i].Metric); ok {
				add(m, true)
			}
		}
	}
	e := rowsAlone(rows)
	e.Values, e.Made = values, e.Made+" with their lines"
	return e
}

// RollCost returns the cost of rolling up all facts of a metric into a number of buckets, in values, without the values of the line itself.
func (n *Facts) RollCost(m *okr.Metric, buckets int64) int64 {
	if m.Type == okr.Derived {
		var work int64
		for _, name := range n.rev.formulas[m.Name].Metrics() {
			if operand, ok := n.catalog.Metric(name); ok {
				work += buckets + n.RollCost(operand, buckets)
			}
		}
		return work
	}
	var facts int64
	columns := n.columns[m.Name]
	for i := range columns {
		facts += int64(len(columns[i].Num))
	}
	work := facts / factsOfValue
	if m.Type == okr.Last {
		work += int64(len(columns)) * buckets / levelsOfValue
	}
	return work
}
