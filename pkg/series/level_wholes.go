package series

import (
	"strings"
)

// wholes tell which columns of levels are the whole of others.
type wholes struct {
	any    bool                // there may be some
	told   bool                // the columns say what they are the whole over; else it is taken from their labels
	labels []map[string]string // by column
}

func newWholes(cols []Columns) wholes {
	var w wholes
	for i := range cols {
		w.told = w.told || cols[i].Whole != ""
		w.any = w.any || w.told || labelCount(cols[i].Segment) != labelCount(cols[0].Segment)
	}
	if w.any {
		for i := range cols {
			w.labels = append(w.labels, cols[i].Segment.Labels())
		}
	}
	return w
}

// replaced reports whether in a bucket others have taken the place of a column since its newest fact: the parts of a whole, or the
// whole of parts, of which one counts at a time. A whole takes the place of a part only until other parts of it are known again:
// then the part is expected, too.
func (w *wholes) replaced(cols []Columns, i int, newest, b Bucket) bool {
	if !w.any {
		return false
	}
	for k := range cols {
		since, ok := cols[k].newest(b, newest+1)
		if !ok || k == i || !w.related(cols, i, k) {
			continue
		}
		if _, beside := cols[k].newest(newest, newest); beside && !w.told {
			continue // what has no label is no whole beside parts
		}
		if !w.resumed(cols, i, k, since, b) {
			return true
		}
	}
	return false
}

// resumed reports whether others than a part have facts since one of its whole.
func (w *wholes) resumed(cols []Columns, part, whole int, since, b Bucket) bool {
	for k := range cols {
		if _, ok := cols[k].newest(b, since+1); ok && !w.overlap(cols, k, part) && w.related(cols, k, whole) {
			return true
		}
	}
	return false
}

// related reports whether one of two columns is a whole that the other one is a part of.
func (w *wholes) related(cols []Columns, i, k int) bool {
	return (w.told || len(w.labels[i]) != len(w.labels[k])) && w.overlap(cols, i, k)
}

// overlap reports whether two columns have the same value wherever both have one.
func (w *wholes) overlap(cols []Columns, i, k int) bool {
	if w.told {
		whole := cols[i].Whole.Plus(cols[k].Whole.List()...)
		return cols[i].Segment.Without(whole) == cols[k].Segment.Without(whole)
	}
	for key, value := range w.labels[i] {
		if other, ok := w.labels[k][key]; ok && other != value {
			return false
		}
	}
	return true
}

// labelCount tells segments with different numbers of labels apart.
func labelCount(s Segment) int { return strings.Count(string(s), `":"`) }
