package bench

import (
	"fmt"
	"iter"
	"math"
	"strings"
	"time"

	"github.com/northstar/okrkpi/pkg/catalog"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// Size of the company.
const (
	Metrics    = 1000
	Days       = 1100
	Objectives = 40 // of the running quarter, with five key results each
	KPIs       = 100
	Teams      = 10
)

const keyResultsPerObjective = 5

// Now is the time of all queries: a Monday morning, with facts up to the day before.
var Now = time.Date(2025, time.December, 15, 8, 30, 0, 0, time.UTC)

// LastDay is the newest day with facts.
var LastDay = okr.NewDate(2025, time.December, 14)

// FirstDay is the oldest day with facts.
var FirstDay = LastDay.AddDays(1 - Days)

// overview are the five metrics of the overview.
var overview = []string{metricName(0), metricName(1), metricName(2), metricName(3), metricName(4)}

func metricName(i int) string { return fmt.Sprintf("metric_%03d", i) }

// metricType spreads the types evenly.
func metricType(i int) okr.MetricType {
	return []okr.MetricType{okr.Ratio, okr.Sum, okr.Mean}[i%3]
}

// Catalog is the catalog of the company.
func Catalog() (*okr.Catalog, error) {
	var b strings.Builder
	fmt.Fprintf(&b, `apiVersion: okr/v1
kind: Organization
metadata: {name: large, title: A large company}
spec: {timezone: Europe/Berlin, northStar: %s, overview: [%s]}
---
apiVersion: okr/v1
kind: Period
metadata: {name: 2025-Q4}
spec: {start: 2025-10-01, end: 2026-01-01}
`, overview[0], strings.Join(overview, ", "))
	for i := range Teams {
		fmt.Fprintf(&b, `---
apiVersion: okr/v1
kind: Team
metadata: {name: %s, title: Team %d}
spec: {lead: lead%d@example.com, contactPoint: chat}
`, teamName(i), i, i)
	}
	for i := range Metrics {
		writeMetric(&b, i)
	}
	for i := range KPIs {
		writeKPI(&b, i)
	}
	for i := range Objectives {
		writeObjective(&b, i)
	}
	c, findings := catalog.Parse([]catalog.File{{Name: "large.yaml", Data: []byte(b.String())}})
	return c, findings.Err()
}

func teamName(i int) string { return fmt.Sprintf("team_%d", i%Teams) }

func writeMetric(b *strings.Builder, i int) {
	unit := map[okr.MetricType]string{okr.Ratio: "percentunit", okr.Sum: "short", okr.Mean: "s"}[metricType(i)]
	fmt.Fprintf(b, `---
apiVersion: okr/v1
kind: Metric
metadata: {name: %s, title: {en: Metric %d, ja: 指標%d}}
spec:
  type: %s
  grain: day
  unit: %s
  decimals: 1
  direction: up
  definition: {owner: owner%d@example.com, dataSource: warehouse.events, logic: events of kind %d}
`, metricName(i), i, i, metricType(i), unit, i, i)
}

// writeKPI writes a KPI of metric i, with thresholds around its typical value.
func writeKPI(b *strings.Builder, i int) {
	tier := []okr.Tier{okr.Main, okr.Monitoring}[i%2]
	level := typical(i)
	fmt.Fprintf(b, `---
apiVersion: okr/v1
kind: KPI
metadata: {name: kpi_%d, title: KPI %d}
spec: {metric: %s, team: %s, tier: %v, thresholds: {yellow: %g, red: %g}}
`, i, i, metricName(i), teamName(i), tier, level, 0.8*level)
}

// writeObjective writes an objective. Every fifth key result has a baseline of its own; the others take the metric's value before the
// quarter.
func writeObjective(b *strings.Builder, i int) {
	fmt.Fprintf(b, `---
apiVersion: okr/v1
kind: Objective
metadata: {name: objective_%d, title: {en: Objective %d, ja: 目標%d}}
spec:
  period: 2025-Q4
  team: %s
  whyNow: It is time.
  doer: %s
  decider: board
  keyResults:
`, i, i, i, teamName(i), teamName(i))
	for k := range keyResultsPerObjective {
		m := i*keyResultsPerObjective + k
		baseline := "auto"
		if k == 0 {
			baseline = fmt.Sprintf("%g", typical(m))
		}
		fmt.Fprintf(b, "    - {name: kr_%d, title: Key result %d, metric: %s, owner: owner%d@example.com, baseline: %s, target: %g}\n",
			k, k, metricName(m), m, baseline, 1.2*typical(m))
	}
}

// typical is the value around which a metric moves, week by week.
func typical(i int) float64 {
	switch metricType(i) {
	case okr.Ratio:
		return 0.3 + 0.0001*float64(i)
	case okr.Mean:
		return 40 + float64(i%17)
	default:
		return 7 * float64(1000+i)
	}
}

// Calendar is the company's.
func Calendar(c *okr.Catalog) series.Calendar { return series.CalendarOf(c.Organization) }

// Facts are the facts of the first metrics, one for each day, in the order of metric and day.
func Facts(metrics int) iter.Seq2[series.Fact, error] {
	return func(yield func(series.Fact, error) bool) {
		for i := range metrics {
			for day := range Days {
				if !yield(fact(i, day), nil) {
					return
				}
			}
		}
	}
}

// fact is a fact with a weekly rhythm, slow growth, and noise that depends on metric and day only.
func fact(i, day int) series.Fact {
	b := series.Bucket(FirstDay.Days()) + series.Bucket(day)
	noise := float64(scatter(uint64(i)<<32|uint64(day))%1000)/1000 - 0.5
	share := 1 + 0.1*math.Sin(2*math.Pi*float64(b)/7) + 0.1*float64(day)/Days + 0.1*noise
	f := series.Fact{Metric: metricName(i), Grain: okr.Day, Bucket: b, Den: 1}
	switch metricType(i) {
	case okr.Ratio, okr.Mean:
		f.Den = float64(900 + scatter(uint64(i)<<16|uint64(day))%200)
		f.Num = math.Round(f.Den * typical(i) * share)
	default:
		f.Num = math.Round(typical(i) / 7 * share)
	}
	return f
}

// scatter spreads neighbouring numbers over all others (Sebastiano Vigna's splitmix64).
func scatter(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
