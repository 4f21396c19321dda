package engine_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/northstar/okrkpi/pkg/alert"
	"github.com/northstar/okrkpi/pkg/dev/enginetest"
	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
	"github.com/northstar/okrkpi/pkg/series"
)

const dailyCompany = `apiVersion: okr/v1
kind: Organization
metadata: {name: shop}
spec: {timezone: America/New_York, northStar: orders}
---
apiVersion: okr/v1
kind: Team
metadata: {name: care}
spec: {lead: lead}
---
apiVersion: okr/v1
kind: Metric
metadata: {name: orders}
spec: {type: sum, grain: day, unit: short, direction: up}
---
apiVersion: okr/v1
kind: AlertRule
metadata: {name: any}
spec: {expr: value > 0, over: {metrics: [orders]}, team: care, decision: Look.}
`

// TestOnlyWholeWeeksAreJudged removes the facts after some day of the last week and queries on each of the following days. The judged value
// is always the sum of seven days, of that week or of the week before.
func TestOnlyWholeWeeksAreJudged(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		calendar := series.NewCalendar(newYork(t), time.Monday, time.January)
		first := calendar.OnDate(okr.Day, okr.NewDate(2026, time.August, 31))
		whole, rest := rapid.IntRange(1, 12).Draw(t, "whole weeks"), rapid.IntRange(0, 7).Draw(t, "days of the last week")
		sums := make([]float64, whole+1)
		var facts []series.Fact
		for day := range 7*whole + rest {
			value := float64(rapid.IntRange(1, 1000).Draw(t, "value"))
			sums[day/7] += value
			facts = append(facts, series.Fact{Metric: "orders", Grain: okr.Day, Bucket: first + series.Bucket(day), Num: value, Den: 1})
		}
		monday := first + series.Bucket(7*(whole+1))
		now := calendar.Start(okr.Day, monday).Add(time.Duration(rapid.IntRange(0, 6*24).Draw(t, "hours later")) * time.Hour)
		want, state := sums[whole-1], alert.Firing
		switch rest {
		case 0:
			want, state = math.NaN(), alert.NoData
		case 7:
			want = sums[whole]
		}
		store := &enginetest.Store{YAML: dailyCompany, Columns: enginetest.ColumnsOf(slices.Values(facts))}
		e, err := engine.New(engine.Config{Catalog: store, Series: store, Clock: func() time.Time { return now }})
		if err != nil {
			t.Fatal(err)
		}
		v, err := e.View(t.Context(), engine.TimeRange{})
		if err != nil {
			t.Fatal(err)
		}
		card, err := v.Scorecard(t.Context(), query.Query{})
		if err != nil {
			t.Fatal(err)
		}
		row := card.Rows[0]
		if !sameValue(row.Value, want) || row.StaleDays != float64(7-rest) || (row.ValueReason == "") != (rest == 7) {
			t.Fatalf("value %v, want %v; %v days late, want %d; reason %q", row.Value, want, row.StaleDays, 7-rest, row.ValueReason)
		}
		alerts, err := alert.Evaluate(t.Context(), v, query.Query{QueryType: query.Alerts, Rules: []string{"any"}})
		if err != nil {
			t.Fatal(err)
		}
		if a := alerts.Rows[0]; !sameValue(a.Value, want) || a.State != state || a.StaleDays != float64(7-rest) || !a.Bucket.Equal(row.Bucket) {
			t.Fatalf("alert %v of %v with %v, want %v with %v; %v days late", a.State, a.Bucket, a.Value, state, want, a.StaleDays)
		}
	})
}

func sameValue(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }

func newYork(t *rapid.T) *time.Location {
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}
