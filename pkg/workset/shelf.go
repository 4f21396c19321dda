package workset

import (
	"container/list"

	"github.com/northstar/okrkpi/pkg/series"
)

// shelf holds the versions of one set that are resident, within a budget. What it lets go of lives on in the answers that
// are being computed from it.
type shelf struct {
	budget   *Budget
	calendar series.Calendar // that the columns are cut by
	epoch    int64           // that the revisions count in
	places   map[string]*list.Element
	bytes    int64
	evicted  int64
}

func newShelf(b *Budget) *shelf { return &shelf{budget: b, places: map[string]*list.Element{}} }

// turn makes the shelf one for a calendar and an epoch. With another calendar the same facts fall into other buckets, and
// in a later epoch the same revisions may mean other facts: then everything is forgotten, and it reports so.
func (s *shelf) turn(c series.Calendar, epoch int64) bool {
	if s.calendar.Equal(c) && epoch <= s.epoch {
		return false
	}
	s.calendar, s.epoch = c, max(s.epoch, epoch)
	s.clear()
	return true
}

func (s *shelf) clear() {
	for _, place := range s.places {
		s.budget.remove(place)
	}
}

// take is what there is of a metric, nil for nothing.
func (s *shelf) take(metric string) *version {
	place := s.places[metric]
	if place == nil {
		return nil
	}
	s.budget.order.MoveToFront(place)
	return bookAt(place).version
}

// put replaces what there is of a metric.
func (s *shelf) put(metric string, v *version) {
	if old := s.places[metric]; old != nil {
		s.budget.remove(old)
	}
	s.budget.put(&book{metric, v, s})
}

func (s *shelf) stats() Stats {
	stats := Stats{Bytes: s.bytes, Evicted: s.evicted, Metrics: len(s.places)}
	for _, place := range s.places {
		for _, c := range bookAt(place).columns {
			stats.Facts += int64(len(c.Num))
		}
	}
	return stats
}

// Sizes in memory, for the limit: a fact is two numbers, a series has its slices and its names, and a metric its place.
const (
	factBytes   = 16
	seriesBytes = 160
	metricBytes = 384
)

func sizeOf(columns []series.Columns) int64 {
	size := int64(metricBytes)
	for _, c := range columns {
		size += seriesBytes + int64(len(c.Segment)) + factBytes*int64(cap(c.Num))
	}
	return size
}
