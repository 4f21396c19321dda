package catalog_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/northstar/okrkpi/pkg/catalog"
	"github.com/northstar/okrkpi/pkg/okr"
)

func num(f float64) *float64 { return &f }

// TestTheSmallExampleMeans compares small.yaml with the same catalog written by hand, defaults included.
func TestTheSmallExampleMeans(t *testing.T) {
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	one := 1
	quarterly := okr.BaselineRule{Months: 3}
	facts := okr.Source{Kind: okr.SourceFacts}
	want := &okr.Catalog{
		Organization: okr.Organization{
			Meta:     okr.Meta{Name: "acme", Title: okr.Text{"en": "Acme", "ja": "アクメ"}},
			Timezone: tokyo, WeekStart: time.Monday, FiscalYearStart: time.January, Locale: "en", Mode: okr.Growth,
			SuccessLine: 0.7, SuccessBand: [2]float64{0.6, 0.8},
			NorthStar: "weekly_value", Overview: []string{"weekly_value", "signup_rate"},
			ContactPoints: []string{"growth", "shop"},
		},
		Teams: []okr.Team{{
			Meta: okr.Meta{Name: "growth", Title: okr.Plain("Growth")},
			Lead: "growth-lead@example.com", ContactPoint: "growth",
			Colours: map[okr.Status]okr.Text{
				okr.Green: okr.Plain("On track"), okr.Red: {"en": "Stop and look", "ja": "止まって見る"},
			},
		}},
		Periods: []okr.Period{{
			Meta:  okr.Meta{Name: "2026-Q4"},
			Start: okr.NewDate(2026, 9, 28), End: okr.NewDate(2026, 12, 28),
		}},
		Metrics: []okr.Metric{
			{
				Meta: okr.Meta{Name: "orders"}, Type: okr.Sum, Grain: okr.Hour, Unit: "short", Direction: okr.Up,
				Baseline: quarterly, Controllable: true, Source: facts,
			},
			{
				Meta: okr.Meta{Name: "response_time", Title: okr.Plain("Response time")}, Type: okr.Mean, Grain: okr.Day,
				Unit: "h", Direction: okr.Down, Baseline: quarterly, Controllable: true,
				Source: okr.Source{Kind: okr.SourceSQL, SQL: &okr.SQLSource{
					Statement: "SELECT day AS time, sum(seconds) / 3600 AS numerator, count(*) AS denominator\n" +
						"FROM ticket\nWHERE day >= $1 AND day < $2\nGROUP BY 1",
					Start: okr.NewDate(2025, 1, 1), Lookback: 3,
				}},
			},
			{
				Meta: okr.Meta{Name: "signup_rate", Title: okr.Text{"en": "Sign-up rate", "ja": "登録率"}},
				Definition: okr.Definition{
					Numerator: okr.Plain("visitors who sign up"), Denominator: okr.Plain("visitors"),
					Owner: "growth@example.com", DataSource: "web events",
					Logic: okr.Plain("signup_completed / visit_started,\nby day"),
				},
				Type: okr.Ratio, Grain: okr.Day, Unit: "percentunit", Decimals: &one, Direction: okr.Up,
				Segments: []string{"plan", "channel"}, Bounds: okr.Bounds{Min: num(0), Max: num(1)},
				Baseline: quarterly, Controllable: true, Source: facts,
			},
			{
				Meta: okr.Meta{Name: "stock_level"}, Type: okr.Last, Grain: okr.Day, Unit: "short", Direction: okr.Band,
				Baseline: quarterly, Controllable: true, Source: facts,
			},
			{
				Meta: okr.Meta{Name: "weekly_value", Title: okr.Plain("Weekly value")}, Type: okr.Derived,
				Formula: "signup_rate * orders", Grain: okr.Day, Unit: "short", Direction: okr.Up,
				Baseline: quarterly, Controllable: true, Drivers: []string{"signup_rate", "orders"},
			},
		},
		KPIs: []okr.KPI{
			{
				Meta: okr.Meta{Name: "signup_rate"}, Metric: "signup_rate", Team: "growth", Tier: okr.Main,
				Supports: []string{"easy_start/signups"}, Effect: okr.EffectPositive,
				Thresholds: okr.Thresholds{Yellow: num(0.04), Red: num(0.03)},
				Playbook:   okr.Plain("Look at the form."),
			},
			{
				Meta: okr.Meta{Name: "stock"}, Metric: "stock_level", Team: "growth", Tier: okr.Monitoring,
				Thresholds: okr.Thresholds{YellowBand: &[2]float64{100, 200}, RedBand: &[2]float64{50, 400}},
				Playbook:   okr.Plain("Order more, or less."),
			},
		},
		Objectives: []okr.Objective{{
			Meta:   okr.Meta{Name: "easy_start", Title: okr.Plain("Starting is easy")},
			Period: "2026-Q4", Team: "growth", WhyNow: okr.Plain("Half of the visitors leave."),
			NotDoing: []okr.Text{okr.Plain("New plans")},
			KeyResults: []okr.KeyResult{
				{
					Name: "signups", Metric: "signup_rate", Segment: map[string]string{"plan": "pro"},
					Owner: "growth@example.com", Weight: 1, Baseline: num(0.04), Target: 0.055, Stretch: num(0.06),
					Adopted: okr.Target, Type: okr.Reach,
					Phased: []okr.Phase{{Date: okr.NewDate(2026, 11, 1), Value: 0.045}},
				},
				{
					Name: "response", Title: okr.Plain("Answered within the day"), Metric: "response_time", Weight: 2,
					Baseline: num(48), Target: 36, Moonshot: num(12), Adopted: okr.Moonshot, Type: okr.Reach,
				},
				{
					Name: "stock", Metric: "stock_level", Weight: 1, Adopted: okr.Target, Type: okr.Maintain,
					MaintainIn: &[2]float64{100, 200},
				},
			},
		}},
		AlertRules: []okr.AlertRule{{
			Meta: okr.Meta{Name: "slow_answers", Title: okr.Plain("Answers are slow")},
			Kind: okr.RuleCustom, Expr: "response_time > 24 && sample >= 20", Metrics: []string{"response_time"},
			Grain: okr.Week, Severity: okr.Critical, For: 24 * time.Hour,
			Decision: okr.Text{"en": "Move a shift", "ja": "シフトを移す"}, Team: "growth",
			Audit: "response_time > 12", OnNoData: okr.OnNoDataTell,
		}},
	}
	if diff := cmp.Diff(want, parse(t, read(t, "small.yaml")), zones); diff != "" {
		t.Errorf("catalog differs (-want +got):\n%s", diff)
	}
}

func TestNumbersAreConvertedToTheMetricsUnit(t *testing.T) {
	for name, tc := range map[string]struct {
		unit, written string
		want          float64
	}{
		"A plain number stays":                     {"percentunit", "0.45", 0.45},
		"A percentage of a share":                  {"percentunit", "45%", 0.45},
		"A percentage that floats badly":           {"percentunit", "28.7%", 0.287},
		"A percentage with a space":                {"percentunit", "4.5 %", 0.045},
		"A percentage of a percentage":             {"percent", "45%", 45},
		"Days in hours":                            {"h", "2d", 48},
		"Hours in days":                            {"d", "12h", 0.5},
		"Minutes in seconds":                       {"s", "30m", 1800},
		"Seconds in minutes":                       {"m", "45s", 0.75},
		"Milliseconds in seconds":                  {"s", "1500ms", 1.5},
		"Seconds in milliseconds":                  {"ms", "0.3s", 300},
		"The unit itself":                          {"h", "12h", 12},
		"Hours and minutes":                        {"m", "1h10m", 70},
		"Days, hours and minutes":                  {"h", "1d 12h 30m", 36.5},
		"A number with an exponent":                {"short", "1.5e3", 1500},
		"A number with an exponent and no point":   {"short", "2e3", 2000},
		"A number that is too long for an integer": {"short", "123456789012345678901", 123456789012345678901},
	} {
		t.Run(name, func(t *testing.T) {
			f := read(t, "small.yaml")
			f.Data = []byte(strings.NewReplacer(
				"unit: h\n", "unit: "+tc.unit+"\n", "      target: 36h\n      moonshot: 12h\n      adopted: moonshot\n",
				"      target: "+tc.written+"\n", "baseline: 2d", "baseline: auto",
			).Replace(string(f.Data)))
			if got := parse(t, f).Objectives[0].KeyResults[1].Target; got != tc.want {
				t.Errorf("%s in %s is %v, want %v", tc.written, tc.unit, got, tc.want)
			}
		})
	}
}

func TestTheNorthStarLeadsTheOverview(t *testing.T) {
	for name, tc := range map[string]struct {
		overview string
		want     []string
	}{
		"An overview without it": {"overview: [orders, signup_rate]", []string{"weekly_value", "orders", "signup_rate"}},
		"No overview":            {"", []string{"weekly_value"}},
	} {
		t.Run(name, func(t *testing.T) {
			c := edited(t, "overview: [weekly_value, signup_rate]", tc.overview)
			if diff := cmp.Diff(tc.want, c.Organization.Overview); diff != "" {
				t.Errorf("overview differs:\n%s", diff)
			}
		})
	}
}

func TestExternalMetricsAreNotControllableUnlessTheyAreSaidToBe(t *testing.T) {
	const orders = "spec: {type: sum, grain: hour, unit: short, direction: up}"
	for name, tc := range map[string]struct {
		added string
		want  bool
	}{
		"External":               {", external: {factors: [Exchange rate]}}", false},
		"External, controllable": {", external: {range: [-1, 1]}, controllable: true}", true},
		"Not controllable":       {", controllable: false}", false},
	} {
		t.Run(name, func(t *testing.T) {
			c := edited(t, orders, strings.TrimSuffix(orders, "}")+tc.added)
			if m, _ := c.Metric("orders"); m.Controllable != tc.want {
				t.Errorf("controllable %v, want %v", m.Controllable, tc.want)
			}
		})
	}
}

func TestAmbitionOutsideTheUsualRangeIsAHint(t *testing.T) {
	const example = "      baseline: 4%\n      target: 5.5%\n      stretch: 6%\n"
	for name, tc := range map[string]struct {
		levels string
		hints  []string
	}{
		"1.2 times":          {"baseline: 10%, target: 12%", nil},
		"1.5 times":          {"baseline: 8%, target: 12%", nil},
		"More than 1.5":      {"baseline: 8%, target: 13%", []string{"discuss it from 9.6 % to 12.0 %"}},
		"Less than 1.2":      {"baseline: 10%, target: 11%", []string{"discuss it from 12.0 % to 15.0 %"}},
		"The adopted level":  {"baseline: 8%, target: 12%, stretch: 16%, adopted: stretch", []string{"discuss it from 9.6 % to 12.0 %"}},
		"Close to the bound": {"baseline: 90%, target: 94%", nil}, // 20 % to 50 % of the gap of 10 points
		"Too close to it":    {"baseline: 90%, target: 97%", []string{"discuss it from 92.0 % to 95.0 %"}},
		"Unknown baseline":   {"baseline: auto, target: 99%", nil},
		"From nothing":       {"baseline: 0, target: 99%", nil},
	} {
		t.Run(name, func(t *testing.T) {
			f := read(t, "small.yaml")
			levels := "      " + strings.ReplaceAll(tc.levels, ", ", "\n      ") + "\n"
			f.Data = []byte(strings.Replace(string(f.Data), example, levels, 1))
			_, findings := catalog.Parse([]catalog.File{f})
			var got []string
			for _, found := range findings {
				if found.Rule == "key-result/ambition" && strings.HasSuffix(found.Hint, "%") {
					got = append(got, found.Hint)
				}
			}
			if diff := cmp.Diff(tc.hints, got); diff != "" {
				t.Errorf("hints differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAnExcuseForActivityEnds(t *testing.T) {
	const (
		tokyo  = "Asia/Tokyo"
		ended  = "the key result counts activity, not outcome, and its excuse ended on 2026-10-31"
		excuse = "\n      provisionalActivity: {reason: New, until: 2026-10-31}"
	)
	meetings := []string{"title: Run 50 meetings", "title: Meetings"}
	for name, c := range map[string]struct {
		edits []string
		today okr.Date
		want  []string
	}{
		"On its last day":                   {nil, okr.NewDate(2026, 10, 31), nil},
		"The day after":                     {nil, okr.NewDate(2026, 11, 1), []string{ended}},
		"However it is worded":              {meetings, okr.NewDate(2026, 12, 1), []string{ended}},
		"When the period is over":           {nil, okr.NewDate(2026, 12, 28), nil},
		"Where the day is not known":        {nil, okr.Date{}, nil},
		"Without an excuse it counts as is": {[]string{excuse, ""}, okr.NewDate(2026, 10, 1), []string{`"Run 50" counts activity, not outcome`}},
	} {
		t.Run(name, func(t *testing.T) {
			f := read(t, "small.yaml")
			text := strings.Replace(string(f.Data), "title: Answered within the day",
				"title: Run 50 meetings"+excuse, 1)
			for i := 0; i < len(c.edits); i += 2 {
				text = strings.Replace(text, c.edits[i], c.edits[i+1], 1)
			}
			f.Data = []byte(text)
			_, findings := catalog.ParseOn([]catalog.File{f}, func(zone *time.Location) okr.Date {
				if zone.String() != tokyo {
					t.Errorf("the day is asked for in %v", zone)
				}
				return c.today
			})
			var got []string
			for _, found := range findings {
				if found.Rule == "key-result/activity" {
					got = append(got, found.Message)
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("findings differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestATrialOfAKPIEnds(t *testing.T) {
	const ended = "the trial of KPI signup_rate ended on 2026-10-31, and whether it stays is not decided"
	for name, c := range map[string]struct {
		keys  string
		today okr.Date
		want  []string
	}{
		"On its last day":            {"explorationUntil: 2026-10-31", okr.NewDate(2026, 10, 31), nil},
		"The day after":              {"explorationUntil: 2026-10-31", okr.NewDate(2026, 11, 1), []string{ended}},
		"Where it is retired":        {"explorationUntil: 2026-10-31\n  retiredOn: 2026-11-01", okr.NewDate(2026, 11, 1), nil},
		"Where it is to be retired":  {"explorationUntil: 2026-10-31\n  retiredOn: 2026-12-01", okr.NewDate(2026, 11, 1), nil},
		"Where the day is not known": {"explorationUntil: 2026-10-31", okr.Date{}, nil},
		"Without a trial":            {"tier: main", okr.NewDate(2026, 11, 1), nil},
	} {
		t.Run(name, func(t *testing.T) {
			f := read(t, "small.yaml")
			f.Data = []byte(strings.Replace(string(f.Data), "  effect: positive", "  effect: positive\n  "+c.keys, 1))
			_, findings := catalog.ParseOn([]catalog.File{f}, func(*time.Location) okr.Date { return c.today })
			var got []string
			for _, found := range findings {
				if found.Rule == "kpi/exploration" {
					got = append(got, found.Message)
					if found.Severity != catalog.Warning || marked(found) != "2026-10-31" || found.Line == 0 {
						t.Errorf("the finding %v", found)
					}
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("findings differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAKPIThatIsRetiredLaterCountsUntilThen(t *testing.T) {
	text := string(read(t, "small.yaml").Data)
	for _, name := range []string{"b", "c", "d"} {
		text += "\n---\napiVersion: okr/v1\nkind: KPI\nmetadata: {name: kpi_" + name + "}\nspec: {metric: orders, team: growth, tier: main, " +
			"retiredOn: 2026-12-01, playbook: Ask.}\n"
	}
	for today, want := range map[okr.Date]bool{okr.NewDate(2026, 11, 30): true, okr.NewDate(2026, 12, 1): false} {
		_, findings := catalog.ParseOn([]catalog.File{{Name: "c.yaml", Data: []byte(text)}}, func(*time.Location) okr.Date { return today })
		found := slices.ContainsFunc(findings, func(f catalog.Finding) bool { return f.Rule == "kpis/main-count" })
		if found != want {
			t.Errorf("on %v, four main KPIs are said to be too many: %v", today, found)
		}
	}
}
