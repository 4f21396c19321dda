package okr_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/northstar/okrkpi/pkg/condition"
	"github.com/northstar/okrkpi/pkg/okr"
)

// company is a catalog with one team, and a KPI on each of its metrics.
func company(metrics []okr.Metric, kpis []okr.KPI) *okr.Catalog {
	c := &okr.Catalog{Teams: []okr.Team{{Meta: okr.Meta{Name: "growth"}}}, Metrics: metrics, KPIs: kpis}
	c.Sort()
	return c
}

func TestKPIsAlertByTheirThresholds(t *testing.T) {
	for name, tc := range map[string]struct {
		direction  okr.Direction
		thresholds okr.Thresholds
		want       []string
	}{
		"Where lower is better": {
			okr.Down,
			okr.Thresholds{Yellow: ptr(0.035), Red: ptr(0.04)},
			[]string{"k_red critical value > 0.04", "k_yellow warning value > 0.035 && value <= 0.04"},
		},
		"Where higher is better": {
			okr.Up,
			okr.Thresholds{Yellow: ptr(3.0), Red: ptr(2.5)},
			[]string{"k_red critical value < 2.5", "k_yellow warning value < 3 && value >= 2.5"},
		},
		"Below zero": {okr.Up, okr.Thresholds{Red: ptr(-1.5)}, []string{"k_red critical value < -1.5"}},
		"Too large for an integer": {
			okr.Down, okr.Thresholds{Red: ptr(1e20)}, []string{"k_red critical value > 100000000000000000000.0"},
		},
		"Without red": {okr.Down, okr.Thresholds{Yellow: ptr(2.0)}, []string{"k_yellow warning value > 2"}},
		"Inside a band": {
			okr.Band, okr.Thresholds{YellowBand: &[2]float64{20, 40}, RedBand: &[2]float64{10, 60}}, []string{
				"k_red critical value < 10 || value > 60",
				"k_yellow warning (value < 20 || value > 40) && value >= 10 && value <= 60",
			},
		},
		"A band without red": {
			okr.Band, okr.Thresholds{YellowBand: &[2]float64{20, 40}}, []string{"k_yellow warning value < 20 || value > 40"},
		},
		"Without thresholds": {okr.Up, okr.Thresholds{}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			c := company([]okr.Metric{{Meta: okr.Meta{Name: "m"}, Direction: tc.direction, UnusualAlertsOff: true}},
				[]okr.KPI{{Meta: okr.Meta{Name: "k"}, Metric: "m", Team: "growth", Thresholds: tc.thresholds}})
			var got []string
			for _, r := range c.Rules() {
				got = append(got, fmt.Sprint(r.Name, " ", r.Severity, " ", r.Expr))
				if r.Kind != okr.RuleThreshold || !r.Generated() || r.Team != "growth" || !slices.Equal(r.Over.KPIs, []string{"k"}) {
					t.Errorf("%+v", r)
				}
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("rules differ (-want +got):\n%s", diff)
			}
			c.KPIs[0].ThresholdAlertsOff = true
			if rules := c.Rules(); len(rules) > 0 {
				t.Errorf("switched off, and still %v", rules)
			}
		})
	}
}

// TestAutomaticRulesFireWhereTheTrafficLightShines compares the expressions, as the condition package evaluates them, with
// the status.
func TestAutomaticRulesFireWhereTheTrafficLightShines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		edge := rapid.OneOf(rapid.SampledFrom([]float64{-1e20, -2.5, -1, 0, 1e-9, 0.04, 1, 3, 2e15, 1e21}), rapid.Float64Range(-5, 5))
		ends := rapid.SliceOfNDistinct(edge, 4, 4, rapid.ID[float64]).Draw(t, "ends")
		slices.Sort(ends)
		direction := rapid.SampledFrom([]okr.Direction{okr.Up, okr.Down, okr.Band}).Draw(t, "direction")
		var limits okr.Thresholds
		switch direction {
		case okr.Up:
			limits = okr.Thresholds{Red: &ends[0], Yellow: &ends[1]}
		case okr.Down:
			limits = okr.Thresholds{Yellow: &ends[0], Red: &ends[1]}
		default:
			limits = okr.Thresholds{RedBand: &[2]float64{ends[0], ends[3]}, YellowBand: &[2]float64{ends[1], ends[2]}}
		}
		if rapid.Bool().Draw(t, "only yellow") {
			limits.Red, limits.RedBand = nil, nil
		}
		value := rapid.OneOf(rapid.SampledFrom(ends), edge, rapid.Just(math.NaN())).Draw(t, "value")
		c := company([]okr.Metric{{Meta: okr.Meta{Name: "m"}, Direction: direction, UnusualAlertsOff: true}},
			[]okr.KPI{{Meta: okr.Meta{Name: "k"}, Metric: "m", Team: "growth", Thresholds: limits}})
		got := map[string]condition.State{}
		for _, r := range c.Rules() {
			compiled, err := condition.CompileCondition(r.Expr, condition.Names{Metrics: []string{"m"}})
			if err != nil {
				t.Fatal(err)
			}
			got[r.Name] = compiled.Eval(&condition.Env{Metric: "m", Grain: okr.Week, Value: value}).State
		}
		want := map[string]condition.State{"k_red": condition.False, "k_yellow": condition.False}
		switch limits.Status(value, direction) {
		case okr.Red:
			want["k_red"] = condition.True
		case okr.Yellow:
			want["k_yellow"] = condition.True
		case okr.NoData:
			want["k_red"], want["k_yellow"] = condition.NoData, condition.NoData
		default:
		}
		if limits.Red == nil && limits.RedBand == nil {
			delete(want, "k_red")
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("states differ (-status +rules):\n%s", diff)
		}
	})
}

func TestTheMetricsOfKPIsAlertWhenTheyAreUnusual(t *testing.T) {
	c := company([]okr.Metric{
		{Meta: okr.Meta{Name: "orders"}},
		{Meta: okr.Meta{Name: "quiet"}, UnusualAlertsOff: true},
		{Meta: okr.Meta{Name: "unwatched"}},
		{Meta: okr.Meta{Name: "cost"}, External: &okr.External{Range: [2]float64{-350, 350}}},
	}, []okr.KPI{
		{Meta: okr.Meta{Name: "a"}, Metric: "orders", Tier: okr.Monitoring, Team: "growth"},
		{Meta: okr.Meta{Name: "b"}, Metric: "orders", Tier: okr.Main, Team: "product"},
		{Meta: okr.Meta{Name: "c"}, Metric: "quiet"},
		{Meta: okr.Meta{Name: "d"}, Metric: "cost"},
		{Meta: okr.Meta{Name: "e"}, Metric: "gone"},
	})
	const limit = "abs(z) > 3.5 && jump >= 0.6"
	type rule struct{ name, expr, team, kpi string }
	var got []rule
	for _, r := range c.Rules() {
		got = append(got, rule{r.Name, r.Expr, r.Team, r.Over.KPIs[0]})
		if r.Kind != okr.RuleUnusual || !r.Generated() || r.Severity != okr.Warning || r.Decision["en"] == "" || r.Decision["ja"] == "" {
			t.Errorf("%+v", r)
		}
	}
	want := []rule{
		{"cost_unusual", limit + " && (value - previous < -350 || value - previous > 350)", "", "d"},
		{"orders_unusual", limit, "product", "b"},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(rule{})); diff != "" {
		t.Errorf("rules differ (-want +got):\n%s", diff)
	}
	for _, r := range c.Rules() {
		if _, err := condition.CompileCondition(r.Expr, condition.Names{}); err != nil {
			t.Error(err)
		}
	}
}

func TestAnAutomaticRuleSaysWhatToDo(t *testing.T) {
	kpi := okr.KPI{Meta: okr.Meta{Name: "k"}, Metric: "m", Thresholds: okr.Thresholds{Red: ptr(1.0)}}
	titled, played := kpi, kpi
	titled.Title = okr.Plain("Churn")
	played.Playbook = okr.Text{"en": "Ask", "ja": "聞く"}
	metric := okr.Metric{
		Meta: okr.Meta{Name: "m", Title: okr.Text{"en": "Cancelled", "ja": "解約"}}, Direction: okr.Down, UnusualAlertsOff: true,
	}
	for name, tc := range map[string]struct {
		kpi             okr.KPI
		title, decision okr.Text
	}{
		"The playbook": {played, okr.Text{"en": "Cancelled is red", "ja": "解約が赤"}, played.Playbook},
		"Without a playbook": {titled, okr.Text{"en": "Churn is red", "ja": "Churnが赤"}, okr.Text{
			"en": "Find the cause together and decide today what to do. Then write it into the playbook of k.",
			"ja": "原因をみんなで調べ、対応を今日決める。決めたことはkのプレイブックに書き残す。",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			r := company([]okr.Metric{metric}, []okr.KPI{tc.kpi}).Rules()[0]
			if diff := cmp.Diff([]okr.Text{tc.title, tc.decision}, []okr.Text{r.Title, r.Decision}); diff != "" {
				t.Errorf("wording differs (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTheKPIThatStaysLongestSpeaksForAMetric(t *testing.T) {
	kpi := func(name string, tier okr.Tier, retired okr.Date) okr.KPI {
		return okr.KPI{Meta: okr.Meta{Name: name}, Metric: "m", Tier: tier, RetiredOn: retired}
	}
	may, june := okr.NewDate(2026, 5, 1), okr.NewDate(2026, 6, 1)
	for name, tc := range map[string]struct {
		kpis []okr.KPI
		want string
	}{
		"A main one before a monitoring one":   {[]okr.KPI{kpi("a", okr.Monitoring, okr.Date{}), kpi("b", okr.Main, okr.Date{})}, "b"},
		"The first by name of equal ones":      {[]okr.KPI{kpi("b", okr.Main, okr.Date{}), kpi("a", okr.Main, okr.Date{})}, "a"},
		"One that stays before a main one":     {[]okr.KPI{kpi("a", okr.Main, may), kpi("b", okr.Monitoring, okr.Date{})}, "b"},
		"One that stays, named first":          {[]okr.KPI{kpi("a", okr.Monitoring, okr.Date{}), kpi("b", okr.Main, may)}, "a"},
		"The one that stays longer":            {[]okr.KPI{kpi("a", okr.Main, may), kpi("b", okr.Monitoring, june)}, "b"},
		"None where there is none on a metric": {[]okr.KPI{{Meta: okr.Meta{Name: "a"}, Metric: "other"}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			k, ok := company([]okr.Metric{{Meta: okr.Meta{Name: "m"}}}, tc.kpis).Watcher("m")
			if ok != (tc.want != "") || ok && k.Name != tc.want {
				t.Errorf("got %v", k)
			}
		})
	}
}
