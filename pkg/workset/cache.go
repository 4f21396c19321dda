package workset

import (
	"container/list"

	"github.com/northstar/okrkpi/pkg/series"
)

// cache holds the facts of one set that are in memory, within a budget. Answers that are being computed from evicted facts keep
// them until they are done. The lock of the budget guards it.
type cache struct {
	budget   *Budget
	calendar series.Calendar // whose buckets the columns have
	epoch    int64           // of the revisions
	entries  map[string]*list.Element
	sizes    map[string]size
	bytes    int64
	evicted  int64
}

// size is what the facts of a metric take at a revision, at least. It is known for every metric that was read once, even when
// its facts were too large to be kept. With it a set refuses to read what cannot fit.
type size struct{ revision, bytes int64 }

func newCache(b *Budget) *cache {
	return &cache{budget: b, entries: map[string]*list.Element{}, sizes: map[string]size{}}
}

// reset clears the cache when the calendar is another one or the epoch is a later one, and reports whether it did. In another
// calendar the same facts have other buckets. In a later epoch the same revisions may have other facts.
func (c *cache) reset(calendar series.Calendar, epoch int64) bool {
	if c.calendar.Equal(calendar) && epoch <= c.epoch {
		return false
	}
	c.calendar, c.epoch = calendar, max(c.epoch, epoch)
	c.clear()
	return true
}

func (c *cache) clear() {
	clear(c.sizes)
	for _, element := range c.entries {
		c.budget.remove(element)
	}
}

// get returns the facts of a metric and marks them as used, nil where there are none.
func (c *cache) get(metric string) *metricFacts {
	element := c.entries[metric]
	if element == nil {
		return nil
	}
	c.budget.order.MoveToFront(element)
	return entryAt(element).metricFacts
}

// put replaces the facts of a metric.
func (c *cache) put(metric string, f *metricFacts) {
	c.evict(metric)
	c.budget.add(&entry{metric, f, c})
}

// evict removes the facts of a metric, if there are any.
func (c *cache) evict(metric string) {
	if element := c.entries[metric]; element != nil {
		c.budget.remove(element)
	}
}

// noteSize remembers how much memory a metric takes. Metrics that the database does not know are not remembered, so that
// requests for made-up names take no memory.
func (c *cache) noteSize(metric string, f *metricFacts) {
	if f.revision > 0 {
		c.sizes[metric] = size{f.revision, max(f.bytes, c.sizeAt(metric, f.revision))}
	}
}

// sizeAt is what a metric takes at a revision in bytes, 0 where that is not known.
func (c *cache) sizeAt(metric string, revision int64) int64 {
	if known := c.sizes[metric]; known.revision == revision {
		return known.bytes
	}
	return 0
}

func (c *cache) usage() Stats {
	stats := Stats{Bytes: c.bytes, Loading: c.budget.loading, Evicted: c.evicted, Metrics: len(c.entries)}
	for _, element := range c.entries {
		stats.Facts += entryAt(element).buckets
	}
	return stats
}

// Sizes in memory, for the budget: a fact is two numbers, a chunk of a series has its slices and its names, and a metric has its
// entry.
const (
	factBytes   = 16
	chunkBytes  = 160
	metricBytes = 384
)

func sizeOf(c *series.Columns) int64 {
	return chunkBytes + int64(len(c.Segment)) + factBytes*int64(cap(c.Num))
}
