package answer

import (
	"context"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"github.com/northstar/okrkpi/pkg/alert"
	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/frame"
	"github.com/northstar/okrkpi/pkg/query"
)

// shaped computes a query and converts the result to frames in the query's format. A query without a type is a scorecard. The engine
// rejects unknown types.
func shaped(ctx context.Context, v *engine.View, q query.Query) (data.Frames, error) {
	switch q.QueryType {
	case query.Series:
		s, err := v.Series(ctx, q)
		if q.Format == query.FormatMulti {
			return shape(s, err, frame.SeriesMulti)
		}
		return shape(s, err, frame.Series)
	case query.Tree:
		t, err := v.Tree(ctx, q)
		return shape(t, err, frame.Tree)
	case query.Definitions:
		d, err := v.Definitions(ctx, q)
		return shape(d, err, frame.Definitions)
	case query.Objectives:
		o, err := v.Objectives(ctx, q)
		return shape(o, err, frame.Objectives)
	case query.Journal:
		j, err := v.Journal(ctx, q)
		if q.Format == query.FormatAnnotations {
			return shape(j, err, frame.JournalAnnotations)
		}
		return shape(j, err, frame.JournalTable)
	case query.Alerts:
		return alerts(ctx, v, q)
	default:
		return scorecard(ctx, v, q)
	}
}

func scorecard(ctx context.Context, v *engine.View, q query.Query) (data.Frames, error) {
	s, err := v.Scorecard(ctx, q)
	switch q.Format {
	case query.FormatStat:
		return shape(s, err, frame.Stat)
	case query.FormatAlert:
		return shape(s, err, frame.NumericLong)
	default:
		return shape(s, err, frame.Table)
	}
}

func alerts(ctx context.Context, v *engine.View, q query.Query) (data.Frames, error) {
	if q.Format == query.FormatTimeline {
		b, err := alert.EvaluateRange(ctx, v, q)
		return shape(b, err, func(b *alert.Backtest) data.Frames { return frame.Timeline(b, q.Limit) })
	}
	a, err := alert.Evaluate(ctx, v, q)
	switch q.Format {
	case query.FormatAlert:
		return shape(a, err, frame.AlertStates)
	case query.FormatObserved:
		return shape(a, err, frame.AlertObserved)
	default:
		return shape(a, err, frame.AlertTable)
	}
}

func shape[T any](result T, err error, frames func(T) data.Frames) (data.Frames, error) {
	if err != nil {
		return nil, err
	}
	return frames(result), nil
}
