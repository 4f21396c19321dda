package workset

import (
	"container/list"
	"sync"
)

// Budget limits the memory of one set, or of several together: those then keep what was used last by anybody. It is safe
// for concurrent use.
type Budget struct {
	mu    sync.Mutex // guards the sets, too
	max   int64
	bytes int64
	order *list.List // of *book, the one used last in front
}

// NewBudget makes a budget of some bytes, DefaultBytes when 0.
func NewBudget(bytes int64) *Budget {
	if bytes == 0 {
		bytes = DefaultBytes
	}
	return &Budget{max: bytes, order: list.New()}
}

// book is a version with its place.
type book struct {
	metric string
	*version
	shelf *shelf
}

// put takes in a version, and lets go of what was not used for longest until the rest fits.
func (b *Budget) put(fresh *book) {
	fresh.shelf.places[fresh.metric] = b.order.PushFront(fresh)
	fresh.shelf.bytes += fresh.bytes
	b.bytes += fresh.bytes
	for b.bytes > b.max {
		oldest := b.order.Back()
		bookAt(oldest).shelf.evicted++
		b.remove(oldest)
	}
}

func (b *Budget) remove(place *list.Element) {
	old := bookAt(place)
	b.order.Remove(place)
	b.bytes -= old.bytes
	old.shelf.bytes -= old.bytes
	delete(old.shelf.places, old.metric)
}

func bookAt(place *list.Element) *book {
	return place.Value.(*book) //nolint:forcetypeassert // nothing else is in the list
}
