package engine_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// The ends of the intervals were computed from Wilson's formula in Python. Of 6 in 100 they are 2.8 % and 12.5 % (95 %),
// 3.4 % and 10.2 % (nearer by √2); of 14 in 100 the lower one is 9.9 % and of 18 in 100 13.3 % (nearer by √2).
func TestAChangeIsAsUncertainAsBothOfItsValues(t *testing.T) {
	tests := map[string]struct {
		expr        string
		before, now float64 // of 100
		want        engine.AlertState
	}{
		"12.5 % would be a drop from 14 %, but 10.2 % is none from 9.9 %": {"drop(0.1)", 14, 6, engine.AlertSilenced},
		"10.2 % is a drop also from 13.3 %":                               {"drop(0.1)", 18, 6, engine.AlertFiring},
		"a change on the week before is no surer":                         {"wow < -0.1", 14, 6, engine.AlertSilenced},
		"a change that is large enough on the week before":                {"wow < -0.1", 18, 6, engine.AlertFiring},
		"the week before by another name":                                 {"value < 0.9 * previous", 14, 6, engine.AlertSilenced},
		"both weeks below a limit, the one before not surely":             {"streak(value < 0.14, 2)", 13, 6, engine.AlertSilenced},
		"both weeks surely below a limit":                                 {"streak(value < 0.14, 2)", 6, 6, engine.AlertFiring},
		"a limit does not care about the week before":                     {"value < 0.14", 14, 6, engine.AlertFiring},
	}
	now := time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)
	last := series.NewCalendar(tokyo(t), time.Monday, time.January).LastComplete(okr.Week, now)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			rule := fmt.Sprintf(alertRule, "fall", test.expr, "conversion")
			store := &columnStore{
				document: alertCompany + fmt.Sprintf(alertMetric, "conversion", "week", 1000) + rule,
				columns: map[string][]series.Columns{"conversion": {{
					Metric: "conversion", Grain: okr.Week, Segment: `{"store":"a"}`, First: last - 1,
					Num: []float64{test.before, test.now}, Den: []float64{100, 100},
				}}},
			}
			e, err := engine.New(engine.Config{Catalog: store, Series: store, Clock: func() time.Time { return now }})
			if err != nil {
				t.Fatal(err)
			}
			alerts, err := e.Alerts(t.Context(), engine.Query{QueryType: engine.QueryAlerts}, engine.TimeRange{})
			if err != nil || len(alerts.Rows) != 1 {
				t.Fatalf("%d alerts, error %v", len(alerts.Rows), err)
			}
			got := alerts.Rows[0]
			if got.State != test.want || (got.Reason != "") != strings.HasPrefix(got.Reason, "with 100 observations") {
				t.Errorf("%s %q, want %s", got.State, got.Reason, test.want)
			}
		})
	}
}
