package workset

import (
	"container/list"
	"context"
	"errors"
	"sync"

	"golang.org/x/sync/semaphore"
)

// Budget limits the memory of one set, or of several together: of what they keep, which is what was used last by anybody, and
// of what they are loading. It is safe for concurrent use.
type Budget struct {
	mu      sync.Mutex // guards the sets, too
	max     int64
	bytes   int64      // kept
	loading int64      // taken by loads that are under way
	order   *list.List // of *book, the one used last in front
	turns   *semaphore.Weighted
}

// NewBudget makes a budget of some bytes, DefaultBytes when 0.
func NewBudget(bytes int64) *Budget {
	if bytes == 0 {
		bytes = DefaultBytes
	}
	return &Budget{max: bytes, order: list.New(), turns: semaphore.NewWeighted(allTurns)}
}

// Loads share the memory, one turn for each. A load for which the others leave too little room begins again with all turns,
// alone: so it never waits for a load that waits for it.
const (
	oneTurn  = 1
	allTurns = 1 << 30
)

// Why a load cannot go on.
var (
	errCrowded  = errors.New("workset: other loads leave too little memory")
	errTooLarge = errors.New("workset: more than all memory")
)

// within runs a load that counts what it takes. It may run twice. The context limits how long it waits for its turn.
func (b *Budget) within(ctx context.Context, load func(*claim) error) error {
	err := b.turn(ctx, oneTurn, load)
	if errors.Is(err, errCrowded) {
		err = b.turn(ctx, allTurns, load)
	}
	return err
}

func (b *Budget) turn(ctx context.Context, turns int64, load func(*claim) error) error {
	if err := b.turns.Acquire(ctx, turns); err != nil {
		return err
	}
	defer b.turns.Release(turns)
	c := &claim{budget: b}
	defer c.release()
	return load(c)
}

// claim is what one load has taken.
type claim struct {
	budget *Budget
	bytes  int64
}

// take counts memory that was loaded, and makes room for it. The error is errTooLarge or errCrowded.
func (c *claim) take(bytes int64) error {
	b := c.budget
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case c.bytes+bytes > b.max:
		return errTooLarge
	case b.loading+bytes > b.max:
		return errCrowded
	}
	c.bytes += bytes
	b.loading += bytes
	b.evict()
	return nil
}

// give hands over memory to what is kept from now on. The caller holds the lock.
func (c *claim) give(bytes int64) {
	c.bytes -= bytes
	c.budget.loading -= bytes
}

func (c *claim) release() {
	c.budget.mu.Lock()
	defer c.budget.mu.Unlock()
	c.give(c.bytes)
}

// book is a version with its place.
type book struct {
	metric string
	*version
	shelf *shelf
}

// put takes in a version.
func (b *Budget) put(fresh *book) {
	fresh.shelf.places[fresh.metric] = b.order.PushFront(fresh)
	fresh.shelf.bytes += fresh.bytes
	b.bytes += fresh.bytes
	b.evict()
}

// evict lets go of what was not used for longest until the rest fits.
func (b *Budget) evict() {
	for b.bytes > 0 && b.bytes+b.loading > b.max {
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
