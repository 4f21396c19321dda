package series

import (
	"strings"
)

// wholes tell which tracks of levels are the whole of others.
type wholes struct {
	any    bool                // there may be some
	told   bool                // the tracks say what they are the whole over; else it is taken from their labels
	labels []map[string]string // by track
}

func newWholes(tracks []track) wholes {
	var w wholes
	for i := range tracks {
		w.told = w.told || tracks[i][0].Whole != ""
		w.any = w.any || w.told || labelCount(tracks[i][0].Segment) != labelCount(tracks[0][0].Segment)
	}
	if w.any {
		for i := range tracks {
			w.labels = append(w.labels, tracks[i][0].Segment.Labels())
		}
	}
	return w
}

// replaced reports whether in a bucket others have taken the place of a column since its newest fact: the parts of a whole, or the
// whole of parts, of which one counts at a time. A whole takes the place of a part only until other parts of it are known again:
// then the part is expected, too.
func (w *wholes) replaced(tracks []track, i int, newest, b Bucket) bool {
	if !w.any {
		return false
	}
	for k := range tracks {
		since, ok := tracks[k].newest(b, newest+1)
		if !ok || k == i || !w.related(tracks, i, k) {
			continue
		}
		if _, beside := tracks[k].newest(newest, newest); beside && !w.told {
			continue // what has no label is no whole beside parts
		}
		if !w.resumed(tracks, i, k, since, b) {
			return true
		}
	}
	return false
}

// resumed reports whether others than a part have facts since one of its whole.
func (w *wholes) resumed(tracks []track, part, whole int, since, b Bucket) bool {
	for k := range tracks {
		if _, ok := tracks[k].newest(b, since+1); ok && !w.overlap(tracks, k, part) && w.related(tracks, k, whole) {
			return true
		}
	}
	return false
}

// related reports whether one of two columns is a whole that the other one is a part of.
func (w *wholes) related(tracks []track, i, k int) bool {
	return (w.told || len(w.labels[i]) != len(w.labels[k])) && w.overlap(tracks, i, k)
}

// overlap reports whether two columns have the same value wherever both have one.
func (w *wholes) overlap(tracks []track, i, k int) bool {
	if w.told {
		whole := tracks[i][0].Whole.Plus(tracks[k][0].Whole.List()...)
		return tracks[i][0].Segment.Without(whole) == tracks[k][0].Segment.Without(whole)
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
