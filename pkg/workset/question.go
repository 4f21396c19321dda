package workset

import (
	"github.com/northstar/okrkpi/pkg/series"
)

// question is what one caller of Facts has to find.
type question struct {
	series.FactsRequest
	epoch  int64
	wanted []int64    // newest revisions that are known of the metrics
	found  []*version // what is at hand of them, nil for nothing
}

func newQuestion(r series.FactsRequest) *question {
	return &question{
		FactsRequest: r, epoch: -1, wanted: make([]int64, len(r.Metrics)), found: make([]*version, len(r.Metrics)),
	}
}

// learn finds out which revisions are the newest.
func (q *question) learn(f *Follower) {
	epoch := f.Metrics(q.Metrics, q.wanted)
	if epoch != q.epoch {
		q.epoch = epoch
		clear(q.found)
	}
}

// has reports whether the i-th metric is at hand and up to date.
func (q *question) has(i int) bool { return q.found[i] != nil && q.found[i].revision >= q.wanted[i] }

// answered reports whether everything is there and of one state of the database: of the newest that is known, or of a
// later one that a single load has seen.
func (q *question) answered() bool {
	newest, together := true, true
	for i, v := range q.found {
		if !q.has(i) {
			return false
		}
		newest = newest && v.revision == q.wanted[i]
		together = together && v.from == q.found[0].from
	}
	return newest || together
}

// columns are the facts of the span of days that was asked for, in the order of the metrics.
func (q *question) columns() []series.Columns {
	n := 0
	for _, v := range q.found {
		n += len(v.columns)
	}
	columns := make([]series.Columns, 0, n)
	s := span{request: q.FactsRequest}
	for _, v := range q.found {
		for i := range v.columns {
			if c, ok := s.cut(v.columns[i]); ok {
				columns = append(columns, c)
			}
		}
	}
	return columns
}
