package workset

import (
	"github.com/northstar/okrkpi/pkg/series"
)

// lookup is one call of Set.Facts: what it needs and what it has found so far.
type lookup struct {
	series.FactsRequest
	epoch  int64
	wanted []int64        // newest known revision of each metric
	found  []*metricFacts // facts of each metric, nil where there are none yet
}

func newLookup(r series.FactsRequest) *lookup {
	return &lookup{
		FactsRequest: r, epoch: -1, wanted: make([]int64, len(r.Metrics)), found: make([]*metricFacts, len(r.Metrics)),
	}
}

// updateWanted sets the wanted revisions to the newest known ones.
func (l *lookup) updateWanted(f *Follower) {
	epoch := f.Metrics(l.Metrics, l.wanted)
	if epoch != l.epoch {
		l.epoch = epoch
		clear(l.found)
	}
}

// upToDate reports whether the facts of the i-th metric are found and up to date.
func (l *lookup) upToDate(i int) bool { return l.found[i] != nil && l.found[i].revision >= l.wanted[i] }

// complete reports whether all facts are found and belong to one snapshot of the database: the newest that is known, or a later
// one that a single load has read.
func (l *lookup) complete() bool {
	newest, together := true, true
	for i, f := range l.found {
		if !l.upToDate(i) {
			return false
		}
		newest = newest && f.revision == l.wanted[i]
		together = together && f.load == l.found[0].load
	}
	return newest || together
}

// columns are the facts of the requested days, in the order of the metrics.
func (l *lookup) columns() []series.Columns {
	n := 0
	for _, f := range l.found {
		n += len(f.columns)
	}
	columns := make([]series.Columns, 0, n)
	s := span{request: l.FactsRequest}
	for _, f := range l.found {
		for i := range f.columns {
			if c, ok := s.cut(f.columns[i]); ok {
				columns = append(columns, c)
			}
		}
	}
	return columns
}
