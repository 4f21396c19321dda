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
	sizes    map[string]size
	bytes    int64
	evicted  int64
}

// size is what the facts of a metric take at a revision, at least. It is known of what was once read, also where that was
// too large to be kept, so that nothing is read that cannot fit.
type size struct{ revision, bytes int64 }

func newShelf(b *Budget) *shelf {
	return &shelf{budget: b, places: map[string]*list.Element{}, sizes: map[string]size{}}
}

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
	clear(s.sizes)
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

// drop lets go of what there is of a metric.
func (s *shelf) drop(metric string) {
	if old := s.places[metric]; old != nil {
		s.budget.remove(old)
	}
}

// noteSize remembers what a metric takes. Only those that the database knows are remembered, whatever is asked for.
func (s *shelf) noteSize(metric string, v *version) {
	if v.revision > 0 {
		s.sizes[metric] = size{v.revision, max(v.bytes, s.sizeAt(metric, v.revision))}
	}
}

// sizeAt is what a metric takes at a revision, 0 where that is not known.
func (s *shelf) sizeAt(metric string, revision int64) int64 {
	if known := s.sizes[metric]; known.revision == revision {
		return known.bytes
	}
	return 0
}

// put replaces what there is of a metric.
func (s *shelf) put(metric string, v *version) {
	s.drop(metric)
	s.budget.put(&book{metric, v, s})
}

func (s *shelf) stats() Stats {
	stats := Stats{Bytes: s.bytes, Loading: s.budget.loading, Evicted: s.evicted, Metrics: len(s.places)}
	for _, place := range s.places {
		stats.Facts += bookAt(place).buckets
	}
	return stats
}

// Sizes in memory, for the limit: a fact is two numbers, a chunk of a series has its slices and its names, and a metric its
// place.
const (
	factBytes   = 16
	chunkBytes  = 160
	metricBytes = 384
)

func sizeOf(c *series.Columns) int64 {
	return chunkBytes + int64(len(c.Segment)) + factBytes*int64(cap(c.Num))
}
