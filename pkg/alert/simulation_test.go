package alert_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
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

// simulation is a number of stores that each convert the same share of their visitors in every week. All movements are chance. Weeks and
// stores are independent.
type simulation struct {
	visitors int     // of one store in one week
	share    float64 // share of the visitors that buy
	last     float64 // share in the newest week, if it differs
	stores   int
	weeks    int // evaluated weeks; they follow as many weeks as a z-score needs
}

// alertTrials are the rules of the simulation. All but the first two have the guard against few observations. The automatic rule has its
// own guards.
var alertTrials = []struct{ name, expr, more string }{
	{"naive", "drop(0.1)", ""},
	{"unusual", unusualRule, ""},
	{"drop", "drop(0.1)", "minSample: 1000000, "},
	{"wow", "wow <= -0.1", "minSample: 1000000, "},
	{"median", "value <= 0.9 * median(8)", "minSample: 1000000, "},
	{"limit", "value <= 0.108", "minSample: 1000000, "},
}

// firing returns the share of the evaluated weeks in which each rule fires.
func (s simulation) firing(tb testing.TB, seed uint64) map[string]float64 {
	tb.Helper()
	document := &strings.Builder{}
	document.WriteString(alertCompany)
	fmt.Fprintf(document, alertMetric, "conversion", "week", 0)
	for _, trial := range alertTrials {
		rule := fmt.Sprintf(alertRule, trial.name, trial.expr, "conversion")
		document.WriteString(strings.Replace(rule, "spec: {", "spec: {"+trial.more, 1))
	}
	now := time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)
	calendar := series.NewCalendar(tokyo(tb), time.Monday, time.January)
	until := calendar.LastComplete(okr.Week, now) + 1
	store := &enginetest.Store{YAML: document.String(), Columns: map[string][]series.Columns{"conversion": s.columns(until, seed)}}
	e, err := engine.New(engine.Config{Catalog: store, Series: store, Clock: func() time.Time { return now }})
	if err != nil {
		tb.Fatal(err)
	}
	judged := engine.TimeRange{From: calendar.Start(okr.Week, until-series.Bucket(s.weeks)), To: now}
	result := map[string]float64{}
	for _, trial := range alertTrials {
		v := enginetest.View(tb, e, judged)
		test, err := alert.EvaluateRange(tb.Context(), v, query.Query{QueryType: query.Alerts, Rules: []string{trial.name}})
		if err != nil || len(test.Rows) != s.stores*s.weeks {
			tb.Fatalf("%d weeks were judged instead of %d, error %v", len(test.Rows), s.stores*s.weeks, err)
		}
		for _, row := range test.Rows {
			if row.State == alert.Firing {
				result[trial.name] += 1 / float64(len(test.Rows))
			}
		}
	}
	return result
}

func tokyo(tb testing.TB) *time.Location {
	tb.Helper()
	loc, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		tb.Fatal(err)
	}
	return loc
}

func (s simulation) columns(until series.Bucket, seed uint64) []series.Columns {
	random := rand.New(rand.NewPCG(seed, uint64(s.visitors)))
	usual, newest := binomial(s.visitors, s.share), binomial(s.visitors, s.last)
	length := series.AnomalyWindow + s.weeks
	columns := make([]series.Columns, s.stores)
	for i := range columns {
		c := &columns[i]
		*c = series.Columns{
			Metric: "conversion", Grain: okr.Week, First: until - series.Bucket(length),
			Segment: series.SegmentOf(map[string]string{"store": fmt.Sprintf("s%05d", i)}),
			Num:     make([]float64, length), Den: make([]float64, length),
		}
		for w := range length {
			draw := usual
			if w == length-1 {
				draw = newest
			}
			c.Num[w], c.Den[w] = draw(random), float64(s.visitors)
		}
	}
	return columns
}

// binomial draws from the binomial distribution with n trials by inverting the distribution function.
func binomial(n int, chance float64) func(*rand.Rand) float64 {
	below := make([]float64, n+1)
	all, _ := math.Lgamma(float64(n + 1))
	total := 0.0
	for k := range below {
		done, _ := math.Lgamma(float64(k + 1))
		left, _ := math.Lgamma(float64(n - k + 1))
		total += math.Exp(all - done - left + float64(k)*math.Log(chance) + float64(n-k)*math.Log1p(-chance))
		below[k] = total
	}
	return func(r *rand.Rand) float64 {
		k, _ := slices.BinarySearch(below, r.Float64())
		return float64(min(k, n))
	}
}

// conversion is the share in all simulations.
const conversion = 0.12

// steady returns stores in which nothing ever happens.
func steady(visitors, stores int) simulation {
	return simulation{visitors, conversion, conversion, stores, 100}
}

// fallen returns stores whose share falls in the newest week by five standard deviations of the weekly share, but not below zero.
func fallen(visitors, stores int) simulation {
	deviation := math.Sqrt(conversion * (1 - conversion) / float64(visitors))
	return simulation{visitors, conversion, max(conversion-5*deviation, 1e-12), stores, 1}
}

// BenchmarkFalseAlarms reports in how many weeks rules fire: of 100,000 in which nothing happened, and of 10,000 that begin with a fall.
// docs/alert-guards.md has the table.
func BenchmarkFalseAlarms(b *testing.B) {
	for _, visitors := range []int{100, 300, 1000, 3000} {
		b.Run(fmt.Sprint(visitors), func(b *testing.B) {
			var alarms, caught map[string]float64
			for b.Loop() {
				alarms, caught = steady(visitors, 1000).firing(b, 1), fallen(visitors, 10_000).firing(b, 2)
			}
			for _, trial := range alertTrials {
				b.ReportMetric(100*alarms[trial.name], trial.name+"-alarms-%")
				b.ReportMetric(100*caught[trial.name], trial.name+"-caught-%")
			}
		})
	}
}

// The tolerance is three standard errors of a share in 5,000 and in 1,000 weeks.
func TestGuardsKeepFalseAlarmsBackAndLetFallsThrough(t *testing.T) {
	tests := []struct {
		visitors int
		most     map[string]float64 // share of false alarms
		least    map[string]float64 // share of detected falls
	}{
		{
			100,
			map[string]float64{"unusual": 0.01, "drop": 0.01, "wow": 0.01, "median": 0.01, "limit": 0.01},
			map[string]float64{"naive": 0.99, "drop": 0.9, "wow": 0.9, "median": 0.95, "limit": 0.95},
		},
		{
			300,
			map[string]float64{"unusual": 0.01, "drop": 0.01, "wow": 0.01, "median": 0.01, "limit": 0.01},
			map[string]float64{"naive": 0.99, "unusual": 0.85, "drop": 0.9, "wow": 0.9, "median": 0.95, "limit": 0.95},
		},
		{
			1000,
			map[string]float64{"unusual": 0.01, "drop": 0.01, "wow": 0.01, "median": 0.005, "limit": 0.005},
			map[string]float64{"naive": 0.99, "unusual": 0.85, "drop": 0.85, "wow": 0.85, "median": 0.95, "limit": 0.95},
		},
		{
			3000,
			map[string]float64{"unusual": 0.01, "drop": 0.01, "wow": 0.01, "median": 0.001, "limit": 0.001},
			map[string]float64{"naive": 0.98, "unusual": 0.85, "drop": 0.85, "wow": 0.85, "median": 0.8, "limit": 0.85},
		},
	}
	slack := func(share, weeks float64) float64 { return 3 * math.Sqrt(share*(1-share)/weeks) }
	for _, test := range tests {
		t.Run(fmt.Sprint(test.visitors), func(t *testing.T) {
			t.Parallel()
			alarms, caught := steady(test.visitors, 50).firing(t, 3), fallen(test.visitors, 1000).firing(t, 4)
			if alarms["naive"] < 0.05 {
				t.Errorf("chance alone sets a rule without guard off in %.3f of the weeks: nothing is to be guarded", alarms["naive"])
			}
			for name, most := range test.most {
				if alarms[name] > most+slack(most, 5000) {
					t.Errorf("%s: %.4f of the weeks are false alarms, want %.4f at most", name, alarms[name], most)
				}
			}
			for name, least := range test.least {
				if caught[name] < least-slack(least, 1000) {
					t.Errorf("%s: %.3f of the falls are caught, want %.3f at least", name, caught[name], least)
				}
			}
		})
	}
}
