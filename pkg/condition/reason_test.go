package condition_test

import (
	"strings"
	"testing"

	"github.com/northstar/okrkpi/pkg/condition"
)

func TestReasonsAreSaidInTheReadersLanguage(t *testing.T) {
	for src, want := range map[string]string{
		"value > 1":                "この期間の値がない",
		"ltv > 1":                  "ltv の値がない",
		`metric("ltv", "month")>1`: "ltv の値がない(粒度: month)",
		"last(3) > 1":              "3 期前の値がない",
		"z > 1":                    "zスコアがない: 履歴が短いか、値が変動しない",
		"median(5) > 1":            "median(5): 値のある期間が半分に満たない",
	} {
		t.Run(src, func(t *testing.T) {
			env := situation(t, compile(t, src), "value -")
			outcome := compile(t, src).Eval(&env)
			if got := outcome.Reason.In("ja-JP"); got != want {
				t.Errorf("the reason is %q, want %q", got, want)
			}
			if got := outcome.Reason.In("fr"); got != outcome.Reason.In("en") || strings.Contains(got, "値") {
				t.Errorf("elsewhere it is %q", got)
			}
		})
	}
	if (condition.Reason{}).In("ja") != "" {
		t.Error("no reason has words")
	}
}
