package frame

import (
	"context"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/northstar/okrkpi/pkg/engine"
)

// Answer asks the engine and shapes what it says. The frames carry no refId; the caller knows it. Where another revision of
// the catalog than the newest is in force, the first frame warns of it. Errors are the engine's own, *engine.BadQueryError
// among them.
func Answer(ctx context.Context, e *engine.Engine, q engine.Query, r engine.TimeRange) (data.Frames, error) {
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

func answer(ctx context.Context, e *engine.Engine, q engine.Query, r engine.TimeRange) (data.Frames, error) {
	switch q.QueryType {
	case engine.QuerySeries:
		s, err := e.Series(ctx, q, r)
		if err != nil {
			return nil, err
		}
		if q.Format == engine.FormatMulti {
			return SeriesMulti(s), nil
		}
		return Series(s), nil
	case engine.QueryTree:
		t, err := e.Tree(ctx, q, r)
		if err != nil {
			return nil, err
		}
		return Tree(t), nil
	case engine.QueryDefinitions:
		d, err := e.Definitions(ctx, q, r)
		if err != nil {
			return nil, err
		}
		return Definitions(d), nil
	case engine.QueryObjectives:
		o, err := e.Objectives(ctx, q, r)
		if err != nil {
			return nil, err
		}
		return Objectives(o), nil
	case engine.QueryJournal:
		j, err := e.Journal(ctx, q, r)
		if err != nil {
			return nil, err
		}
		if q.Format == engine.FormatAnnotations {
			return JournalAnnotations(j), nil
		}
		return JournalTable(j), nil
	case engine.QueryAlerts:
		return alerts(ctx, e, q, r)
	default:
		// No type means a scorecard. One that does not exist is refused by the engine.
		return scorecard(ctx, e, q, r)
	}
}

func scorecard(ctx context.Context, e *engine.Engine, q engine.Query, r engine.TimeRange) (data.Frames, error) {
	s, err := e.Scorecard(ctx, q, r)
	if err != nil {
		return nil, err
	}
	switch q.Format {
	case engine.FormatStat:
		return Stat(s), nil
	case engine.FormatAlert:
		return Numbers(s), nil
	default:
		return Table(s), nil
	}
}

func alerts(ctx context.Context, e *engine.Engine, q engine.Query, r engine.TimeRange) (data.Frames, error) {
	if q.Format == engine.FormatTimeline {
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
	case engine.FormatAlert:
		return AlertStates(a), nil
	case engine.FormatObserved:
		return AlertObserved(a), nil
	default:
		return AlertTable(a), nil
	}
}
