package alert_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/northstar/okrkpi/pkg/alert"
	"github.com/northstar/okrkpi/pkg/dev/enginetest"
	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
	"github.com/northstar/okrkpi/pkg/series"
)

// A way is the path of a metric over the weeks of a year, in standard deviations of the noise that is added to it. Week 0 is the first
// evaluated week.
type way func(week float64) float64

var ways = []struct {
	name string
	way  way
}{
	{"steady", func(float64) float64 { return 0 }},
	{"rising by 0.1", func(w float64) float64 { return 0.1 * w }},
	{"rising by 0.25", func(w float64) float64 { return 0.25 * w }},
	{"rising by 0.5", func(w float64) float64 { return 0.5 * w }},
	{"rising by 1", func(w float64) float64 { return w }},
	{"falling by 3", func(w float64) float64 { return -3 * w }},
	{"beginning to rise by 0.1", func(w float64) float64 { return 0.1 * max(w, 0) }},
	{"beginning to rise by 0.25", func(w float64) float64 { return 0.25 * max(w, 0) }},
	{"beginning to rise by 0.5", func(w float64) float64 { return 0.5 * max(w, 0) }},
	{"beginning to fall by 1", func(w float64) float64 { return -max(w, 0) }},
	{"step of 5", from(0, 5, 5, 5)},
	{"step of 10", from(0, 10, 10, 10)},
	{"fall of 5 for one week", from(0, -5, 0, 0)},
	{"step of 5 in the middle of a week", from(0, 2.5, 5, 5)},
	{"step of 8 in the middle of a week", from(0, 4, 8, 8)},
}

// from returns a way with one value before week 10, one in week 10, one in week 11, and one afterwards.
func from(before, first, second, after float64) way {
	return func(w float64) float64 {
		switch {
		case w < 10:
			return before
		case w == 10:
			return first
		case w == 11:
			return second
		}
		return after
	}
}

// unusualRule is the condition of the automatic rule on unusual values. farRule is the same without its second half.
const (
	unusualRule = "abs(z) > 3.5 && jump >= 0.6"
	farRule     = "abs(z) > 3.5"
)

// firings returns the weeks of a year in which a rule fires, for a number of metrics with the same way.
func (w way) firings(tb testing.TB, expr string, numbers int, seed uint64) [][]bool {
	tb.Helper()
	const weeks = 52
	now := time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)
	calendar := series.NewCalendar(tokyo(tb), time.Monday, time.January)
	until := calendar.LastComplete(okr.Week, now) + 1
	random := rand.New(rand.NewPCG(seed, 7))
	columns := make([]series.Columns, numbers)
	for i := range columns {
		c := &columns[i]
		*c = series.Columns{
			Metric: "orders", Grain: okr.Week, First: until - weeks - series.AnomalyWindow,
			Segment: series.SegmentOf(map[string]string{"store": fmt.Sprintf("s%05d", i)}),
		}
		for week := -series.AnomalyWindow; week < weeks; week++ {
			c.Num, c.Den = append(c.Num, 1000+w(float64(week))+random.NormFloat64()), append(c.Den, 1)
		}
	}
	document := strings.Replace(alertCompany, "direction: up}", "direction: up, segments: [store]}", 1) +
		fmt.Sprintf(alertRule, "rule", expr, "orders")
	store := &enginetest.Store{YAML: document, Columns: map[string][]series.Columns{"orders": columns}}
	e, err := engine.New(engine.Config{Catalog: store, Series: store, Clock: func() time.Time { return now }})
	if err != nil {
		tb.Fatal(err)
	}
	judged := engine.TimeRange{From: calendar.Start(okr.Week, until-weeks), To: now}
	test, err := alert.EvaluateRange(tb.Context(), enginetest.View(tb, e, judged), query.Query{QueryType: query.Alerts})
	if err != nil || len(test.Rows) != numbers*weeks {
		tb.Fatalf("%d weeks were judged, error %v", len(test.Rows), err)
	}
	result := make([][]bool, numbers)
	for i := range test.Rows {
		result[i/weeks] = append(result[i/weeks], test.Rows[i].State == alert.Firing)
	}
	return result
}

// often returns the share of the weeks in [from, until) in which a rule fires.
func often(firings [][]bool, from, until int) float64 {
	n := 0
	for _, weeks := range firings {
		for _, fires := range weeks[from:until] {
			if fires {
				n++
			}
		}
	}
	return float64(n) / float64(len(firings)*(until-from))
}

// BenchmarkUnusual reports how often the automatic rule fires, with and without its second half: in all weeks, in the week of the step, in
// the week after it, and in the forty weeks after that. docs/alert-guards.md has the table.
func BenchmarkUnusual(b *testing.B) {
	for _, w := range ways {
		b.Run(strings.ReplaceAll(w.name, " ", "_"), func(b *testing.B) {
			var far, unusual [][]bool
			for b.Loop() {
				far, unusual = w.way.firings(b, farRule, 2000, 1), w.way.firings(b, unusualRule, 2000, 1)
			}
			for name, firings := range map[string][][]bool{"z": far, "rule": unusual} {
				b.ReportMetric(100*often(firings, 0, 52), name+"-all-%")
				b.ReportMetric(100*often(firings, 10, 11), name+"-week-%")
				b.ReportMetric(100*often(firings, 11, 12), name+"-next-%")
				b.ReportMetric(40*often(firings, 12, 52), name+"-later")
			}
		})
	}
}

// The tolerance is three standard errors of the share of weeks.
func TestTrendsAreNotUnusualAndStepsAreUnusualOnce(t *testing.T) {
	const numbers = 200
	slack := func(share, weeks float64) float64 { return 3 * math.Sqrt(share*(1-share)/weeks) }
	for _, w := range ways {
		t.Run(w.name, func(t *testing.T) {
			t.Parallel()
			firings := w.way.firings(t, unusualRule, numbers, 2)
			if !strings.Contains(w.name, " of ") {
				if got := often(firings, 0, 52); got > 0.01+slack(0.01, 52*numbers) {
					t.Errorf("it fires in %.4f of the weeks, want 0.01 at most", got)
				}
				return
			}
			if got := often(firings, 11, 12); !strings.Contains(w.name, "middle") && got > 0.02+slack(0.02, numbers) {
				t.Errorf("it goes on firing with %.3f in the week after, want 0.02 at most", got)
			}
			if got := often(firings, 12, 52); got > 0.01+slack(0.01, 40*numbers) {
				t.Errorf("it goes on firing in %.4f of the weeks, want 0.01 at most", got)
			}
			if got := often(firings, 10, 11); !strings.Contains(w.name, "middle") && got < 0.8 {
				t.Errorf("%.3f of the changes are found, want 0.8 at least", got)
			}
			if got := often(firings, 10, 12) * 2; strings.Contains(w.name, "8 in the middle") && got < 0.8 {
				t.Errorf("%.3f of the changes are found, want 0.8 at least", got)
			}
		})
	}
}
