package series

import (
	"cmp"
	"slices"
)

// Point is a fact of a series.
type Point struct {
	Bucket   Bucket
	Num, Den float64
}

// maxGap is the most missing buckets in a row within a chunk. A longer gap takes more memory than a chunk of its own.
// Nights, weekends and holidays of a company that measures by the hour are shorter.
const maxGap = 96

// AppendChunks appends the facts of one series to cols, as chunks from the oldest on. head has metric, grain, segment and
// whole of the series. The points may come in any order; of several of one bucket, the last one counts. The chunks share
// memory of at most 16 bytes for each fact and for each missing bucket within a chunk.
func AppendChunks(cols []Columns, head Columns, points []Point) []Columns {
	if len(points) == 0 {
		return cols
	}
	sorted, first, last := true, points[0].Bucket, points[0].Bucket
	for _, p := range points[1:] {
		sorted = sorted && p.Bucket >= last
		first, last = min(first, p.Bucket), max(last, p.Bucket)
	}
	length := int(last - first + 1)
	if length-len(points) <= maxGap { // so no gap is longer
		c := head.room(first, missing(2*length))
		c.fill(points)
		return append(cols, c)
	}
	if !sorted {
		slices.SortStableFunc(points, func(a, b Point) int { return cmp.Compare(a.Bucket, b.Bucket) })
	}
	length = 0
	for start := 0; start < len(points); {
		end := chunkEnd(points, start)
		length += int(points[end-1].Bucket - points[start].Bucket + 1)
		start = end
	}
	values := missing(2 * length)
	for start := 0; start < len(points); {
		end := chunkEnd(points, start)
		length := 2 * int(points[end-1].Bucket-points[start].Bucket+1)
		c := head.room(points[start].Bucket, values[:length])
		c.fill(points[start:end])
		cols = append(cols, c)
		values, start = values[length:], end
	}
	return cols
}

// chunkEnd is the index after the last point of the chunk that begins at start. points are sorted.
func chunkEnd(points []Point, start int) int {
	end := start + 1
	for end < len(points) && points[end].Bucket-points[end-1].Bucket-1 <= maxGap {
		end++
	}
	return end
}

// room is a chunk of the series that begins in bucket first: one half of values for the numerators, one for the
// denominators.
func (c Columns) room(first Bucket, values []float64) Columns {
	half := len(values) / 2
	c.First, c.Num, c.Den = first, values[:half:half], values[half:len(values):len(values)]
	return c
}

func (c *Columns) fill(points []Point) {
	for _, p := range points {
		c.Num[p.Bucket-c.First], c.Den[p.Bucket-c.First] = p.Num, p.Den
	}
}
