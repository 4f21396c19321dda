package frame

import (
	"context"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/query"
)

// Answer asks the engine and shapes what it says. The frames carry no refId; the caller knows it. Where another revision of
// the catalog than the newest is in force, the first frame warns of it. Errors are the engine's own, *query.Error
// among them.
func Answer(ctx context.Context, e *engine.Engine, q query.Query, r engine.TimeRange) (data.Frames, error) {
	frames, err := answer(ctx, e, q, r)
	if err == nil {
		warn(frames, e.Notice(q.Locale))
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

func answer(ctx context.Context, e *engine.Engine, q query.Query, r engine.TimeRange) (data.Frames, error) {
	switch q.QueryType {
	case query.Series:
		s, err := e.Series(ctx, q, r)
		if err != nil {
			return nil, err
		}
		if q.Format == query.FormatMulti {
			return SeriesMulti(s), nil
		}
		return Series(s), nil
	case query.Tree:
		t, err := e.Tree(ctx, q, r)
		if err != nil {
			return nil, err
		}
		return Tree(t), nil
	case query.Definitions:
		d, err := e.Definitions(ctx, q, r)
		if err != nil {
			return nil, err
		}
		return Definitions(d), nil
	case query.Objectives:
		o, err := e.Objectives(ctx, q, r)
		if err != nil {
			return nil, err
		}
		return Objectives(o), nil
	case query.Journal:
		j, err := e.Journal(ctx, q, r)
		if err != nil {
			return nil, err
		}
		if q.Format == query.FormatAnnotations {
			return JournalAnnotations(j), nil
		}
		return JournalTable(j), nil
	case query.Alerts:
		return alerts(ctx, e, q, r)
	default:
		// No type means a scorecard. One that does not exist is refused by the engine.
		return scorecard(ctx, e, q, r)
	}
}

func scorecard(ctx context.Context, e *engine.Engine, q query.Query, r engine.TimeRange) (data.Frames, error) {
	s, err := e.Scorecard(ctx, q, r)
	if err != nil {
		return nil, err
	}
	switch q.Format {
	case query.FormatStat:
		return Stat(s), nil
	case query.FormatAlert:
		return Numbers(s), nil
	default:
		return Table(s), nil
	}
}

func alerts(ctx context.Context, e *engine.Engine, q query.Query, r engine.TimeRange) (data.Frames, error) {
	if q.Format == query.FormatTimeline {
		b, err := e.Backtest(ctx, q, r)
		if err != nil {
			return nil, err
		}
		return Timeline(b, q.Limit), nil
	}
	a, err := e.Alerts(ctx, q, r)
	if err != nil {
		return nil, err
	}
	switch q.Format {
	case query.FormatAlert:
		return AlertStates(a), nil
	case query.FormatObserved:
		return AlertObserved(a), nil
	default:
		return AlertTable(a), nil
	}
}
