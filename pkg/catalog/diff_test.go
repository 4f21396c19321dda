package catalog_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/northstar/okrkpi/pkg/catalog"
	"github.com/northstar/okrkpi/pkg/okr"
)

// edited is the small example with one piece of text replaced.
func edited(t *testing.T, replacements ...string) *okr.Catalog {
	t.Helper()
	f := read(t, "small.yaml")
	for i := 0; i < len(replacements); i += 2 {
		if !strings.Contains(string(f.Data), replacements[i]) {
			t.Fatalf("the example has no %q", replacements[i])
		}
		f.Data = []byte(strings.Replace(string(f.Data), replacements[i], replacements[i+1], 1))
	}
	return parse(t, f)
}

func TestDiffTellsWhatChanged(t *testing.T) {
	for name, tc := range map[string]struct {
		replacements []string
		want         []string
	}{
		"Nothing":                            {nil, nil},
		"The same value written differently": {[]string{"target: 36h", "target: 1.5d"}, nil},
		"A target, with equal decimals": {
			[]string{"target: 5.5%", "target: 6%"}, []string{"KeyResult easy_start/signups: target 0.055 → 0.060"},
		},
		"How long a level is carried": {
			[]string{"{type: last, grain: day, unit: short, direction: band}", "{type: last, grain: day, unit: short, direction: band, carry: 7d}"},
			[]string{"Metric stock_level: carry (none) → 1w"},
		},
		"A threshold and a title in one language": {
			[]string{"red: 0.03", "red: 0.02", "ja: 登録率", "ja: 新規登録率"},
			[]string{"Metric signup_rate: title.ja 登録率 → 新規登録率", "KPI signup_rate: thresholds.red 0.03 → 0.02"},
		},
		"A value that is new and one that is gone": {
			[]string{
				"playbook: Look at the form.", "",
				"lead: growth-lead@example.com", "lead: growth-lead@example.com\n  parent: growth2",
				"metadata: {name: growth, title: Growth}", "metadata: {name: growth2}\nspec: {}\n---\n" +
					"apiVersion: okr/v1\nkind: Team\nmetadata: {name: growth, title: Growth}",
			},
			[]string{
				"Team growth: parent (none) → growth2", "Team growth2: added",
				"KPI signup_rate: playbook Look at the form. → (none)",
			},
		},
		"Lists and phases": {
			[]string{
				"segments: [plan, channel]", "segments: [plan]", "value: 4.5%", "value: 4.6%",
				"[New plans]", "[New plans, {en: Ads, ja: 広告}]",
			},
			[]string{
				"Metric signup_rate: segments [plan, channel] → [plan]",
				"Objective easy_start: notDoing[1].en (none) → Ads", "Objective easy_start: notDoing[1].ja (none) → 広告",
				"KeyResult easy_start/signups: phased[0].value 0.045 → 0.046",
			},
		},
		"Alert rules": {
			[]string{
				"name: slow_answers", "name: slow_replies", "playbook: Look at the form.", "playbook: Look at the form.\n  alerts: {thresholds: false}",
			},
			[]string{
				"KPI signup_rate: alerts.thresholds true → false",
				"AlertRule slow_answers: removed", "AlertRule slow_replies: added",
			},
		},
		"An expression, a time and a label": {
			[]string{"response_time > 24", "response_time > 20", "for: 1d", "for: 36h\n  labels: {area: desk}"},
			[]string{
				"AlertRule slow_answers: expr response_time > 24 && sample >= 20 → response_time > 20 && sample >= 20",
				"AlertRule slow_answers: for 1d → 36h", "AlertRule slow_answers: labels.area (none) → desk",
			},
		},
		"A metric that is renamed": {
			[]string{
				"name: stock_level", "name: stock_size", "metric: stock_level", "metric: stock_size",
				"metric: stock_level", "metric: stock_size",
			},
			[]string{
				"Metric stock_level: removed", "Metric stock_size: added",
				"KPI stock: metric stock_level → stock_size", "KeyResult easy_start/stock: metric stock_level → stock_size",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, c := range catalog.Diff(edited(t), edited(t, tc.replacements...)) {
				got = append(got, c.String())
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("changes differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestEveryChangeIsFoundBothWays(t *testing.T) {
	before, after := edited(t), edited(t, "target: 5.5%", "target: 6%", "decimals: 1", "")
	there, back := catalog.Diff(before, after), catalog.Diff(after, before)
	if len(there) != 2 || len(back) != 2 {
		t.Fatalf("there %v, back %v", there, back)
	}
	for i := range there {
		if there[i].Old != back[i].New || there[i].New != back[i].Old {
			t.Errorf("%v is not the opposite of %v", there[i], back[i])
		}
	}
}

func TestAFirstCatalogIsAllNew(t *testing.T) {
	for _, c := range catalog.Diff(nil, edited(t)) {
		if c.Kind != catalog.Added {
			t.Errorf("%v", c)
		}
	}
}
