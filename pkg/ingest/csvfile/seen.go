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

// seen remembers which facts a file has given, with one bit for each: 64 neighbouring buckets share an entry. It keeps the first
// maxRuns entries of a file.
type seen struct {
	marks map[bucketRun]uint64
	full  bool
}

func newSeen() seen { return seen{marks: map[bucketRun]uint64{}} }

type bucketRun struct {
	cell
	run series.Bucket
}

// mark marks a fact and reports whether it was marked before.
func (s *seen) mark(c cell, b series.Bucket) bool {
	at, bit := bucketRun{c, b >> 6}, uint64(1)<<(uint64(b)&63)
	marked := s.marks[at]
	if marked == 0 && (s.full || len(s.marks) >= maxRuns) {
		s.full = true
		return false
	}
	s.marks[at] = marked | bit
	return marked&bit != 0
}
