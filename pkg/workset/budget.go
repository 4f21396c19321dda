package workset

import (
	"container/list"
	"context"
	"errors"
	"sync"

	"golang.org/x/sync/semaphore"
)

// Budget limits the memory of one set, or of several together: what their caches keep plus what their loads have read so far.
// When the memory is full, the entry that was used least recently in any of the sets is evicted. It is safe for concurrent use.
type Budget struct {
	mu      sync.Mutex // also guards the sets and their caches
	max     int64
	bytes   int64      // in the caches
	loading int64      // reserved by loads that are under way
	order   *list.List // of *entry, the most recently used in front
	slots   *semaphore.Weighted
}

// NewBudget makes a budget of some bytes, DefaultBytes when 0.
func NewBudget(bytes int64) *Budget {
	if bytes == 0 {
		bytes = DefaultBytes
	}
	return &Budget{max: bytes, order: list.New(), slots: semaphore.NewWeighted(allSlots)}
}

// Loads share the memory, and each holds one slot. A load for which the others leave too little memory starts again with all
// slots, so that it runs alone. No load waits for memory while it holds some, so loads cannot deadlock.
const (
	oneSlot  = 1
	allSlots = 1 << 30
)

// Why a load cannot go on.
var (
	errCrowded  = errors.New("workset: other loads leave too little memory")
	errTooLarge = errors.New("workset: more than all memory")
)

// withClaim runs a load, which reserves the memory that it takes. A load that meets errCrowded runs a second time, alone. The context
// limits the wait for a slot.
func (b *Budget) withClaim(ctx context.Context, load func(*claim) error) error {
	err := b.runHolding(ctx, oneSlot, load)
	if errors.Is(err, errCrowded) {
		err = b.runHolding(ctx, allSlots, load)
	}
	return err
}

func (b *Budget) runHolding(ctx context.Context, slots int64, load func(*claim) error) error {
	if err := b.slots.Acquire(ctx, slots); err != nil {
		return err
	}
	defer b.slots.Release(slots)
	c := &claim{budget: b}
	defer c.releaseAll()
	return load(c)
}

// claim is the memory that one load has reserved.
type claim struct {
	budget *Budget
	bytes  int64
}

// reserve counts memory that the load takes, and evicts entries to make room for it. The error is errTooLarge or errCrowded.
func (c *claim) reserve(bytes int64) error {
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
	b.makeRoom()
	return nil
}

// release takes memory out of the claim, for example when a cache counts it from now on. The caller holds the lock.
func (c *claim) release(bytes int64) {
	c.bytes -= bytes
	c.budget.loading -= bytes
}

func (c *claim) releaseAll() {
	c.budget.mu.Lock()
	defer c.budget.mu.Unlock()
	c.release(c.bytes)
}

// entry is the facts of one metric in one cache.
type entry struct {
	metric string
	*metricFacts
	cache *cache
}

// add puts an entry into its cache and makes room for it.
func (b *Budget) add(e *entry) {
	e.cache.entries[e.metric] = b.order.PushFront(e)
	e.cache.bytes += e.bytes
	b.bytes += e.bytes
	b.makeRoom()
}

// makeRoom evicts the least recently used entries until the rest fits.
func (b *Budget) makeRoom() {
	for b.bytes > 0 && b.bytes+b.loading > b.max {
		oldest := b.order.Back()
		entryAt(oldest).cache.evicted++
		b.remove(oldest)
	}
}

func (b *Budget) remove(element *list.Element) {
	old := entryAt(element)
	b.order.Remove(element)
	b.bytes -= old.bytes
	old.cache.bytes -= old.bytes
	delete(old.cache.entries, old.metric)
}

func entryAt(element *list.Element) *entry {
	return element.Value.(*entry) //nolint:forcetypeassert // nothing else is in the list
}
