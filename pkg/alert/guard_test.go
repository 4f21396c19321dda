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

const weekBefore = "not sure: the value of 2026-05-18 has only 100 observations"

// The expected intervals were computed from the formulas of Wilson and of Newcombe in Python. The change to 6 of 100 is between −19.8 and
// 3.4 percentage points after 14 (99 %), between −24.4 and 0.1 after 18, and between −26.6 and −1.6 after 20. The true share of 6 in 100 is
// between 3.4 % and 10.2 % (95 %, narrower by √2); of 14 in 100 it is at least 9.9 %, and of 18 in 100 at least 13.3 %.
func TestAChangeIsAsUncertainAsBothOfItsValues(t *testing.T) {
	tests := map[string]struct {
		expr        string
		before, now float64 // of 100
		want        alert.State
		reason      string
	}{
		"a drop that may be chance": {
			"drop(0.1)", 14, 6, alert.Silenced, "the change from 14.0 % to 6.0 % may be chance, with 100 and 100 observations",
		},
		"a drop that might just be chance":                              {"drop(0.1)", 18, 6, alert.Silenced, "the change from 18.0 %"},
		"a drop that is none by chance":                                 {"drop(0.1)", 20, 6, alert.Firing, ""},
		"a rise that may be chance":                                     {"spike(0.1)", 6, 18, alert.Silenced, "the change from 6.0 %"},
		"a rise that is none by chance":                                 {"spike(0.1)", 6, 20, alert.Firing, ""},
		"no drop, but perhaps one":                                      {"!drop(0.9)", 14, 6, alert.Silenced, "the change from 14.0 %"},
		"no drop, surely":                                               {"!drop(0.9)", 20, 6, alert.Firing, ""},
		"a change on the week before":                                   {"wow < -0.1", 14, 6, alert.Silenced, "the change from 14.0 %"},
		"a sure change on the week before":                              {"wow < -0.1", 20, 6, alert.Firing, ""},
		"a change that is small wherever in its interval it lies":       {"wow < 0.3", 14, 6, alert.Firing, ""},
		"a change that is small, but need not be":                       {"wow < 0.2", 14, 6, alert.Silenced, "the change from 14.0 %"},
		"a tenth less than the week before, written out, is stricter":   {"value < 0.9 * previous", 14, 6, alert.Silenced, weekBefore},
		"a tenth less than at the lower end of the week before, surely": {"value < 0.9 * previous", 18, 6, alert.Firing, ""},
		"both weeks below a limit, the one before not surely":           {"streak(value < 0.14, 2)", 13, 6, alert.Silenced, weekBefore},
		"both weeks surely below a limit":                               {"streak(value < 0.14, 2)", 6, 6, alert.Firing, ""},
		"a limit does not care about the week before":                   {"value < 0.14", 14, 6, alert.Firing, ""},
		"a limit that the true share may be above": {
			"value < 0.12", 14, 6, alert.Silenced, "with 100 observations the true value lies anywhere from 2.8 % to 12.5 %",
		},
	}
	now := time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)
	last := series.NewCalendar(tokyo(t), time.Monday, time.January).LastComplete(okr.Week, now)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			rule := fmt.Sprintf(alertRule, "fall", test.expr, "conversion")
			store := &enginetest.Store{
				YAML: alertCompany + fmt.Sprintf(alertMetric, "conversion", "week", 1000) + rule,
				Columns: map[string][]series.Columns{"conversion": {{
					Metric: "conversion", Grain: okr.Week, Segment: `{"store":"a"}`, First: last - 1,
					Num: []float64{test.before, test.now}, Den: []float64{100, 100},
				}}},
			}
			e, err := engine.New(engine.Config{Catalog: store, Series: store, Clock: func() time.Time { return now }})
			if err != nil {
				t.Fatal(err)
			}
			alerts, err := alert.Evaluate(t.Context(), enginetest.View(t, e, engine.TimeRange{}), query.Query{QueryType: query.Alerts})
			if err != nil || len(alerts.Rows) != 1 {
				t.Fatalf("%d alerts, error %v", len(alerts.Rows), err)
			}
			got := alerts.Rows[0]
			if got.State != test.want || !strings.HasPrefix(got.Reason, test.reason) || test.reason == "" && got.Reason != "" {
				t.Errorf("%s %q, want %s %q", got.State, got.Reason, test.want, test.reason)
			}
		})
	}
}
