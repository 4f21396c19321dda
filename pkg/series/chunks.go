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

// maxGap is how many missing buckets in a row stay in a chunk. Longer gaps would cost far more than a chunk of its own does;
// nights, weekends and holidays of a company that works by the hour are shorter.
const maxGap = 96

// AppendChunks adds the facts of one series to columns, as chunks from the oldest on. head has the names of the series. The
// points may come in any order, and are sorted where needed; of several of one bucket, the last one counts. The memory that
// the chunks share is at most 16 bytes for each fact and for each missing bucket that they keep.
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
	if length-len(points) <= maxGap { // no gap can be longer
		c := head.room(first, none(2*length))
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
	values := none(2 * length)
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

// chunkEnd is the end of the chunk that begins at a point, of points in order.
func chunkEnd(points []Point, start int) int {
	end := start + 1
	for end < len(points) && points[end].Bucket-points[end-1].Bucket-1 <= maxGap {
		end++
	}
	return end
}

// room is a chunk of the series from a bucket on, half of the values for its numerators.
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
