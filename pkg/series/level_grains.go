package series

import (
	"maps"
	"slices"

	"github.com/northstar/okrkpi/pkg/okr"
)

// commonGrain is the grain at which the levels of columns are compared: their own, or the finer of day and hour that nests
// in all of theirs. near is the most buckets of it between two facts of a segment that affect each other.
func commonGrain(cols []Columns) (g okr.Grain, near Bucket) {
	if len(cols) == 0 {
		return okr.Day, goneDailyDays
	}
	finest, coarsest := cols[0].Grain, cols[0].Grain
	for i := range cols {
		finest, coarsest = min(finest, cols[i].Grain), max(coarsest, cols[i].Grain)
	}
	if finest == coarsest {
		return finest, goneAfter(finest)
	}
	g = min(finest, okr.Day)
	return g, bucketsWithin(g, 2*int64(GoneDays(coarsest)))
}

// mergeGrains makes one track per segment at a common grain. A fact goes into the last bucket of its own span, because it
// is the level at its end. grains are the grains of the facts; where facts of a segment end together they are added up,
// and the finest grain counts.
func mergeGrains(c Calendar, g okr.Grain, cols []Columns) (merged []track, grains []map[Bucket]okr.Grain) {
	type key struct {
		segment Segment
		whole   Keys
	}
	index := map[key]int{}
	var heads []Columns
	var points []map[Bucket]Point
	clk := c.clock()
	for _, col := range cols {
		k := key{col.Segment, col.Whole}
		i, ok := index[k]
		if !ok {
			i, index[k] = len(heads), len(heads)
			heads = append(heads, Columns{Metric: col.Metric, Grain: g, Segment: col.Segment, Whole: col.Whole})
			points, grains = append(points, map[Bucket]Point{}), append(grains, map[Bucket]okr.Grain{})
		}
		for f := range col.Facts() {
			p := Point{c.lastIn(&clk, g, f.Grain, f.Bucket), f.Num, f.Den}
			if known, ok := points[i][p.Bucket]; ok {
				p.Num, p.Den, f.Grain = p.Num+known.Num, p.Den+known.Den, min(f.Grain, grains[i][p.Bucket])
			}
			points[i][p.Bucket], grains[i][p.Bucket] = p, f.Grain
		}
	}
	for i, head := range heads {
		t := track{head}
		if len(points[i]) > 0 {
			t = AppendChunks(nil, head, slices.Collect(maps.Values(points[i])))
		}
		merged = append(merged, t)
	}
	return merged, grains
}

// grainOf is the grain of a fact.
func (l *levels) grainOf(i int, b Bucket) okr.Grain {
	if l.grains == nil {
		return l.grain
	}
	return l.grains[i][b]
}

// start is the first bucket of the span of a fact.
func (l *levels) start(i int, b Bucket) Bucket {
	g := l.grainOf(i, b)
	if g == l.grain {
		return b
	}
	clk := l.calendar.clock()
	return l.calendar.firstIn(&clk, l.grain, g, l.calendar.Holding(g, l.grain, b))
}

// lastIn is the last bucket of grain fine within bucket b of grain coarse. fine has to nest in coarse.
func (c Calendar) lastIn(clk *clock, fine, coarse okr.Grain, b Bucket) Bucket {
	if fine == coarse {
		return b
	}
	return c.firstIn(clk, fine, coarse, b+1) - 1
}
