package alert_test

import (
	"fmt"
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

// Two stores sell 4 % this week. That is little for store a, which sold 10 % before, and usual for store b.
func TestEachSegmentIsComparedWithItsOwn(t *testing.T) {
	const period = `---
apiVersion: okr/v1
kind: Period
metadata: {name: spring}
spec: {start: 2026-05-18, end: 2026-08-17}
`
	now := time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)
	last := series.NewCalendar(tokyo(t), time.Monday, time.January).LastComplete(okr.Week, now)
	course := func(metric, segment string, before, now float64) series.Columns {
		c := series.Columns{Metric: metric, Grain: okr.Week, Segment: series.Segment(segment), First: last - 12}
		for range 12 {
			c.Num, c.Den = append(c.Num, before), append(c.Den, 100)
		}
		c.Num, c.Den = append(c.Num, now), append(c.Den, 100)
		return c
	}
	const a, b = `{"store":"a"}`, `{"store":"b"}`
	columns := map[string][]series.Columns{
		"conversion": {course("conversion", a, 10, 4), course("conversion", b, 4, 4)},
		"visits":     {course("visits", a, 50, 50), course("visits", b, 3, 3)},
	}
	for expr, want := range map[string]string{
		"value < 0.5 * baseline":                    "firing ok",
		`value < 0.5 * metric("visits")`:            "firing ok",
		`metric("visits") < value`:                  "ok firing",
		"value < 0.5 * baseline || visits < 0.1":    "firing firing",
		`value < 0.5 * last(1) && visits < 0.1`:     "ok ok",
		`value < 0.05 && not (stale_days > 0)`:      "firing firing",
		`value < 0.05 && metric("visits") > 0.2`:    "firing ok",
		`streak(value < metric("visits"), 13)`:      "firing ok",
		`value < 0.5 * median(9) && visits >= 0.03`: "firing ok",
	} {
		t.Run(expr, func(t *testing.T) {
			document := alertCompany + period
			for _, metric := range []string{"conversion", "visits"} {
				document += fmt.Sprintf(alertMetric, metric, "week", 0)
			}
			document += fmt.Sprintf(alertRule, "rule", expr, "conversion")
			store := &enginetest.Store{YAML: document, Columns: columns}
			e, err := engine.New(engine.Config{Catalog: store, Series: store, Clock: func() time.Time { return now }})
			if err != nil {
				t.Fatal(err)
			}
			alerts, err := alert.Evaluate(t.Context(), enginetest.View(t, e, engine.TimeRange{}), query.Query{QueryType: query.Alerts})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, row := range alerts.Rows {
				got = append(got, row.State.String())
			}
			if strings.Join(got, " ") != want {
				t.Errorf("states are %v, want %s", got, want)
			}
		})
	}
}
