package engine_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/northstar/okrkpi/pkg/alert"
	"github.com/northstar/okrkpi/pkg/dev/enginetest"
	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
	"github.com/northstar/okrkpi/pkg/series"
)

const hostCompany = `apiVersion: okr/v1
kind: Organization
metadata: {name: company}
spec: {timezone: Europe/Berlin, northStar: visits}
---
apiVersion: okr/v1
kind: Team
metadata: {name: everybody}
spec: {lead: somebody}
---
apiVersion: okr/v1
kind: Period
metadata: {name: 2026-Q2}
spec: {start: 2026-04-01, end: 2026-07-01}
---
apiVersion: okr/v1
kind: Metric
metadata: {name: visits}
spec: {type: sum, grain: hour, unit: short, direction: up, segments: [host]}
---
apiVersion: okr/v1
kind: Metric
metadata: {name: orders}
spec: {type: sum, grain: day, unit: short, direction: up, segments: [host]}
---
apiVersion: okr/v1
kind: Metric
metadata: {name: orders_per_visit}
spec: {type: derived, formula: orders / visits, unit: short, direction: up, segments: [host]}
---
apiVersion: okr/v1
kind: Objective
metadata: {name: growth, title: More people buy}
spec:
  period: 2026-Q2
  team: everybody
  whyNow: It is time.
  keyResults:
    - {name: orders, metric: orders, baseline: 10, target: 20}
---
apiVersion: okr/v1
kind: AlertRule
metadata: {name: few_orders}
spec: {expr: value < 3, over: {metrics: [orders]}, groupBy: [host], grain: day, severity: warning, team: everybody, decision: Look.}
---
apiVersion: okr/v1
kind: AlertRule
metadata: {name: below_plan}
spec: {expr: attainment < 0.1, over: {keyResults: [growth/orders]}, grain: day, severity: warning, team: everybody, decision: Look.}
`

var hostNow = time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)

// newHosts returns the engine of a company with a number of hosts and daily facts of the last days.
func newHosts(tb testing.TB, hosts, days int) (*engine.Engine, *counting) {
	tb.Helper()
	store := &counting{Store: enginetest.Store{YAML: hostCompany, Columns: map[string][]series.Columns{}}}
	today := okr.DateOf(hostNow).Days()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		tb.Fatal(err)
	}
	hour := series.NewCalendar(berlin, time.Monday, time.January).At(okr.Hour, hostNow)
	for h := range hosts {
		segment := series.SegmentOf(map[string]string{"host": hostName(h)})
		for _, c := range []series.Columns{
			{Metric: "visits", Grain: okr.Hour, First: hour - series.Bucket(24*days), Num: make([]float64, 24*days)},
			{Metric: "orders", Grain: okr.Day, First: series.Bucket(today) - series.Bucket(days), Num: make([]float64, days)},
		} {
			c.Segment, c.Den = segment, make([]float64, len(c.Num))
			for i := range c.Num {
				c.Num[i], c.Den[i] = float64(1+(i*7+h)%11), 1
			}
			store.Columns[c.Metric] = append(store.Columns[c.Metric], c)
		}
	}
	e, err := engine.New(engine.Config{Catalog: store, Series: store, Clock: func() time.Time { return hostNow }})
	if err != nil {
		tb.Fatal(err)
	}
	return e, store
}

func hostName(i int) string { return fmt.Sprintf("h%05d", i) }

// counting counts how often facts are read.
type counting struct {
	enginetest.Store
	reads atomic.Int64
}

func (c *counting) Facts(ctx context.Context, r series.FactsRequest) ([]series.Columns, error) {
	c.reads.Add(1)
	return c.Store.Facts(ctx, r)
}

// allocated returns how many bytes work allocates.
func allocated(work func()) int64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	work()
	runtime.ReadMemStats(&after)
	return int64(after.TotalAlloc - before.TotalAlloc)
}

// attack is a query that must be cheap to answer or to reject.
type attack struct {
	query   query.Query
	from    time.Time
	refused string // expected text of the error; "" for an answer
	unread  bool   // rejected before facts are read
	bytes   int64  // most bytes that it may allocate
	lines   int    // lines or rows of the answer
}

func (a attack) ask(ctx context.Context, e *engine.Engine) (lines int, notices []string, err error) {
	v, err := e.View(ctx, engine.TimeRange{From: a.from, To: hostNow})
	if err != nil {
		return 0, nil, err
	}
	switch {
	case a.query.QueryType == query.Series:
		s, err := v.Series(ctx, a.query)
		if err != nil {
			return 0, nil, err
		}
		return len(s.Lines), s.Notices, nil
	case a.query.QueryType == query.Alerts && a.query.Format == query.FormatTimeline:
		b, err := alert.EvaluateRange(ctx, v, a.query)
		if err != nil {
			return 0, nil, err
		}
		return len(b.Rows), nil, nil
	case a.query.QueryType == query.Alerts:
		s, err := alert.Evaluate(ctx, v, a.query)
		if err != nil {
			return 0, nil, err
		}
		return len(s.Rows), s.Notices, nil
	case a.query.QueryType == query.Definitions:
		d, err := v.Definitions(ctx, a.query)
		if err != nil {
			return 0, nil, err
		}
		return len(d.Rows), nil, nil
	case a.query.QueryType == query.Tree:
		t, err := v.Tree(ctx, a.query)
		if err != nil {
			return 0, nil, err
		}
		return len(t.Nodes), nil, nil
	case a.query.QueryType == query.Objectives:
		o, err := v.Objectives(ctx, a.query)
		if err != nil {
			return 0, nil, err
		}
		return len(o.Rows), nil, nil
	}
	s, err := v.Scorecard(ctx, a.query)
	if err != nil {
		return 0, nil, err
	}
	return len(s.Rows), s.Notices, nil
}

func repeat[T any](n int, word func(int) T) []T {
	list := make([]T, n)
	for i := range list {
		list[i] = word(i)
	}
	return list
}

func visitsBy(q query.Query) query.Query {
	q.QueryType, q.Metrics = query.Series, []string{"visits"}
	if q.Grain == "" {
		q.Grain = "hour"
	}
	return q
}

const megabyte = 1 << 20

func TestAnAttackIsCheapOrRefused(t *testing.T) {
	since := func(year int) time.Time { return time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC) }
	cases := map[string]attack{
		"A line that is repeated 9,000 times is one line": {
			query: visitsBy(query.Query{Lines: repeat(9000, func(int) query.Line { return query.LineValue })}),
			from:  hostNow.AddDate(0, 0, -7), lines: 1, bytes: 8 * megabyte,
		},
		"A comparison, a filter and a metric that are repeated count once": {
			query: query.Query{
				QueryType: query.Series, Metrics: repeat(3000, func(int) string { return "orders" }),
				Compare: repeat(3000, func(int) string { return "week_ago" }),
				Filters: repeat(3000, func(int) query.Filter { return query.Filter{Key: "host", Operator: "=~", Value: "h.*"} }),
			},
			from: hostNow.AddDate(0, 0, -7), lines: 2, bytes: 8 * megabyte,
		},
		"3,000 lines that nobody knows are refused as a number": {
			query:   visitsBy(query.Query{Lines: repeat(3000, func(i int) query.Line { return query.Line(fmt.Sprint("line", i)) })}),
			refused: "lines: 3,000 are named, and one query may name 50", unread: true, bytes: megabyte,
		},
		"3,000 metrics that nobody knows are refused as a number": {
			query: query.Query{
				QueryType: query.Series, Metrics: repeat(3000, func(i int) string { return strings.Repeat("x", 100) + fmt.Sprint(i) }),
			},
			refused: "metrics: 3,000 are named", unread: true, bytes: megabyte,
		},
		"A name of a megabyte is no name": {
			query: query.Query{Team: strings.Repeat("x", megabyte)}, refused: "1,048,576 bytes: want at most 200", unread: true, bytes: megabyte,
		},
		"A pattern that is a program of a megabyte is refused": {
			query: visitsBy(query.Query{Filters: []query.Filter{
				{Key: "host", Operator: "=~", Value: strings.Repeat(`[\pL\pN]{1000}`, 200)},
			}}),
			refused: "too large a pattern", unread: true, bytes: 8 * megabyte,
		},
		"A pattern with thousands of ways at each character is refused before it is tried on 2,000 hosts": {
			query: visitsBy(query.Query{GroupBy: []string{"host"}, Filters: []query.Filter{
				{Key: "host", Operator: "=~", Value: "(.?){900}x"},
			}}),
			from: hostNow.AddDate(0, 0, -1), refused: "2,000 segments looked at by 1 filter", bytes: 24 * megabyte,
		},
		"Fifty patterns on 2,000 hosts are refused before they are tried": {
			query: visitsBy(query.Query{Filters: repeat(50, func(i int) query.Filter {
				return query.Filter{Key: "host", Operator: "!~", Value: fmt.Sprint("x", i)}
			})}),
			from: hostNow.AddDate(0, 0, -1), refused: "2,000 segments looked at by 50 filters", bytes: 24 * megabyte,
		},
		"A list of names, as a variable with many values writes it, is a cheap pattern": {
			query: query.Query{
				QueryType: query.Series, Metrics: []string{"orders"}, Grain: "day", GroupBy: []string{"host"},
				Filters: []query.Filter{{Key: "host", Operator: "=~", Value: "(" + strings.Join(repeat(400, hostName), "|") + ")"}},
			},
			from: hostNow.AddDate(0, 0, -10), lines: 400, bytes: 32 * megabyte,
		},
		"Hours since 1970 are refused before a fact is read": {
			query: visitsBy(query.Query{}), from: since(1970),
			refused: "metric visits would have 494,", unread: true, bytes: megabyte,
		},
		"Days since 1900 with all lines and comparisons of three metrics are refused before a fact is read": {
			query: query.Query{
				QueryType: query.Series, Metrics: []string{"visits", "orders", "orders_per_visit"}, Grain: "day",
				Lines: query.Lines(), Compare: []string{"previous", "week_ago", "month_ago", "year_ago"},
			},
			from: since(1900), refused: "the largest answer has 1,000,000", unread: true, bytes: megabyte,
		},
		"Hours of 180 days of 2,000 hosts are refused before they are computed": {
			query: visitsBy(query.Query{GroupBy: []string{"host"}}), from: hostNow.AddDate(0, 0, -180),
			refused: "2,000 lines of up to 4,320 buckets", bytes: 24 * megabyte,
		},
		"Of 2,000 hosts one is computed where one is wanted": {
			query: visitsBy(query.Query{GroupBy: []string{"host"}, Limit: 1}), from: hostNow.AddDate(0, 0, -180),
			lines: 1, bytes: 24 * megabyte,
		},
		"The formula of 2,000 hosts is computed for one where one is wanted": {
			query: query.Query{
				QueryType: query.Series, Metrics: []string{"orders_per_visit"}, Grain: "day", GroupBy: []string{"host"}, Limit: 1,
			},
			from: hostNow.AddDate(-1, 0, 0), lines: 1, bytes: 24 * megabyte,
		},
		"The running sums of 500 hosts are computed once each": {
			query: query.Query{
				QueryType: query.Series, Metrics: []string{"orders"}, Grain: "day", GroupBy: []string{"host"},
				Lines: []query.Line{query.LineCumulative}, Limit: 500,
			},
			from: hostNow.AddDate(0, 0, -60), lines: 500, bytes: 32 * megabyte,
		},
		"A replay since the year 1 is refused": {
			query: query.Query{QueryType: query.Alerts, Format: query.FormatTimeline}, from: since(1),
			refused: "has to lie within the years 1900 to 2199", unread: true, bytes: megabyte,
		},
		"A replay since 1900 begins with the first fact": {
			query: query.Query{QueryType: query.Alerts, Format: query.FormatTimeline, Rules: []string{"below_plan"}},
			from:  since(1900), lines: 10, bytes: 8 * megabyte,
		},
		"A scorecard of the hours since 1900 begins with the first fact": {
			query: query.Query{Grain: "hour"}, from: since(1900), lines: 2, bytes: 24 * megabyte,
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			e, store := newHosts(t, 2000, 10)
			if _, _, err := e.Catalog(t.Context()); err != nil { // reading the catalog is not measured
				t.Fatal(err)
			}
			var lines int
			var err error
			bytes := allocated(func() { lines, _, err = c.ask(t.Context(), e) })
			t.Logf("%d MB", bytes/megabyte)
			switch {
			case c.refused != "":
				var bad *query.Error
				if !errors.As(err, &bad) || !strings.Contains(err.Error(), c.refused) {
					t.Errorf("answered with error %.300v, want %q", err, c.refused)
				}
			case err != nil || lines != c.lines:
				t.Errorf("%d lines or rows, error %v, want %d", lines, err, c.lines)
			}
			if bytes > c.bytes {
				t.Errorf("it took %d bytes, more than %d", bytes, c.bytes)
			}
			if c.unread && store.reads.Load() > 0 {
				t.Error("facts were read")
			}
		})
	}
}
