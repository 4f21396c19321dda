package facts

import (
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// cell is what facts share besides their bucket.
type cell struct {
	metric  *metricReader
	segment *segment
	grain   okr.Grain
}

// seen remembers which facts a file has given, one bit each: 64 neighbouring buckets share an entry.
type seen map[bucketRun]uint64

type bucketRun struct {
	cell
	run series.Bucket
}

// again marks a fact and reports whether it had been marked before.
func (s seen) again(c cell, b series.Bucket) bool {
	at, bit := bucketRun{c, b >> 6}, uint64(1)<<(uint64(b)&63)
	marked := s[at]
	s[at] = marked | bit
	return marked&bit != 0
}
