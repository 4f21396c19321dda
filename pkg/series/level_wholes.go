package series

import (
	"strings"
)

// wholes says which tracks are totals (wholes) of others (parts).
type wholes struct {
	any    bool                // there may be totals
	told   bool                // the tracks state the keys that they are totals over; else their labels tell
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

// replaced reports whether track i, whose newest fact is in bucket newest, is replaced by others in bucket b: a total by
// its parts, or parts by their total. Only one of them counts at a time. A total replaces a part until other parts have
// newer facts: then the part is expected, too.
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
			continue // a track without the label is no total where it has facts beside the parts
		}
		if !w.resumed(tracks, i, k, since, b) {
			return true
		}
	}
	return false
}

// resumed reports whether tracks other than part have facts after bucket since that belong to the total whole.
func (w *wholes) resumed(tracks []track, part, whole int, since, b Bucket) bool {
	for k := range tracks {
		if _, ok := tracks[k].newest(b, since+1); ok && !w.overlap(tracks, k, part) && w.related(tracks, k, whole) {
			return true
		}
	}
	return false
}

// related reports whether one of two tracks is a total and the other one a part of it.
func (w *wholes) related(tracks []track, i, k int) bool {
	return (w.told || len(w.labels[i]) != len(w.labels[k])) && w.overlap(tracks, i, k)
}

// overlap reports whether two tracks have equal labels for all keys that both have.
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

// labelCount is the number of labels of a segment, approximately: it only has to differ between different numbers.
func labelCount(s Segment) int { return strings.Count(string(s), `":"`) }
