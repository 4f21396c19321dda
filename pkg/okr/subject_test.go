package okr_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/northstar/okrkpi/pkg/okr"
)

// firm has two teams below a third, KPIs of both, and two objectives on one metric.
func firm() *okr.Catalog {
	c := &okr.Catalog{
		Teams: []okr.Team{
			{Meta: okr.Meta{Name: "all_of_us"}, Lead: "boss"},
			{Meta: okr.Meta{Name: "growth"}, Parent: "all_of_us", Lead: "growth lead"},
			{Meta: okr.Meta{Name: "product"}, Parent: "all_of_us"},
		},
		Periods: []okr.Period{
			{Meta: okr.Meta{Name: "q1"}, Start: okr.NewDate(2026, 1, 1), End: okr.NewDate(2026, 4, 1)},
			{Meta: okr.Meta{Name: "q2"}, Start: okr.NewDate(2026, 4, 1), End: okr.NewDate(2026, 7, 1)},
		},
		Metrics: []okr.Metric{
			{Meta: okr.Meta{Name: "churn"}, Definition: okr.Definition{Owner: "billing"}},
			{Meta: okr.Meta{Name: "signups"}},
			{Meta: okr.Meta{Name: "visits"}},
			{Meta: okr.Meta{Name: "idle"}},
		},
		KPIs: []okr.KPI{
			{Meta: okr.Meta{Name: "churn"}, Metric: "churn", Team: "product", Tier: okr.Main},
			{Meta: okr.Meta{Name: "visits"}, Metric: "visits", Team: "growth", Tier: okr.Monitoring},
		},
		Objectives: []okr.Objective{
			{
				Meta: okr.Meta{Name: "begin"}, Period: "q2", Team: "growth",
				KeyResults: []okr.KeyResult{{Name: "signups", Metric: "signups", Owner: "web"}, {Name: "churn", Metric: "churn"}},
			},
			{Meta: okr.Meta{Name: "old"}, Period: "q1", Team: "product", KeyResults: []okr.KeyResult{{Name: "s", Metric: "signups"}}},
		},
	}
	c.Sort()
	return c
}

func TestWhatARuleWatches(t *testing.T) {
	all := []string{okr.Everything}
	for name, tc := range map[string]struct {
		rule okr.AlertRule
		want []string // metric, KPI, key result, team, owner
	}{
		"The first metric that it names": {
			okr.AlertRule{Metrics: []string{"signups", "churn"}}, []string{"signups   growth growth lead"},
		},
		"Nothing":           {okr.AlertRule{}, nil},
		"A metric of a KPI": {okr.AlertRule{Over: okr.Scope{Metrics: []string{"churn"}}}, []string{"churn churn  product billing"}},
		"Its own team before all others": {
			okr.AlertRule{Team: "growth", Over: okr.Scope{KPIs: []string{"churn"}}}, []string{"churn churn  growth billing"},
		},
		"All metrics": {okr.AlertRule{Over: okr.Scope{Metrics: all}}, []string{
			"churn churn  product billing", "idle    ", "signups   growth growth lead", "visits visits  growth growth lead",
		}},
		"All key results": {okr.AlertRule{Over: okr.Scope{KeyResults: all}}, []string{
			"signups  begin/signups growth web", "churn  begin/churn growth billing", "signups  old/s product ",
		}},
		"A key result": {
			okr.AlertRule{Over: okr.Scope{KeyResults: []string{"begin/churn"}}}, []string{"churn  begin/churn growth billing"},
		},
		"A team and those below it": {okr.AlertRule{Over: okr.Scope{Team: "all_of_us"}}, []string{
			"churn churn  product billing", "visits visits  growth growth lead",
		}},
		"One team":       {okr.AlertRule{Over: okr.Scope{Team: "growth"}}, []string{"visits visits  growth growth lead"}},
		"A tier":         {okr.AlertRule{Over: okr.Scope{Tier: okr.Main}}, []string{"churn churn  product billing"}},
		"Team and tier":  {okr.AlertRule{Over: okr.Scope{Team: "growth", Tier: okr.Main}}, nil},
		"A list, narrow": {okr.AlertRule{Over: okr.Scope{Metrics: all, Tier: okr.Main}}, []string{"churn churn  product billing"}},
		"Several lists": {
			okr.AlertRule{Over: okr.Scope{KPIs: all, Metrics: []string{"idle"}, KeyResults: []string{"old/s"}}},
			[]string{"idle    ", "churn churn  product billing", "visits visits  growth growth lead", "signups  old/s product "},
		},
		"Unknown names": {
			okr.AlertRule{Over: okr.Scope{KPIs: []string{"x"}, Metrics: []string{"x"}, KeyResults: []string{"x/y"}}}, nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := firm()
			var got []string
			for _, s := range c.Subjects(tc.rule) {
				kpi, kr := "", ""
				if s.KPI != nil {
					kpi = s.KPI.Name
				}
				if s.KeyResult != nil {
					kr = s.KeyResult.ID(s.Objective.Name)
				}
				got = append(got, s.Metric.Name+" "+kpi+" "+kr+" "+s.Team+" "+c.Owner(s))
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("subjects differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestARuleOverSeveralMetricsIsAboutNoneOfThemAlone(t *testing.T) {
	several := []string{"churn", "signups"}
	for name, tc := range map[string]struct {
		rule   okr.AlertRule
		owners []string // of the definitions of churn and signups
		about  string
		owner  string
		not    string // metric that it does not concern
	}{
		"Without a scope": {
			okr.AlertRule{Metrics: several, Compared: several, Team: "growth"}, []string{"billing", "web"}, "", "growth lead", "visits",
		},
		"With one owner of all": {
			okr.AlertRule{Metrics: several, Compared: several, Team: "growth"}, []string{"finance", "finance"}, "", "finance", "visits",
		},
		"With a scope, which says it": {
			okr.AlertRule{Metrics: several, Compared: several, Over: okr.Scope{KPIs: []string{"churn"}}},
			[]string{"billing", "web"},
			"churn", "billing", "signups",
		},
		"Over one, beside an audit line over another": {
			okr.AlertRule{Metrics: several}, []string{"billing", "web"}, "churn", "billing", "signups",
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := firm()
			for i, metric := range several {
				m, _ := c.Metric(metric)
				m.Definition.Owner = tc.owners[i]
			}
			subjects := c.Subjects(tc.rule)
			if len(subjects) != 1 {
				t.Fatalf("%d subjects", len(subjects))
			}
			s := subjects[0]
			if s.About() != tc.about || c.Owner(s) != tc.owner {
				t.Errorf("about %q, owner %q; want %q, %q", s.About(), c.Owner(s), tc.about, tc.owner)
			}
			for _, metric := range []string{"churn", "signups", "visits"} {
				known := tc.about == "" || metric == tc.about
				if want := known && metric != tc.not; s.Concerns(metric) != want {
					t.Errorf("it concerns %s: %v", metric, !want)
				}
			}
		})
	}
}

func TestTeamsStandAboveTeams(t *testing.T) {
	c := firm()
	c.Teams[1].Parent = "growth" // a circle
	for _, tc := range []struct {
		team, ancestor string
		want           bool
	}{
		{"product", "product", true},
		{"product", "all_of_us", true},
		{"all_of_us", "product", false},
		{"product", "growth", false},
		{"growth", "all_of_us", false},
		{"nobody", "growth", false},
	} {
		if got := c.Within(tc.team, tc.ancestor); got != tc.want {
			t.Errorf("%s within %s: %v", tc.team, tc.ancestor, got)
		}
	}
}

func TestAMetricIsJudgedByTheWeekOrItsOwnGrain(t *testing.T) {
	for name, tc := range map[string]struct {
		metric okr.Metric
		want   okr.Grain
	}{
		"Days add up to weeks":     {okr.Metric{Type: okr.Ratio, Grain: okr.Day}, okr.Week},
		"Months stay":              {okr.Metric{Type: okr.Mean, Grain: okr.Month}, okr.Month},
		"Medians do not add up":    {okr.Metric{Type: okr.Median, Grain: okr.Day}, okr.Day},
		"Distinct counts neither":  {okr.Metric{Type: okr.Distinct, Grain: okr.Hour}, okr.Hour},
		"Derived ones of any kind": {okr.Metric{Type: okr.Derived, Grain: okr.Day}, okr.Week},
	} {
		if got := tc.metric.ReviewGrain(); got != tc.want {
			t.Errorf("%s: %v, want %v", name, got, tc.want)
		}
	}
}
