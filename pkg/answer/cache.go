package answer

import (
	"slices"
	"sync"

	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/hashicorp/golang-lru/v2/simplelru"

	"github.com/northstar/okrkpi/pkg/engine"
)

// Limits of the cache. A cell is a number, a time, or a short text with its pointer.
const (
	maxAnswers    = 1000
	maxCells      = 400_000 // of all answers together, about 16 MB
	maxCellsOfOne = maxCells / 4
)

// cache holds the most recently used answers, so that many viewers of one dashboard share one computation. It is safe for concurrent use.
type cache struct {
	mu      sync.Mutex
	answers *simplelru.LRU[key, data.Frames]
	cells   int
}

// key is everything that an answer depends on.
type key struct {
	query string // as JSON
	view  engine.Identity
}

func newCache() *cache {
	c := &cache{}
	// NewLRU fails only for a size that is not positive.
	c.answers, _ = simplelru.NewLRU(maxAnswers, func(k key, frames data.Frames) { c.cells -= cells(k, frames) })
	return c
}

func (c *cache) get(k key) (data.Frames, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.answers.Get(k)
}

func (c *cache) put(k key, frames data.Frames) {
	n := cells(k, frames)
	if n > maxCellsOfOne {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.answers.Remove(k)
	c.answers.Add(k, frames)
	for c.cells += n; c.cells > maxCells; {
		c.answers.RemoveOldest()
	}
}

// cells returns the size of an answer and its key, in cells. A field without rows also takes memory, for its links and labels.
func cells(k key, frames data.Frames) int {
	const bytesOfCell, cellsOfField = 40, 30
	n := len(k.query) / bytesOfCell
	for _, f := range frames {
		n += len(f.Fields) * (f.Rows() + cellsOfField)
	}
	return n
}

// own copies the parts of a frame that callers change: refId and notices.
func own(frames data.Frames) data.Frames {
	copies := make(data.Frames, len(frames))
	for i, f := range frames {
		c := &struct {
			frame data.Frame
			meta  data.FrameMeta
		}{frame: *f}
		if f.Meta != nil {
			c.meta = *f.Meta
			c.meta.Notices = slices.Clip(c.meta.Notices)
			c.frame.Meta = &c.meta
		}
		copies[i] = &c.frame
	}
	return copies
}
