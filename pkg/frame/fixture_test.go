package frame

import (
	"math"
	"time"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
	"github.com/northstar/okrkpi/pkg/series"
)

var (
	nan  = math.NaN()
	zone = time.FixedZone("JST", 9*3600)
	one  = 1
)

func week(n int) time.Time {
	return time.Date(2026, time.October, 5, 0, 0, 0, 0, zone).AddDate(0, 0, 7*n)
}

func weeks(n int) []time.Time {
	times := make([]time.Time, n)
	for i := range times {
		times[i] = week(i)
	}
	return times
}

var (
	activation = &okr.Metric{
		Meta:      okr.Meta{Name: "day7_active", Title: okr.Text{"en": "Day-7 active", "ja": "7日後の継続"}},
		Type:      okr.Ratio,
		Grain:     okr.Day,
		Unit:      "percentunit",
		Decimals:  &one,
		Direction: okr.Up,
		Segments:  []string{"plan"},
		Definition: okr.Definition{
			Numerator:   okr.Text{"en": "accounts active on day 7", "ja": "7日目に利用したアカウント"},
			Denominator: okr.Plain("new accounts"),
			Owner:       "growth lead",
			DataSource:  "events",
			Logic:       okr.Plain("active / new"),
		},
		MinSample: 100,
	}
	profit = &okr.Metric{Meta: okr.Meta{Name: "profit"}, Type: okr.Sum, Grain: okr.Month, Unit: "currencyJPY", Direction: okr.Up}
)

// paceScale is the scale of a key result that leads from 32 % to 45 %, with an expected attainment of 35 % by now.
var paceScale = []okr.Step{
	{From: math.Inf(-1), Status: okr.Red}, {From: 0.354125, Status: okr.Yellow}, {From: 0.363225, Status: okr.Green},
}

// blank returns a row without any number.
func blank() engine.Row {
	return engine.Row{
		Value: nan, Previous: nan, WoW: nan, MoM: nan, YoY: nan, Baseline: nan, Target: nan, Stretch: nan, Moonshot: nan,
		Ambition: nan, Progress: nan, Attainment: nan, Expected: nan, Pace: nan, ForecastLow: nan, ForecastHigh: nan,
		Sample: nan, StaleDays: nan, ValueText: "–", Status: okr.NoData, Effective: okr.NoData,
	}
}

func keyResult() engine.Row {
	r := blank()
	r.Role, r.ID, r.Title, r.Metric = query.RoleKeyResult, "first_value/stay", "Stay after a week", activation
	r.Objective, r.Team, r.TeamTitle, r.Owner = "first_value", "product", "Product", "growth lead"
	r.Grain, r.Bucket = okr.Week, week(2)
	r.Value, r.ValueText, r.Previous, r.WoW, r.MoM, r.YoY = 0.41, "41.0 %", 0.4, 0.025, nan, 0.2
	r.Baseline, r.Target, r.Stretch, r.Moonshot, r.Ambition = 0.32, 0.45, 0.5, 0.6, 1.40625
	r.Progress, r.Attainment, r.Expected, r.Pace = 0.6923, 0.6923, 0.35, 1.978
	r.ForecastLow, r.ForecastHigh = 0.43, 0.52
	r.Status, r.Effective = okr.Green, okr.Green
	r.Sample, r.StaleDays = 1200, 0
	r.Steps = paceScale
	r.ThresholdText = "green from 95 % of the expected pace"
	r.History = engine.Line{Grain: okr.Week, Times: weeks(3), Value: []float64{0.35, nan, 0.41}}
	return r
}

func monitoringKPI() engine.Row {
	r := blank()
	r.Role, r.ID, r.Title, r.Metric, r.Tier = query.RoleKPIMonitoring, "profit", "Profit", profit, okr.Monitoring
	r.Team, r.Grain, r.Bucket = "finance", okr.Month, time.Date(2026, time.September, 1, 0, 0, 0, 0, zone)
	r.Value, r.ValueText, r.Status, r.Effective = -1200, "−¥1,200", okr.Red, okr.Yellow
	r.Steps = []okr.Step{{From: math.Inf(-1), Status: okr.Red}, {From: 0, Status: okr.Yellow}, {From: 500, Status: okr.Green}}
	r.Decision = "review spending"
	r.History = engine.Line{Grain: okr.Month, Times: []time.Time{r.Bucket}, Value: []float64{-1200}}
	return r
}

func objective() engine.Row {
	r := blank()
	r.Role, r.ID, r.Title, r.Objective = query.RoleObjective, "first_value", "Anyone gets it", "first_value"
	r.Attainment, r.Progress, r.ValueText, r.Missing, r.Grade = 0.72, 0.72, "0.72", 1, okr.Success
	r.Status, r.Effective = okr.Green, okr.Green
	return r
}

func northStarWithoutFacts() engine.Row {
	r := blank()
	r.Role, r.ID, r.Title, r.Metric = query.RoleNorthStar, "day7_active", "Day-7 active", activation
	r.StaleDays, r.ValueReason = 10, "no facts since 2026-09-28"
	return r
}

func scorecardFixture(locale string) *engine.Scorecard {
	return &engine.Scorecard{
		At:       week(3),
		Period:   &okr.Period{Meta: okr.Meta{Name: "2026-Q4"}},
		Revision: 7,
		Locale:   locale,
		Rows:     []engine.Row{northStarWithoutFacts(), objective(), keyResult(), monitoringKPI()},
		Notices:  []string{"first_value has six key results: three to five keep the focus"},
	}
}

func valueFixture(segment map[string]string) engine.SeriesLine {
	return engine.SeriesLine{
		Line:    engine.Line{Grain: okr.Week, Times: weeks(4), Value: []float64{0.35, nan, 0.41, 0.5}},
		Metric:  activation,
		Title:   "Day-7 active",
		Name:    "Value",
		Key:     "value",
		Segment: segment,
		Steps:   paceScale,
		Partial: 3,
	}
}

func flatFixture(key, name string, v float64) engine.SeriesLine {
	l := valueFixture(nil)
	l.Key, l.Name, l.Partial, l.Steps = key, name, -1, nil
	l.Value = []float64{v, v, v, v}
	return l
}

func seriesFixture() *engine.Series {
	return &engine.Series{At: week(4), Revision: 7, Locale: "en", Lines: []engine.SeriesLine{
		valueFixture(nil), flatFixture("target", "Target", 0.45), flatFixture("baseline", "Baseline", 0.32),
		flatFixture("cumulative", "Cumulative", 0.38), flatFixture("anomaly", "Anomaly", nan),
		flatFixture("year_ago", "Same week last year", 0.3),
	}}
}

func treeFixture() *engine.Tree {
	root := northStarWithoutFacts()
	child := monitoringKPI()
	child.WoW = 0.051
	return &engine.Tree{
		Revision: 7, Locale: "en",
		Nodes: []engine.TreeNode{{Row: root}, {Row: child, Depth: 1}},
		Edges: []engine.TreeEdge{{From: "day7_active", To: "profit"}},
	}
}

func objectivesFixture(locale string) *engine.Objectives {
	quarter := &okr.Period{Meta: okr.Meta{Name: "2026-Q4"}, Start: okr.DateOf(week(-1)), End: okr.DateOf(week(12))}
	full := &okr.Objective{
		Period: "2026-Q4", Team: "product", Theme: okr.Plain("Start"), Parent: "grow",
		WhyNow:       okr.Text{"en": "Half of them leave.", "ja": "半数が離脱する。"},
		SuccessStory: okr.Text{"en": "They tell others.", "ja": "人に勧める。"}, Constraint: okr.Plain("two people"),
		Bottleneck: okr.Plain("first day"), Decider: "mika", Doer: "ren",
		NotDoing:   []okr.Text{{"en": "More plans", "ja": "プラン追加"}, {"en": "A new app", "ja": "新アプリ"}},
		KeyResults: []okr.KeyResult{{Name: "stay"}, {Name: "pay"}},
		Revision:   &okr.Revision{Reason: okr.Plain("the market closed")},
	}
	full.Name, full.Title = "first_value", okr.Plain("Anyone gets it")
	bare := &okr.Objective{Meta: okr.Meta{Name: "quiet"}, Period: "2026-Q4", Team: "finance", WhyNow: okr.Plain("It costs.")}
	row, none := objective(), blank()
	row.Team, row.TeamTitle, row.Expected, row.Pace = "product", "Product", 0.35, 2.057
	none.Role, none.ID, none.Title, none.Objective = query.RoleObjective, "quiet", "quiet", "quiet"
	none.Team, none.TeamTitle = "finance", "Finance"
	return &engine.Objectives{Revision: 7, Locale: locale, Period: quarter, Rows: []engine.ObjectiveState{
		{Row: row, Set: full, PeriodTitle: "2026-Q4", ParentTitle: "Grow"}, {Row: none, Set: bare, PeriodTitle: "2026-Q4"},
	}}
}

func definitionsFixture() *engine.Definitions {
	none := series.BaselineResult{Median: nan, Mean: nan, Seasonal: nan}
	pushed := *profit
	pushed.External = &okr.External{
		Factors: []okr.Text{{"en": "Exchange rates", "ja": "為替"}, okr.Plain("Weather")}, Range: [2]float64{-500, 800},
		Auxiliary: []string{"day7_active"},
	}
	return &engine.Definitions{Revision: 7, Locale: "ja", Rows: []engine.Definition{
		{
			Metric: activation, Title: "7日後の継続", Roles: []query.Role{query.RoleNorthStar, query.RoleKeyResult},
			Teams: []string{"product"}, ThresholdText: "緑: 42 % 以上",
			Baseline:   series.BaselineResult{Median: 0.32, Mean: 0.35, Seasonal: nan, Points: 12, Stable: true},
			SuggestLow: 0.384, SuggestHigh: 0.48, LastFact: week(3),
		},
		{
			Metric: &pushed, Title: "profit", Baseline: none, SuggestLow: nan, SuggestHigh: nan,
			Auxiliary: []string{"7日後の継続"}, Decisions: []string{"広告を止める。", "値上げを考える。"},
		},
	}}
}
