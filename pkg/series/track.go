package series

import (
	"math"
	"sort"
)

// track is one series as its chunks, oldest first. It has at least one.
type track []Columns

// tracksOf groups columns into series. The chunks of a series follow each other.
func tracksOf(cols []Columns) []track {
	tracks := make([]track, 0, len(cols))
	for i := 0; i < len(cols); {
		end := i + 1
		for end < len(cols) && cols[end].sameSeries(&cols[i]) {
			end++
		}
		tracks = append(tracks, cols[i:end:end])
		i = end
	}
	return tracks
}

// sameSeries reports whether columns of one metric are chunks of one series.
func (c *Columns) sameSeries(o *Columns) bool {
	return c.Grain == o.Grain && c.Segment == o.Segment && c.Whole == o.Whole
}

func (t track) first() Bucket { return t[0].First }

func (t track) until() Bucket { return t[len(t)-1].Until() }

// chunkUpTo is the index of the last chunk that begins in bucket b or before; −1 without one.
func (t track) chunkUpTo(b Bucket) int {
	return sort.Search(len(t), func(i int) bool { return t[i].First > b }) - 1
}

// at is the fact of a bucket; NaN without one.
func (t track) at(b Bucket) (num, den float64) {
	if len(t) == 1 {
		return t[0].at(b)
	}
	if i := t.chunkUpTo(b); i >= 0 {
		return t[i].at(b)
	}
	return math.NaN(), math.NaN()
}

// newest is the newest bucket with a fact from oldest to until, both inclusive.
func (t track) newest(until, oldest Bucket) (Bucket, bool) {
	if len(t) == 1 {
		return t[0].newest(until, oldest)
	}
	for i := t.chunkUpTo(until); i >= 0 && t[i].Until() > oldest; i-- {
		if b, ok := t[i].newest(until, oldest); ok {
			return b, true
		}
	}
	return 0, false
}
