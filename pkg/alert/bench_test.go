package alert_test

import (
	"fmt"
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

const alertCompany = `apiVersion: okr/v1
kind: Organization
metadata: {name: company}
spec: {timezone: Asia/Tokyo, northStar: orders}
---
apiVersion: okr/v1
kind: Team
metadata: {name: everybody}
spec: {lead: somebody}
---
apiVersion: okr/v1
kind: Metric
metadata: {name: orders, title: Orders}
spec: {type: sum, grain: week, unit: short, direction: up}
`

const alertMetric = `---
apiVersion: okr/v1
kind: Metric
metadata: {name: %s, title: Share}
spec: {type: ratio, grain: %s, unit: percentunit, direction: up, segments: [store], minSample: %d}
`

const alertRule = `---
apiVersion: okr/v1
kind: AlertRule
metadata: {name: %s}
spec: {expr: '%s', over: {metrics: [%s]}, groupBy: [store], grain: week, severity: warning, team: everybody, decision: Look.}
`

// alertConditions are typical conditions. Each is the condition of a fifth of the rules.
var alertConditions = []string{"value < 0.08", "drop(0.2)", unusualRule, "streak(value < 0.1, 3)", "wow < -0.3 && value < share_0"}

// BenchmarkAlerts evaluates a hundred weekly rules, each in many stores, on three years of daily facts. A fifth of the rules share a
// metric.
func BenchmarkAlerts(b *testing.B) {
	const rules, days = 100, 3 * 365
	for _, instances := range []int{1000, 10_000, 20_000} {
		b.Run(fmt.Sprint(instances), func(b *testing.B) {
			now := time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)
			random := rand.New(rand.NewPCG(1, 2))
			document := &strings.Builder{}
			document.WriteString(alertCompany)
			store := &enginetest.Store{Columns: map[string][]series.Columns{}}
			first := series.Bucket(okr.DateOf(now).Days() - days)
			for i := range rules / len(alertConditions) {
				metric := fmt.Sprintf("share_%d", i)
				fmt.Fprintf(document, alertMetric, metric, "day", 100)
				for k, condition := range alertConditions {
					fmt.Fprintf(document, alertRule, fmt.Sprintf("rule_%d_%d", i, k), condition, metric)
				}
				for k := range instances / rules {
					col := series.Columns{
						Metric: metric, Grain: okr.Day, First: first, Num: make([]float64, days), Den: make([]float64, days),
						Segment: series.SegmentOf(map[string]string{"store": fmt.Sprintf("s%03d", k)}),
					}
					for d := range days {
						col.Num[d], col.Den[d] = float64(6+random.IntN(13)), 100
					}
					store.Columns[metric] = append(store.Columns[metric], col)
				}
			}
			store.YAML = document.String()
			e, err := engine.New(engine.Config{Catalog: store, Series: store, Clock: func() time.Time { return now }})
			if err != nil {
				b.Fatal(err)
			}
			q := query.Query{QueryType: query.Alerts}
			if _, err := alert.Evaluate(b.Context(), enginetest.View(b, e, engine.TimeRange{}), q); err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				alerts, err := alert.Evaluate(b.Context(), enginetest.View(b, e, engine.TimeRange{}), q)
				if err != nil || len(alerts.Rows) != instances {
					b.Fatalf("%d alerts, error %v", len(alerts.Rows), err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(instances), "ns/alert")
		})
	}
}
