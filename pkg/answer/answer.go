package answer

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/query"
)

// Answerer answers queries. It is safe for concurrent use.
type Answerer struct {
	engine *engine.Engine
	cache  *cache
}

// New returns an answerer with an empty cache.
func New(e *engine.Engine) *Answerer { return &Answerer{engine: e, cache: newCache()} }

// Frames answers a query for a time range. It returns the cached answer if nothing has changed since the same query was answered. The
// caller may change the frames but not their fields, which are shared. The frames have no refId; the caller sets it. Errors are those of
// Compute and of engine.Engine.View.
func (a *Answerer) Frames(ctx context.Context, q query.Query, span engine.TimeRange) (data.Frames, error) {
	v, err := a.view(ctx, q, span)
	if err != nil {
		return nil, err
	}
	key, ok, err := keyOf(q, v)
	if err != nil {
		return nil, err
	}
	if !ok {
		return Compute(ctx, v, q)
	}
	if frames, ok := a.cache.get(key); ok {
		return own(frames), nil
	}
	frames, err := Compute(ctx, v, q)
	if err != nil {
		return nil, err
	}
	if v.Pinned() {
		a.cache.put(key, frames)
	}
	return own(frames), nil
}

// Check returns all errors in a query without reading facts. See engine.View.Check.
func (a *Answerer) Check(ctx context.Context, q query.Query, span engine.TimeRange) ([]*query.Error, error) {
	v, err := a.view(ctx, q, span)
	if err != nil {
		return query.Split(err)
	}
	return v.Check(ctx, q)
}

// view returns the engine's view. If there is none and the query is wrong with any catalog, it returns the errors in the query instead.
func (a *Answerer) view(ctx context.Context, q query.Query, span engine.TimeRange) (*engine.View, error) {
	v, err := a.engine.View(ctx, span)
	if err != nil {
		_, wrong := q.Check()
		return nil, cmp.Or(errors.Join(wrong...), err)
	}
	return v, nil
}

// keyOf returns the cache key of an answer. ok is false if the answer must not be cached.
func keyOf(q query.Query, v *engine.View) (k key, ok bool, err error) {
	if spec, _ := query.SpecOf(q.QueryType); !spec.Cacheable {
		return key{}, false, nil
	}
	if k.view, ok = v.Identity(); !ok {
		return key{}, false, nil
	}
	text, err := json.Marshal(q)
	k.query = string(text)
	return k, err == nil, err
}

// Compute answers a query of a view without a cache. If an older revision of the catalog than the newest is in force, the first frame has a
// warning. Errors are those of the engine, including *query.Error.
func Compute(ctx context.Context, v *engine.View, q query.Query) (data.Frames, error) {
	frames, err := shaped(ctx, v, q)
	if err == nil {
		warn(frames, v.Notice(q.Locale))
	}
	return frames, err
}

// warn puts a warning before the other notices of the first frame.
func warn(frames data.Frames, text string) {
	if text == "" || len(frames) == 0 {
		return
	}
	f := frames[0]
	if f.Meta == nil {
		f.Meta = &data.FrameMeta{}
	}
	f.Meta.Notices = append([]data.Notice{{Severity: data.NoticeSeverityWarning, Text: text}}, f.Meta.Notices...)
}
