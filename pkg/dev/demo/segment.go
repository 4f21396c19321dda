package demo

import (
	"slices"

	"github.com/northstar/okrkpi/pkg/series"
)

// portion is one value of a segment: how much of the volume it has, and how its value compares with the average.
type portion struct {
	value string
	share float64
	pull  float64
}

// portions are the segments of the demo company's users. A segment that is not here has no values.
var portions = map[string][]portion{
	"plan":    {{"free", 0.62, 0.92}, {"team", 0.28, 1.12}, {"business", 0.10, 1.2}},
	"country": {{"JP", 0.55, 1.03}, {"US", 0.28, 0.98}, {"DE", 0.17, 0.94}},
	"channel": {{"organic", 0.46, 1.06}, {"paid", 0.34, 0.9}, {"referral", 0.20, 1.08}},
	"os":      {{"web", 0.6, 0.9}, {"ios", 0.25, 1.05}, {"android", 0.15, 1.25}},
}

// cell is one combination of segments.
type cell struct {
	segment series.Segment
	share   float64
	pull    float64
}

// cells are all combinations of the values of some segments, but those with the value to leave out. The shares of all
// combinations add up to 1.
func cells(keys []string, without string) []cell {
	type labelled struct {
		labels map[string]string
		cell
	}
	all := []labelled{{map[string]string{}, cell{share: 1, pull: 1}}}
	for _, key := range keys {
		values, ok := portions[key]
		if !ok {
			continue
		}
		var finer []labelled
		for _, coarse := range all {
			for _, p := range values {
				if p.value == without {
					continue
				}
				labels := map[string]string{key: p.value}
				for k, v := range coarse.labels {
					labels[k] = v
				}
				finer = append(finer, labelled{labels, cell{share: coarse.share * p.share, pull: coarse.pull * p.pull}})
			}
		}
		all = finer
	}
	result := make([]cell, len(all))
	for i, l := range all {
		result[i] = l.cell
		result[i].segment = series.SegmentOf(l.labels)
	}
	return result
}

// cuts are the combinations for which values that cannot be added up are measured: the whole, each segment by itself,
// and all segments together.
func cuts(keys []string, without string) []cell {
	result := cells(nil, without)
	for _, key := range keys {
		result = append(result, cells([]string{key}, without)...)
	}
	result = append(result, cells(keys, without)...)
	seen := map[series.Segment]bool{}
	return slices.DeleteFunc(result, func(c cell) bool {
		again := seen[c.segment]
		seen[c.segment] = true
		return again
	})
}
