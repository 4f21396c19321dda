package enginetest

import (
	"context"
	"strings"
	"time"

	"github.com/northstar/okrkpi/pkg/alert"
	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/query"
	"github.com/northstar/okrkpi/pkg/series"
)

func (s *Scenario) runQuery(verb, text string) {
	if text == "" {
		text = "{}"
	}
	q, err := query.Parse([]byte(text))
	if err != nil {
		s.t.Fatal(err)
	}
	q.QueryType = query.Type(strings.Replace(verb, "backtest", "alerts", 1))
	e, err := engine.New(engine.Config{Catalog: s.Store, Series: s.Store, Clock: func() time.Time { return s.at }})
	if err != nil {
		s.t.Fatal(err)
	}
	ctx := context.Background()
	s.rows, s.lines, s.edges, s.notes, s.alerts = nil, map[string]engine.SeriesLine{}, nil, nil, nil
	v, err := e.View(ctx, s.span)
	if err != nil {
		s.err = err
		return
	}
	if verb == "backtest" {
		var test *alert.Backtest
		if test, s.err = alert.EvaluateRange(ctx, v, q); s.err == nil {
			s.alerts = test.Rows
		}
		return
	}
	switch q.QueryType {
	case query.Scorecard:
		var card *engine.Scorecard
		if card, s.err = v.Scorecard(ctx, q); s.err == nil {
			s.rows, s.notes = card.Rows, card.Notices
		}
	case query.Series:
		var result *engine.Series
		if result, s.err = v.Series(ctx, q); s.err == nil {
			for _, l := range result.Lines {
				name := l.Metric.Name + "/" + l.Key
				if len(l.Segment) > 0 {
					name += "/" + string(series.SegmentOf(l.Segment))
				}
				if _, twice := s.lines[name]; twice {
					s.t.Errorf("two lines are called %s", name)
				}
				s.lines[name] = l
			}
		}
	case query.Tree:
		var tree *engine.Tree
		if tree, s.err = v.Tree(ctx, q); s.err == nil {
			for _, n := range tree.Nodes {
				s.rows = append(s.rows, n.Row)
			}
			for _, e := range tree.Edges {
				s.edges = append(s.edges, e.From+">"+e.To)
			}
		}
	case query.Objectives:
		var objectives *engine.Objectives
		if objectives, s.err = v.Objectives(ctx, q); s.err == nil {
			for _, o := range objectives.Rows {
				s.rows = append(s.rows, o.Row)
			}
			s.notes = objectives.Notices
		}
	case query.Alerts:
		var alerts *alert.Alerts
		if alerts, s.err = alert.Evaluate(ctx, v, q); s.err == nil {
			s.alerts, s.notes = alerts.Rows, alerts.Notices
		}
	case query.Definitions:
		var d *engine.Definitions
		if d, s.err = v.Definitions(ctx, q); s.err == nil {
			for _, row := range d.Rows {
				s.rows = append(s.rows, engine.Row{
					ID: row.Metric.Name, Title: row.Title, ThresholdText: row.ThresholdText, Baseline: row.Baseline.Median,
					Target: row.SuggestLow, Stretch: row.SuggestHigh, Value: row.Baseline.Mean,
					Sample: float64(row.Baseline.Points), Bucket: row.LastFact,
				})
			}
		}
	}
}

// segments runs a query of the values of segments. Each is a row such as plan=free,pro.
func (s *Scenario) segments(text string) error {
	q, err := query.Parse([]byte(text))
	if err != nil {
		return err
	}
	e, err := engine.New(engine.Config{Catalog: s.Store, Series: s.Store, Clock: func() time.Time { return s.at }})
	if err != nil {
		return err
	}
	v, err := e.View(context.Background(), s.span)
	if err != nil {
		return err
	}
	var found []engine.SegmentValues
	found, s.err = v.Segments(context.Background(), q)
	s.rows = nil
	for _, segment := range found {
		s.rows = append(s.rows, engine.Row{ID: segment.Key + "=" + strings.Join(segment.Values, ",")})
	}
	return nil
}
