package csvfile

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

// seen remembers which facts a file has given, one bit each: 64 neighbouring buckets share an entry. Of a file with more than
// maxRuns entries it remembers the first ones.
type seen struct {
	marks map[bucketRun]uint64
	full  bool
}

func newSeen() seen { return seen{marks: map[bucketRun]uint64{}} }

type bucketRun struct {
	cell
	run series.Bucket
}

// again marks a fact and reports whether it had been marked before.
func (s *seen) again(c cell, b series.Bucket) bool {
	at, bit := bucketRun{c, b >> 6}, uint64(1)<<(uint64(b)&63)
	marked := s.marks[at]
	if marked == 0 && (s.full || len(s.marks) >= maxRuns) {
		s.full = true
		return false
	}
	s.marks[at] = marked | bit
	return marked&bit != 0
}
