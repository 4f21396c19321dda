package engine_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/northstar/okrkpi/pkg/alert"
	"github.com/northstar/okrkpi/pkg/dev/enginetest"
	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
)

// countdown is a context that is cancelled after Err has been called a number of times.
type countdown struct {
	context.Context
	left   int64
	looked atomic.Int64
}

func (c *countdown) Err() error {
	if c.looked.Add(1) > c.left {
		return context.Canceled
	}
	return nil
}

// Every query checks its context for each part of its work, and stops when the context is cancelled.
func TestWorkEndsWithItsContext(t *testing.T) {
	month := hostNow.AddDate(0, -1, 0)
	const hosts = 40
	cases := map[string]struct {
		attack
		looks int64 // fewest calls of Err
	}{
		"A series by segment": {attack{query: visitsBy(query.Query{GroupBy: []string{"host"}}), from: month}, 2 * hosts},
		"A series of a formula": {
			attack{query: query.Query{
				QueryType: query.Series, Metrics: []string{"orders_per_visit"}, Grain: "day", GroupBy: []string{"host"},
			}, from: month}, 4 * hosts,
		},
		"Running sums": {
			attack{query: visitsBy(query.Query{GroupBy: []string{"host"}, Lines: []query.Line{query.LineCumulative}}), from: month},
			3 * hosts,
		},
		"Filters": {
			attack{query: visitsBy(query.Query{Filters: []query.Filter{{Key: "host", Operator: "=~", Value: "h.*1"}}}), from: month}, hosts,
		},
		"A scorecard": {attack{query: query.Query{}, from: month}, 3},
		"A tree":      {attack{query: query.Query{QueryType: query.Tree, Metrics: []string{"orders", "visits"}}, from: month}, 3},
		"Definitions": {attack{query: query.Query{QueryType: query.Definitions}, from: month}, 4},
		"Objectives":  {attack{query: query.Query{QueryType: query.Objectives}, from: month}, 2},
		"Alerts":      {attack{query: query.Query{QueryType: query.Alerts}, from: month}, 2 * hosts},
		"A replay":    {attack{query: query.Query{QueryType: query.Alerts, Format: query.FormatTimeline}, from: month}, 10 * hosts},
		"One rule's replay": {
			attack{query: query.Query{
				QueryType: query.Alerts, Format: query.FormatTimeline, Rules: []string{"below_plan"},
			}, from: month}, 10,
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			e, _ := newHosts(t, hosts, 10)
			whole := &countdown{Context: t.Context(), left: math.MaxInt64}
			if _, _, err := c.ask(whole, e); err != nil {
				t.Fatal(err)
			}
			all := whole.looked.Load()
			if all < c.looks {
				t.Errorf("the context was looked at %d times, want at least %d", all, c.looks)
			}
			for _, left := range []int64{1, all / 4, all / 2, all - 1} {
				half := &countdown{Context: t.Context(), left: left}
				if _, _, err := c.ask(half, e); !errors.Is(err, context.Canceled) {
					t.Errorf("cancelled after %d of %d looks: error %v", left, all, err)
				}
				if more := half.looked.Load() - left; more > 3 {
					t.Errorf("cancelled after %d of %d looks, it went on for %d more", left, all, more)
				}
			}
		})
	}
}

func TestSegmentValuesEndWithTheirContext(t *testing.T) {
	e, _ := newHosts(t, 100, 2)
	for _, left := range []int64{2, 50, 100} {
		ctx := &countdown{Context: t.Context(), left: left}
		v := enginetest.View(t, e, engine.TimeRange{From: hostNow.AddDate(0, 0, -2), To: hostNow})
		_, err := v.Segments(ctx, query.Query{})
		if !errors.Is(err, context.Canceled) || ctx.looked.Load() > left+2 {
			t.Errorf("after %d looks: %v, %d looks", left, err, ctx.looked.Load())
		}
	}
}

// The estimate is never less than the number of values in the answer, and never twenty times as much.
func TestTheEstimateBoundsTheAnswer(t *testing.T) {
	const hosts, days = 7, 40
	e, _ := newHosts(t, hosts, days)
	from := hostNow.AddDate(0, 0, -30)
	cases := map[string]struct {
		attack
		values int // of the answer
	}{
		"Hours of seven hosts":     {attack{query: visitsBy(query.Query{GroupBy: []string{"host"}}), from: from}, hosts * 30 * 24},
		"Days of all hosts":        {attack{query: visitsBy(query.Query{Grain: "day"}), from: from}, 31},
		"Days beside the week ago": {attack{query: visitsBy(query.Query{Grain: "day", Compare: []string{"week_ago"}}), from: from}, 62},
		"A replay by days": {
			attack{query: query.Query{QueryType: query.Alerts, Format: query.FormatTimeline, Rules: []string{"few_orders"}}, from: from},
			hosts * 30 * 10,
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			var got []engine.Cost
			ctx := engine.WithBudget(t.Context(), engine.Budget{Admit: func(_ context.Context, cost engine.Cost) error {
				got = append(got, cost)
				return nil
			}})
			if _, _, err := c.ask(ctx, e); err != nil {
				t.Fatal(err)
			}
			if len(got) != 1 || got[0].Values < c.values || got[0].Values > 100*c.values {
				t.Errorf("admitted %+v for %d values", got, c.values)
			}
			if got[0].Replay != (c.query.Format == query.FormatTimeline) {
				t.Errorf("replay %v", got[0].Replay)
			}
		})
	}
}

func TestTheSmallestLimitCounts(t *testing.T) {
	e, _ := newHosts(t, 3, 10)
	q := visitsBy(query.Query{GroupBy: []string{"host"}, Grain: "day"})
	multi := q
	multi.Format = query.FormatMulti
	cases := map[string]struct {
		budget engine.Budget
		query  query.Query
		text   string // of the error
	}{
		"The usual":                          {engine.Budget{}, q, ""},
		"Few values":                         {engine.Budget{Values: 100}, q, "values ("},
		"Rows that lines share":              {engine.Budget{Rows: 8}, q, ""},
		"Fewer rows than buckets":            {engine.Budget{Rows: 7}, q, "Grafana's configuration (row_limit) allows 7"},
		"Rows of lines that stand for their": {engine.Budget{Rows: 8}, multi, "would have 24 rows (3 lines of up to 8 buckets"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			a := attack{query: c.query, from: hostNow.AddDate(0, 0, -7)}
			_, _, err := a.ask(engine.WithBudget(t.Context(), c.budget), e)
			if c.text == "" && err != nil || c.text != "" && (err == nil || !strings.Contains(err.Error(), c.text)) {
				t.Errorf("error %v, want %q", err, c.text)
			}
		})
	}
}

func TestALimitedSeriesTellsHowManyLinesThereAre(t *testing.T) {
	e, _ := newHosts(t, 30, 10)
	for limit, want := range map[int]string{1: "showing 1 of 60", 3: "showing 3 of 60", 59: "showing 59 of 60", 60: "", 0: ""} {
		q := visitsBy(query.Query{
			Grain: "day", GroupBy: []string{"host"}, Limit: limit, Compare: []string{"week_ago"}, Lines: []query.Line{query.LineValue},
		})
		s, err := enginetest.View(t, e, engine.TimeRange{From: hostNow.AddDate(0, 0, -7), To: hostNow}).Series(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(s.Notices, "; "); got != want {
			t.Errorf("limit %d: %q, want %q", limit, got, want)
		}
		for i, line := range s.Lines {
			if want := fmt.Sprintf("h%05d", i/2); line.Segment["host"] != want {
				t.Errorf("limit %d: line %d is of %s, want %s", limit, i, line.Segment["host"], want)
			}
		}
		if len(s.Lines) != min(60, max(limit, 60*(1-min(limit, 1)))) {
			t.Errorf("limit %d: %d lines", limit, len(s.Lines))
		}
	}
}

func TestAQueryIsReadWithEachWordOnce(t *testing.T) {
	q, err := query.Parse([]byte(`{"lines":["value","target","value"],"metrics":["a","a"],"filters":[` +
		`{"key":"k","operator":"=","value":"v"},{"key":"k","operator":"=","value":"v"},{"key":"k","operator":"!=","value":"v"}]}`))
	if err != nil || len(q.Lines) != 2 || q.Lines[1] != query.LineTarget || len(q.Metrics) != 1 || len(q.Filters) != 2 {
		t.Errorf("%+v, error %v", q, err)
	}
	long := `{"lines":["value"` + strings.Repeat(`,"value"`, 9000) + `]}`
	if _, err = query.Parse([]byte(long)); err == nil || !strings.Contains(err.Error(), "bytes, and 65,536 are the most") {
		t.Errorf("a query of %d bytes: %v", len(long), err)
	}
}

func TestGrainsOfTheBudget(t *testing.T) {
	e, store := newHosts(t, 1, 10)
	for _, g := range []okr.Grain{okr.Day, okr.Week, okr.Month} {
		a := attack{query: visitsBy(query.Query{Grain: g.String()}), from: hostNow.AddDate(-100, 0, 0)}
		if lines, _, err := a.ask(t.Context(), e); err != nil || lines != 1 {
			t.Errorf("a century by %v: %d lines, %v", g, lines, err)
		}
	}
	if store.reads.Load() != 3 {
		t.Errorf("facts were read %d times", store.reads.Load())
	}
}

// The first fact may be in the middle of a bucket. That bucket is judged like any other.
func TestAReplayBeginsWithTheBucketOfTheFirstFact(t *testing.T) {
	e, _ := newHosts(t, 1, 10) // the first fact is of Friday, 2026-05-22
	for grain, want := range map[string]string{"day": "2026-05-22", "week": "2026-05-18"} {
		year := engine.TimeRange{From: hostNow.AddDate(-1, 0, 0), To: hostNow}
		b, err := alert.Preview(t.Context(), enginetest.View(t, e, year), []byte(strings.Replace(`apiVersion: okr/v1
kind: AlertRule
metadata: {name: tried}
spec: {expr: value < 3, over: {metrics: [orders]}, grain: GRAIN, severity: warning, team: everybody, decision: Look.}
`, "GRAIN", grain, 1)), query.Query{QueryType: query.Alerts})
		if err != nil {
			t.Fatal(err)
		}
		if got := b.Rows[0].Bucket.Format("2006-01-02"); got != want {
			t.Errorf("by %s it begins with %s, want %s", grain, got, want)
		}
	}
}
