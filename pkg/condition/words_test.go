package condition_test

import (
	"testing"

	"github.com/northstar/okrkpi/pkg/condition"
	"github.com/northstar/okrkpi/pkg/okr"
)

func TestARuleSaysInWordsWhenItFires(t *testing.T) {
	yellow, red, tenth := 0.5, 0.42, 1
	share := &okr.Metric{Meta: okr.Meta{Name: "share"}, Unit: "percentunit", Decimals: &tenth, Direction: okr.Up}
	banded := &okr.Metric{Meta: okr.Meta{Name: "load"}, Unit: "percentunit", Decimals: &tenth, Direction: okr.Band}
	foreign := &okr.Metric{Meta: okr.Meta{Name: "rate"}, Unit: "short", External: &okr.External{Range: [2]float64{-1, 1}}}
	kpi := &okr.KPI{Thresholds: okr.Thresholds{Yellow: &yellow, Red: &red}}
	band := &okr.KPI{Thresholds: okr.Thresholds{RedBand: &[2]float64{0.2, 0.8}}}
	cents, dollars := 0.35, 1.49
	price := &okr.Metric{Meta: okr.Meta{Name: "price"}, Unit: "currencyUSD", Direction: okr.Down}
	cheap := &okr.KPI{Thresholds: okr.Thresholds{Yellow: &cents, Red: &dollars}}
	rule := func(k okr.RuleKind, s okr.Severity) *okr.AlertRule {
		return &okr.AlertRule{Kind: k, Severity: s, Expr: "value < 1"}
	}
	cases := map[string]struct {
		rule    *okr.AlertRule
		subject okr.Subject
		en, ja  string
	}{
		"red": {rule(okr.RuleThreshold, okr.Critical), okr.Subject{Metric: share, KPI: kpi}, "below 42.0 %", "42.0 %未満"},
		"yellow says where red begins": {
			rule(okr.RuleThreshold, okr.Warning), okr.Subject{Metric: share, KPI: kpi}, "below 50.0 %, red: below 42.0 %", "50.0 %未満、赤は42.0 %未満",
		},
		"limits have the digits that they were written with, whatever values have": {
			rule(okr.RuleThreshold, okr.Warning),
			okr.Subject{Metric: price, KPI: cheap},
			"above $0.35, red: above $1.49", "$0.35超、赤は$1.49超",
		},
		"both ends of a band": {
			rule(okr.RuleThreshold, okr.Critical), okr.Subject{Metric: banded, KPI: band}, "below 20.0 % or above 80.0 %", "20.0 %未満または80.0 %超",
		},
		"a jump": {
			rule(okr.RuleUnusual, okr.Warning),
			okr.Subject{Metric: share},
			"jumped away from the usual, z beyond ±3.5", "いつもの範囲から急に外れた、zが±3.5の外",
		},
		"a jump of what outside forces move": {
			rule(okr.RuleUnusual, okr.Warning),
			okr.Subject{Metric: foreign},
			"jumped away from the usual, z beyond ±3.5, and more than outside forces explain",
			"いつもの範囲から急に外れた、zが±3.5の外。外部要因で説明できる幅も超えている",
		},
		"one that somebody wrote speaks for itself": {rule(okr.RuleCustom, okr.Warning), okr.Subject{Metric: share}, "", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			for locale, want := range map[string]string{"en": c.en, "ja-JP": c.ja, "de": c.en} {
				if got := condition.WordsIn(locale).AutomaticRule(c.rule, c.subject); got != want {
					t.Errorf("%s: %q, want %q", locale, got, want)
				}
			}
		})
	}
}

func TestAPlainLimitHasTheUnitOfWhatItIsComparedWith(t *testing.T) {
	tenth := 1
	share := &okr.Metric{Meta: okr.Meta{Name: "share"}, Unit: "percentunit", Decimals: &tenth}
	for subject, want := range map[string]string{
		"value": "4.0 % or more", "share": "4.0 % or more", `metric("other")`: "0.04 or more",
	} {
		got := condition.WordsIn("en").Threshold(condition.Threshold{Subject: subject, Operator: condition.GreaterOrEqual, Limit: 0.04}, share)
		if got != want {
			t.Errorf("%s: %q, want %q", subject, got, want)
		}
	}
}

func TestANumberOfAConditionHasTheDigitsThatItWasWrittenWith(t *testing.T) {
	latency := &okr.Metric{Meta: okr.Meta{Name: "latency"}, Unit: "s"}
	for subject, want := range map[string]string{"value": "above 0.045 s", `metric("other")`: "above 0.045"} {
		got := condition.WordsIn("en").Threshold(condition.Threshold{Subject: subject, Operator: condition.Greater, Limit: 0.045}, latency)
		if got != want {
			t.Errorf("%s: %q, want %q", subject, got, want)
		}
	}
}
