package workset

import (
	"container/list"

	"github.com/northstar/okrkpi/pkg/series"
)

// shelf holds the versions that are resident, in the order in which they were used, within a limit of bytes. What it lets
// go of lives on in the answers that are being computed from it.
type shelf struct {
	maxBytes int64
	bytes    int64
	evicted  int64
	calendar series.Calendar // that the columns are cut by
	epoch    int64           // that the revisions count in
	places   map[string]*list.Element
	order    *list.List // of *book, the one used last in front
}

type book struct {
	metric string
	*version
}

func newShelf(maxBytes int64) shelf {
	return shelf{maxBytes: maxBytes, places: map[string]*list.Element{}, order: list.New()}
}

// turn makes the shelf one for a calendar and an epoch. With another calendar the same facts fall into other buckets, and
// in a later epoch the same revisions may mean other facts: then everything is forgotten, and it reports so.
func (s *shelf) turn(c series.Calendar, epoch int64) bool {
	if s.calendar.Equal(c) && epoch <= s.epoch {
		return false
	}
	s.calendar, s.epoch, s.bytes = c, max(s.epoch, epoch), 0
	clear(s.places)
	s.order.Init()
	return true
}

// take is what there is of a metric, nil for nothing.
func (s *shelf) take(metric string) *version {
	place := s.places[metric]
	if place == nil {
		return nil
	}
	s.order.MoveToFront(place)
	return place.Value.(*book).version //nolint:forcetypeassert // nothing else is in the list
}

// put replaces what there is of a metric, and lets go of what was not used for longest until the rest fits.
func (s *shelf) put(metric string, v *version) {
	if old := s.places[metric]; old != nil {
		s.remove(old)
	}
	s.places[metric] = s.order.PushFront(&book{metric, v})
	s.bytes += v.bytes
	for s.bytes > s.maxBytes {
		s.remove(s.order.Back())
		s.evicted++
	}
}

func (s *shelf) remove(place *list.Element) {
	b := s.order.Remove(place).(*book) //nolint:forcetypeassert // nothing else is in the list
	delete(s.places, b.metric)
	s.bytes -= b.bytes
}

func (s *shelf) stats() Stats {
	stats := Stats{Bytes: s.bytes, Evicted: s.evicted, Metrics: s.order.Len()}
	for place := s.order.Front(); place != nil; place = place.Next() {
		for _, c := range place.Value.(*book).columns { //nolint:forcetypeassert // nothing else is in the list
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
