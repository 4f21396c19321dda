package okr_test

import (
	"testing"

	"github.com/northstar/okrkpi/pkg/okr"
)

func TestASegmentNeverTakesTheLabelOfAnAlert(t *testing.T) {
	for key, want := range map[string]string{
		"plan": "plan", "rule": "segment_rule", "metric": "segment_metric", "team": "segment_team", "severity": "segment_severity",
		"owner": "segment_owner", "objective": "segment_objective", "key_result": "segment_key_result",
	} {
		if got := okr.SegmentLabel(key); got != want {
			t.Errorf("segment %s has the label %s, want %s", key, got, want)
		}
	}
}

func TestTheKPIOfAMetricOnADayIsInUseOnIt(t *testing.T) {
	day := func(d int) okr.Date { return okr.NewDate(2026, 5, d) }
	kpi := func(name string, tier okr.Tier, retired okr.Date) okr.KPI {
		return okr.KPI{Meta: okr.Meta{Name: name}, Metric: "m", Tier: tier, RetiredOn: retired}
	}
	c := &okr.Catalog{KPIs: []okr.KPI{
		kpi("old", okr.Main, day(10)), kpi("watched", okr.Monitoring, okr.Date{}), kpi("newer", okr.Main, day(20)),
	}}
	for d, want := range map[int]string{9: "old", 10: "newer", 20: "watched"} {
		if k := c.WatcherOn("m", day(d)); k == nil || k.Name != want {
			t.Errorf("on day %d it is %+v, want %s", d, k, want)
		}
	}
	if k := c.WatcherOn("other", day(1)); k != nil {
		t.Errorf("%+v", k)
	}
}
