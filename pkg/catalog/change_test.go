package catalog_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/northstar/okrkpi/pkg/catalog"
	"github.com/northstar/okrkpi/pkg/okr"
)

func TestTargetsMoveInsideTheirPeriodOnlyWithAReason(t *testing.T) {
	during, before := okr.NewDate(2026, 11, 1), okr.NewDate(2026, 9, 27)
	reasoned := []string{"notDoing: [New plans]", "notDoing: [New plans]\n  revision: {reason: The market broke away}"}
	target := []string{"target: 5.5%", "target: 6%"}
	const stock = `    - name: stock
      metric: stock_level
      type: maintain
      maintainIn: [100, 200]
`
	wording := []string{
		"Answered", "Solved", "owner: growth@example.com\n      baseline", "owner: sales@example.com\n      baseline",
		"whyNow: Half of the visitors leave.", "whyNow: Most leave.", stock, "", "  keyResults:\n", "  keyResults:\n" + stock,
	}
	const refused = "KeyResult easy_start/signups: target 0.055 → 0.060, although 2026-Q4 has begun on 2026-09-28"
	for name, tc := range map[string]struct {
		old, new []string
		today    okr.Date
		want     []string
	}{
		"A target without a reason":         {nil, target, during, []string{refused}},
		"After the end it is history":       {nil, target, okr.NewDate(2027, 3, 1), []string{refused}},
		"On the first day of the period":    {nil, target, okr.NewDate(2026, 9, 28), []string{refused}},
		"Before the period":                 {nil, target, before, nil},
		"With a reason":                     {nil, append(reasoned, target...), during, nil},
		"With the reason of another change": {reasoned, append(reasoned, target...), during, []string{refused}},
		"Wording, owners and order":         {nil, wording, during, nil},
		"A weight": {
			nil,
			[]string{"weight: 2", "weight: 50"},
			during,
			[]string{"KeyResult easy_start/response: weight 2 → 50, although 2026-Q4 has begun on 2026-09-28"},
		},
		"A segment": {
			nil,
			[]string{"segment: {plan: pro}", "segment: {plan: free}"},
			during,
			[]string{"KeyResult easy_start/signups: segment.plan pro → free, although 2026-Q4 has begun on 2026-09-28"},
		},
		"A milestone": {
			nil,
			[]string{"value: 4.5%", "value: 4.4%"},
			during,
			[]string{"KeyResult easy_start/signups: phased[0].value 0.045 → 0.044, although 2026-Q4 has begun on 2026-09-28"},
		},
		"A key result that is removed": {
			nil,
			[]string{stock, ""},
			during,
			[]string{"KeyResult easy_start/stock: removed, although 2026-Q4 has begun on 2026-09-28"},
		},
		"A key result that is added": {
			[]string{stock, ""},
			nil,
			during,
			[]string{"KeyResult easy_start/stock: added, although 2026-Q4 has begun on 2026-09-28"},
		},
		"A key result that is renamed": {
			nil,
			[]string{"- name: stock\n", "- name: shelf\n"},
			during,
			[]string{
				"KeyResult easy_start/shelf: added, although 2026-Q4 has begun on 2026-09-28",
				"KeyResult easy_start/stock: removed, although 2026-Q4 has begun on 2026-09-28",
			},
		},
		"Everything at once with one reason": {nil, append(slices.Clone(reasoned), "weight: 2", "weight: 50", stock, ""), during, nil},
		"A level that is adopted": {
			nil,
			[]string{"adopted: moonshot", "adopted: target"},
			during,
			[]string{"KeyResult easy_start/response: adopted moonshot → target, although 2026-Q4 has begun on 2026-09-28"},
		},
		"A baseline": {
			nil,
			[]string{"baseline: 4%", "baseline: 4.1%"},
			during,
			[]string{"KeyResult easy_start/signups: baseline 0.040 → 0.041, although 2026-Q4 has begun on 2026-09-28"},
		},
		"A band to stay in": {
			nil,
			[]string{"maintainIn: [100, 200]", "maintainIn: [50, 200]"},
			during,
			[]string{"KeyResult easy_start/stock: maintainIn [100, 200] → [50, 200], although 2026-Q4 has begun on 2026-09-28"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			findings := catalog.CheckChange(edited(t, tc.old...), edited(t, tc.new...), tc.today)
			for _, f := range findings {
				got = append(got, f.Message)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("findings differ (-want +got):\n%s", diff)
			}
			if (findings.Err() != nil) != (len(tc.want) > 0) {
				t.Errorf("error %v", findings.Err())
			}
		})
	}
	if findings := catalog.CheckChange(nil, edited(t), during); len(findings) > 0 {
		t.Errorf("a first catalog changes nothing, got %v", findings)
	}
}

// Changes outside of the objective need a reason where the score comes from: in the metric, the period or the organisation.
func TestWhatMovesAScoreFromElsewhereNeedsAReasonThere(t *testing.T) {
	const (
		formula  = "formula: signup_rate * orders"
		period   = "spec: {start: 2026-09-28, end: 2026-12-28}"
		northRow = "northStar: weekly_value"
		orders   = "{type: sum, grain: hour, unit: short, direction: up}"
		begun    = ", although 2026-Q4 has begun on 2026-09-28"
		measures = ", although it measures key result easy_start/"
		tail     = " and 2026-Q4 has begun on 2026-09-28"
		why      = "revision: {reason: A premise broke}"
	)
	// A key result on the derived metric, whose baseline is the median of its past.
	derived := []string{"    - name: stock\n", "    - {name: value, metric: weekly_value, target: 70}\n    - name: stock\n"}
	for name, c := range map[string]struct {
		setting, change []string
		want            []string
		hint            string // part of the cure
		with            []string
	}{
		"The end of the period": {
			nil,
			[]string{"end: 2026-12-28", "end: 2027-01-28"},
			[]string{"Period 2026-Q4: end 2026-12-28 → 2027-01-28" + begun},
			"period 2026-Q4",
			[]string{period, "spec: {start: 2026-09-28, end: 2027-01-28, " + why + "}"},
		},
		"The start of the period": {
			nil,
			[]string{"start: 2026-09-28", "start: 2026-10-12"},
			[]string{"Period 2026-Q4: start 2026-09-28 → 2026-10-12" + begun},
			"period 2026-Q4",
			[]string{period, "spec: {start: 2026-10-12, end: 2026-12-28, " + why + "}"},
		},
		"The line and the band of success": {
			nil,
			[]string{northRow, northRow + "\n  successLine: 0.6\n  successBand: [0.5, 0.7]"},
			[]string{
				"Organization acme: successBand [0.6, 0.8] → [0.5, 0.7]" + begun, "Organization acme: successLine 0.7 → 0.6" + begun,
			},
			"organization acme",
			[]string{northRow, northRow + "\n  successLine: 0.6\n  successBand: [0.5, 0.7]\n  " + why},
		},
		"The weeks and the time zone": {
			nil,
			[]string{"timezone: Asia/Tokyo", "timezone: UTC\n  weekStart: sunday"},
			[]string{
				"Organization acme: timezone Asia/Tokyo → UTC" + begun, "Organization acme: weekStart monday → sunday" + begun,
			},
			"organization acme",
			[]string{"timezone: Asia/Tokyo", "timezone: UTC\n  weekStart: sunday\n  " + why},
		},
		"The type of a metric": {
			nil,
			[]string{"type: mean", "type: sum"},
			[]string{"Metric response_time: type mean → sum" + measures + "response" + tail},
			"metric response_time",
			[]string{"type: mean", "type: sum\n  " + why},
		},
		"The statement of a metric": {
			nil,
			[]string{"sum(seconds) / 3600", "sum(seconds) / 60"},
			[]string{
				"Metric response_time: source.sql.statement SELECT day AS time, sum(seconds) / 3600 AS numerator, count(*) AS denominator F… → " +
					"SELECT day AS time, sum(seconds) / 60 AS numerator, count(*) AS denominator FRO…" + measures + "response" + tail,
			},
			"metric response_time",
			[]string{"type: mean", "type: mean\n  " + why, "sum(seconds) / 3600", "sum(seconds) / 60"},
		},
		"The first day of a statement": {
			nil,
			[]string{"start: 2025-01-01", "start: 2026-01-01"},
			[]string{"Metric response_time: source.sql.start 2025-01-01 → 2026-01-01" + measures + "response" + tail},
			"metric response_time", nil,
		},
		"How far late rows are read again moves nothing": {
			nil, []string{"start: 2025-01-01", "start: 2025-01-01\n      lookbackDays: 9"}, nil, "", nil,
		},
		"The segments and the grain of a metric": {
			nil,
			[]string{"grain: day\n  unit: percentunit", "grain: week\n  unit: percentunit", "segments: [plan, channel]", "segments: [plan]"},
			[]string{
				"Metric signup_rate: grain day → week" + measures + "signups" + tail,
				"Metric signup_rate: segments [plan, channel] → [plan]" + measures + "signups" + tail,
			},
			"metric signup_rate", nil,
		},
		"How long a level of a metric is carried": {
			nil,
			[]string{"{type: last, grain: day, unit: short, direction: band}", "{type: last, grain: day, unit: short, direction: band, carry: 7d}"},
			[]string{"Metric stock_level: carry (none) → 1w" + measures + "stock" + tail},
			"metric stock_level", nil,
		},
		"The formula of a metric": {
			derived,
			[]string{formula, "formula: orders * signup_rate * 2"},
			[]string{"Metric weekly_value: formula signup_rate * orders → orders * signup_rate * 2" + measures + "value" + tail},
			"metric weekly_value",
			[]string{formula, "formula: orders * signup_rate * 2\n  " + why},
		},
		"An operand of a formula": {
			derived,
			[]string{orders, strings.Replace(orders, "sum", "last", 1)},
			[]string{"Metric orders: type sum → last" + measures + "value" + tail},
			"metric orders", nil,
		},
		"The months of an automatic baseline": {
			derived,
			[]string{formula, formula + "\n  baseline: {months: 6}"},
			[]string{"Metric weekly_value: baseline.months 3 → 6" + measures + "value" + tail},
			"metric weekly_value", nil,
		},
		"The months of a baseline that is written out": {
			nil, []string{"type: mean", "type: mean\n  baseline: {months: 6}"}, nil, "", nil,
		},
		"A metric that no key result is measured by": {
			nil, []string{orders, strings.Replace(orders, "sum", "last", 1)}, nil, "", nil,
		},
		"The words of a metric": {
			nil, []string{
				"dataSource: web events", "dataSource: the web shop", "bounds: {min: 0, max: 100%}", "bounds: {min: 0}",
				"decimals: 1", "decimals: 2",
			}, nil, "", nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			during := okr.NewDate(2026, 11, 1)
			before, after := edited(t, c.setting...), edited(t, slices.Concat(c.setting, c.change)...)
			for when, today := range map[string]okr.Date{"during the period": during, "after its end": okr.NewDate(2027, 3, 1)} {
				var got []string
				for _, f := range catalog.CheckChange(before, after, today) {
					got = append(got, f.Message)
					if !strings.Contains(f.Hint, "write into the spec of "+c.hint+" why: revision: {reason: ") {
						t.Errorf("the hint is %q", f.Hint)
					}
				}
				if diff := cmp.Diff(c.want, got); diff != "" {
					t.Errorf("%s findings differ (-want +got):\n%s", when, diff)
				}
			}
			if got := catalog.CheckChange(before, after, okr.NewDate(2026, 9, 27)); len(got) > 0 {
				t.Errorf("before the period: %v", got)
			}
			if c.with != nil {
				if got := catalog.CheckChange(before, edited(t, slices.Concat(c.setting, c.with)...), during); len(got) > 0 {
					t.Errorf("with a reason: %v", got)
				}
			}
		})
	}
}

func TestObjectivesAndPeriodsComeAndGoWithAReason(t *testing.T) {
	const next = "\n---\napiVersion: okr/v1\nkind: Period\nmetadata: {name: 2027-Q1}\nspec: {start: 2026-12-28, end: 2027-03-29}\n---\n"
	const firstMetric = "\n---\napiVersion: okr/v1\nkind: Metric\nmetadata: {name: signup_rate,"
	twoPeriods := []string{firstMetric, next + strings.TrimPrefix(firstMetric, "\n---\n")}
	whole := string(read(t, "small.yaml").Data)
	start := strings.Index(whole, "apiVersion: okr/v1\nkind: Objective")
	end := start + strings.Index(whole[start:], "\n---\n")
	objective := whole[start:end]
	supports := []string{"  supports: [easy_start/signups]\n", "", "  effect: positive\n", ""}
	without := func(more ...string) []string {
		return slices.Concat([]string{objective + "\n---\n", ""}, supports, twoPeriods, more)
	}
	moved := slices.Concat(twoPeriods, []string{"period: 2026-Q4", "period: 2027-Q1", "{date: 2026-11-01", "{date: 2027-02-01"})
	during, over := okr.NewDate(2026, 11, 1), okr.NewDate(2027, 3, 1)
	const (
		begun   = ", although 2026-Q4 has begun on 2026-09-28"
		quarter = "metadata: {name: 2026-Q4}\nspec: {start: 2026-09-28, end: 2026-12-28}"
		half    = "metadata: {name: 2026-H2}\nspec: {start: 2026-06-29, end: 2026-12-28}"
	)
	for name, c := range map[string]struct {
		old, new []string
		today    okr.Date
		want     []string
	}{
		"An objective that is removed": {twoPeriods, without(), during, []string{"Objective easy_start: removed" + begun}},
		"An objective that is removed, said in its period": {
			twoPeriods, without("end: 2026-12-28}", "end: 2026-12-28, revision: {reason: Given up}}"), during, nil,
		},
		"An objective that is removed before its period": {twoPeriods, without(), okr.NewDate(2026, 9, 1), nil},
		"An objective that moves to another period": {
			twoPeriods, moved, during,
			[]string{
				"Objective easy_start: period 2026-Q4 → 2027-Q1" + begun,
				"KeyResult easy_start/signups: phased[0].date 2026-11-01 → 2027-02-01" + begun,
			},
		},
		"A period that is removed with its objective": {
			twoPeriods, without(quarter, half),
			during,
			[]string{"Period 2026-Q4: removed" + begun},
		},
		"A period that is removed, said in the organisation": {
			twoPeriods, without(quarter, half, "timezone: Asia/Tokyo", "timezone: Asia/Tokyo\n  revision: {reason: We plan by half-years now}"),
			during, nil,
		},
		"An objective that is added while the period runs":   {without(), twoPeriods, during, nil},
		"An objective that is added when the period is over": {without(), twoPeriods, over, []string{"Objective easy_start: added" + begun}},
		"An objective that is added late with a reason": {
			without(), slices.Concat(twoPeriods, []string{"notDoing: [New plans]", "revision: {reason: Taken over from the sheet}"}), over, nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, f := range catalog.CheckChange(edited(t, c.old...), edited(t, c.new...), c.today) {
				got = append(got, f.Message)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("findings differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestReasonsAreKept(t *testing.T) {
	why := "\n  revision: {reason: {en: A premise broke, ja: 前提が崩れた}}"
	before := edited(t)
	after := edited(t, "timezone: Asia/Tokyo", "timezone: Asia/Tokyo"+why, "end: 2026-12-28}", "end: 2026-12-28, revision: {reason: Later}}",
		"type: mean", "type: mean"+why)
	var got []string
	for _, c := range catalog.Diff(before, after) {
		got = append(got, c.String())
	}
	want := []string{
		"Organization acme: revision.reason.en (none) → A premise broke", "Organization acme: revision.reason.ja (none) → 前提が崩れた",
		"Period 2026-Q4: revision.reason (none) → Later",
		"Metric response_time: revision.reason.en (none) → A premise broke", "Metric response_time: revision.reason.ja (none) → 前提が崩れた",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	document, err := catalog.Encode(after)
	if err != nil {
		t.Fatal(err)
	}
	again := parse(t, catalog.File{Name: "again.yaml", Data: document})
	if changes := catalog.Diff(after, again); len(changes) > 0 {
		t.Errorf("written and read again: %v", changes)
	}
}
