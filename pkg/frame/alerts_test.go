package frame

import (
	"strings"
	"testing"

	"github.com/grafana/dataplane/sdata/numeric"
	"github.com/grafana/dataplane/sdata/reader"
	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/grafana/grafana-plugin-sdk-go/experimental"

	"github.com/northstar/okrkpi/pkg/alert"
	"github.com/northstar/okrkpi/pkg/okr"
)

func alertsFixture(locale string) *alert.Alerts {
	red := &okr.AlertRule{
		Meta: okr.Meta{Name: "activation_red"}, Severity: okr.Critical, GroupBy: []string{"plan"}, Expr: "value < 0.3",
	}
	loss := &okr.AlertRule{Meta: okr.Meta{Name: "loss"}, Severity: okr.Warning, Expr: "profit < 0"}
	row := alert.Alert{
		Rule: red, Title: "Activation is red", Metric: activation, Team: "growth", Owner: "growth lead",
		Segment: map[string]string{"plan": "pro"}, State: alert.Firing, Grain: okr.Week, Bucket: week(3), Value: 0.25,
		ValueText: "25.0 %", Threshold: "< 30.0 %", Since: week(2), Sample: 400, Decision: "Look at the first day.",
	}
	free := row
	free.Segment, free.State, free.Reason = map[string]string{"plan": "free"}, alert.Silenced, "with 12 observations"
	gone := row
	gone.Segment, gone.State, gone.Value, gone.ValueText = map[string]string{"plan": ""}, alert.NoData, nan, "–"
	gone.Sample, gone.StaleDays = nan, 7
	other := alert.Alert{
		Rule: loss, Title: "Loss", Metric: profit, Team: "company", State: alert.OK, Grain: okr.Month,
		Bucket: week(0), Value: 5, ValueText: "¥5", Threshold: "< ¥0", Sample: nan, Audit: alert.Firing,
	}
	dear := &okr.AlertRule{Meta: okr.Meta{Name: "dear"}, Severity: okr.Info, Expr: "profit / day7_active < 10"}
	several := alert.Alert{
		Rule: dear, Title: "Dear", Metric: profit, Compared: []*okr.Metric{profit, activation}, Team: "company", State: alert.OK,
		Grain: okr.Month, Bucket: week(0), Value: 12, ValueText: "12", Threshold: "below 10", Sample: nan,
	}
	return &alert.Alerts{Revision: 3, Locale: locale, Rows: []alert.Alert{row, free, gone, other, several}}
}

func TestAlertFramesAreTheGoldenOnes(t *testing.T) {
	for name, frames := range map[string]data.Frames{
		"alerts_alert":    AlertStates(alertsFixture("en")),
		"alerts_observed": AlertObserved(alertsFixture("en")),
		"alerts_table":    AlertTable(alertsFixture("en")),
		"alerts_table_ja": AlertTable(alertsFixture("ja")),
	} {
		t.Run(name, func(t *testing.T) {
			experimental.CheckGoldenJSONResponse(t, "testdata", name, &backend.DataResponse{Frames: frames}, *update)
		})
	}
}

func TestAlertStatesAreReadByTheDataPlane(t *testing.T) {
	twice := alertsFixture("en")
	twice.Rows = append(twice.Rows, twice.Rows[0])
	cases := map[string]struct {
		frames data.Frames
		want   map[string]any // value by rule and plan
	}{
		"One number for each row, silenced as quiet, missing as null": {
			AlertStates(alertsFixture("en")),
			map[string]any{"activation_red pro": 1.0, "activation_red free": 0.0, "activation_red ": nil, "loss ": 0.0, "dear ": 0.0},
		},
		"A number that is watched twice comes once": {
			AlertStates(twice),
			map[string]any{"activation_red pro": 1.0, "activation_red free": 0.0, "activation_red ": nil, "loss ": 0.0, "dear ": 0.0},
		},
		"The observed values have the same labels": {
			AlertObserved(alertsFixture("en")),
			map[string]any{"activation_red pro": 0.25, "activation_red free": 0.25, "activation_red ": nil, "loss ": 5.0, "dear ": 12.0},
		},
		"No rules are no data": {AlertStates(&alert.Alerts{}), map[string]any{}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			kind, err := reader.CanReadBasedOnMeta(c.frames)
			if err != nil || kind != data.FrameTypeNumericLong {
				t.Fatalf("read as %q: %v", kind, err)
			}
			read, err := numeric.CollectionReaderFromFrames(c.frames)
			if err != nil {
				t.Fatal(err)
			}
			collection, err := read.GetCollection(false)
			if err != nil || collection.Warning != nil {
				t.Fatal(err, collection.Warning)
			}
			if len(collection.Refs) != len(c.want) {
				t.Errorf("there are %d numbers, want %d", len(collection.Refs), len(c.want))
			}
			for _, ref := range collection.Refs {
				labels := ref.GetLabels()
				value, empty, err := ref.NullableFloat64Value()
				if err != nil || empty {
					t.Fatal(err, empty)
				}
				var got any
				if value != nil {
					got = *value
				}
				key := labels["rule"] + " " + labels["plan"]
				if want, ok := c.want[key]; !ok || got != want {
					t.Errorf("%v is %v, want %v", labels, got, want)
				}
				if metric, ok := labels["metric"]; ok && metric != "" && labels["rule"] == "dear" {
					t.Errorf("a rule over two metrics is labelled with %q alone", metric)
				}
				for _, changing := range []string{"status", "value", "bucket", "since", "state"} {
					if _, ok := labels[changing]; ok {
						t.Errorf("%q is a label, and would make another alert whenever it changes", changing)
					}
				}
			}
		})
	}
}

func TestAnAlertLeadsToWhatItIsAbout(t *testing.T) {
	for locale, want := range map[string][2]string{
		"en": {"okrkpi-metric?var-metric=profit", "okrkpi-alerts?var-team=company"},
		"ja": {"okrkpi-metric-ja?var-metric=profit", "okrkpi-alerts-ja?var-team=company"},
	} {
		details, _ := AlertTable(alertsFixture(locale))[0].FieldByName("details")
		if got := [2]string{details.At(3).(string), details.At(4).(string)}; got != want {
			t.Errorf("in %s: %v, want %v", locale, got, want)
		}
	}
}

func TestLabelsOfAlertsCallNobodyInAChat(t *testing.T) {
	a := alertsFixture("en")
	a.Rows[0].Segment, a.Rows[0].Owner = map[string]string{"plan": "<!channel>"}, "[boss](https://evil.example) @here"
	a.Rows[1].Segment = map[string]string{"plan": "‹!channel>"}
	for name, frames := range map[string]data.Frames{"states": AlertStates(a), "observed": AlertObserved(a)} {
		plan, _ := frames[0].FieldByName("plan")
		owner, _ := frames[0].FieldByName("owner")
		if got := plan.At(0); got != "‹\u200b!channel>" || got == plan.At(1) {
			t.Errorf("%s: the plan is %q beside %q", name, got, plan.At(1))
		}
		if got := owner.At(0); got != "[boss]\u200b(https://evil.example) @\u200bhere" {
			t.Errorf("%s: the owner is %q", name, got)
		}
	}
}

// Messages of the exported rules refer to a segment's label by the name that okr.SegmentLabel returns.
func TestASegmentNamedAsALabelHasTheSameNameInEveryAnswer(t *testing.T) {
	a := &alert.Alerts{Rows: []alert.Alert{{
		Rule: &okr.AlertRule{GroupBy: []string{"objective", "plan"}}, Metric: &okr.Metric{},
		Segment: map[string]string{"objective": "growth", "plan": "pro"},
	}}}
	var names []string
	for _, f := range AlertStates(a)[0].Fields {
		names = append(names, f.Name)
	}
	if got, want := strings.Join(names, " "), "rule team severity owner segment_objective plan value"; got != want {
		t.Errorf("the columns are %q, want %q", got, want)
	}
}
