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

// New makes an answerer with an empty cache.
func New(e *engine.Engine) *Answerer { return &Answerer{engine: e, cache: newCache()} }

// Frames answers a query for a time range, from the cache where nothing has changed since the same query was answered. The
// frames are the caller's; their fields are shared and must not be changed. They carry no refId; the caller knows it. Errors
// are those of Compute.
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
	if _, same := v.Identity(); same {
		a.cache.put(key, frames)
	}
	return own(frames), nil
}

// Check tells everything that is wrong with a query, without reading any fact. See engine.View.Check.
func (a *Answerer) Check(ctx context.Context, q query.Query, span engine.TimeRange) ([]*query.Error, error) {
	v, err := a.view(ctx, q, span)
	if err != nil {
		return query.Split(err)
	}
	return v.Check(ctx, q)
}

// view is the engine's view. Where there is none, and the query is wrong whatever the catalog is, the error says so.
func (a *Answerer) view(ctx context.Context, q query.Query, span engine.TimeRange) (*engine.View, error) {
	v, err := a.engine.View(ctx, span)
	if err != nil {
		_, wrong := q.Check()
		return nil, cmp.Or(errors.Join(wrong...), err)
	}
	return v, nil
}

// keyOf is the key of an answer in the cache. It is not ok where the answer must not be kept.
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

// Compute answers a query of a view, without a cache. Where another revision of the catalog than the newest is in force, the
// first frame warns of it. Errors are the engine's own, *query.Error among them.
func Compute(ctx context.Context, v *engine.View, q query.Query) (data.Frames, error) {
	frames, err := shaped(ctx, v, q)
	if err == nil {
		warn(frames, v.Notice(q.Locale))
	}
	return frames, err
}

// warn puts a warning before the other notices of an answer.
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
