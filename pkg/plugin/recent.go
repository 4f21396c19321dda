package plugin

import (
	"context"
	"encoding/json"
	"slices"
	"sync"

	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/hashicorp/golang-lru/v2/simplelru"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/frame"
	"github.com/northstar/okrkpi/pkg/query"
)

// What is kept of recent answers. A cell is a number, a time or a short text with its pointer.
const (
	maxRecent     = 1000
	maxCells      = 400_000 // of all of them together, about 16 MB
	maxCellsOfOne = maxCells / 4
)

// recent keeps the newest answers, so that many viewers of one dashboard are answered by one computation. An answer counts as
// long as nothing has changed that it was made of: what is asked first is what an answer without recent asks first, too. It is
// safe for concurrent use.
type recent struct {
	mu      sync.Mutex
	answers *simplelru.LRU[question, data.Frames]
	cells   int
}

// question is what an answer depends on.
type question struct {
	query string
	stamp engine.Stamp
}

func newRecent() *recent {
	r := &recent{}
	// The only error is about a size that is not positive.
	r.answers, _ = simplelru.NewLRU(maxRecent, func(key question, frames data.Frames) { r.cells -= cells(key, frames) })
	return r
}

// answer gives the frames of a query, computed now or lately. The frames are the caller's, their fields are not.
func (r *recent) answer(ctx context.Context, e *engine.Engine, q query.Query, span engine.TimeRange) (data.Frames, error) {
	if spec, _ := query.SpecOf(q.QueryType); !spec.Cacheable {
		return frame.Answer(ctx, e, q, span)
	}
	before, ok, err := e.Stamp(ctx, span)
	if !ok || err != nil {
		return frame.Answer(ctx, e, q, span)
	}
	text, err := json.Marshal(q)
	if err != nil {
		return nil, err
	}
	key := question{query: string(text), stamp: before}
	if frames, ok := r.get(key); ok {
		return own(frames), nil
	}
	frames, err := frame.Answer(ctx, e, q, span)
	if err != nil {
		return nil, err
	}
	if after, ok, err := e.Stamp(ctx, span); ok && err == nil && after == before {
		r.put(key, frames)
	}
	return own(frames), nil
}

func (r *recent) get(key question) (data.Frames, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.answers.Get(key)
}

func (r *recent) put(key question, frames data.Frames) {
	n := cells(key, frames)
	if n > maxCellsOfOne {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answers.Remove(key)
	r.answers.Add(key, frames)
	for r.cells += n; r.cells > maxCells; {
		r.answers.RemoveOldest()
	}
}

// cells tells how large an answer is with its question. A field without rows takes room, too, for its links and labels.
func cells(key question, frames data.Frames) int {
	const bytesOfCell, cellsOfField = 40, 30
	n := len(key.query) / bytesOfCell
	for _, f := range frames {
		n += len(f.Fields) * (f.Rows() + cellsOfField)
	}
	return n
}

// own copies what others write into frames on their way to Grafana: names of queries and notices.
func own(frames data.Frames) data.Frames {
	copies := make(data.Frames, len(frames))
	for i, f := range frames {
		c := *f
		if f.Meta != nil {
			meta := *f.Meta
			meta.Notices = slices.Clip(meta.Notices)
			c.Meta = &meta
		}
		copies[i] = &c
	}
	return copies
}
