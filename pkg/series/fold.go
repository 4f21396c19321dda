package series

import (
	"math"
	"slices"

	"github.com/northstar/okrkpi/pkg/okr"
)

// Fold drops labels: it adds up the columns of one metric whose values can be combined and that differ only in labels
// with the dropped keys, as a Roller does. It returns the sums of the buckets in which there are facts with such labels;
// other facts stay as they are.
func Fold(c Calendar, t okr.MetricType, cols []Columns, drop Keys) ([]Columns, error) {
	type key struct {
		grain   okr.Grain
		segment Segment
		whole   Keys
	}
	var order []key
	groups := map[key][]Columns{}
	labelled := map[key][]Columns{} // columns that lose a label
	for _, col := range cols {
		k := key{col.Grain, col.Segment.Without(drop), col.Whole.Minus(drop.List()...)}
		if groups[k] == nil {
			order = append(order, k)
		}
		groups[k] = append(groups[k], col)
		if k.segment != col.Segment {
			labelled[k] = append(labelled[k], col)
		}
	}
	var folded []Columns
	for _, k := range order {
		if len(labelled[k]) == 0 {
			continue
		}
		group := groups[k]
		first, until := labelled[k][0].First, labelled[k][0].Until()
		for _, col := range labelled[k] {
			first, until = min(first, col.First), max(until, col.Until())
		}
		line, err := Roll(c, t, k.grain, first, until, group)
		if err != nil {
			return nil, err
		}
		sum := Columns{Metric: group[0].Metric, Grain: k.grain, Segment: k.segment, Whole: k.whole, First: first}
		sum.Num = slices.Clone(line.Num)
		sum.Den = slices.Clone(line.Den)
		for i := range sum.Num {
			b := first + Bucket(i)
			if !slices.ContainsFunc(labelled[k], func(c Columns) bool { return c.has(b) }) {
				sum.Num[i] = math.NaN()
			}
			if !t.HasSample() {
				sum.Den[i] = 1
			}
		}
		folded = append(folded, sum)
	}
	return folded, nil
}
