package condition_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/northstar/okrkpi/pkg/condition"
	"github.com/northstar/okrkpi/pkg/okr"
)

func TestConditions(t *testing.T) {
	tests := map[string]struct{ condition, given, want string }{
		"the own metric's name is the value": {
			"churn_rate > 0.04", "own churn_rate, value 0.05, churn_rate 0.01", "true",
		},
		"the own metric's name follows the history in streaks": {
			"streak(churn_rate > 1, 2)", "own churn_rate, history 2, value 3", "true",
		},
		"the own metric at the rule's grain is the value": {`metric("nps", "week") > 1`, "own nps, value 2", "true"},
		"the own metric at another grain is not the value": {
			`metric("nps", "month") > 1`, "own nps, value 2, nps by month 0", "false",
		},
		"a metric without a grain is the bare name": {`metric("ltv") == ltv`, "ltv 3", "true"},
		"comparisons: at least":                     {"value >= 3", "value 3", "true"},
		"comparisons: at most":                      {"value <= 3", "value 3.01", "false"},
		"comparisons: not the same":                 {"value != 3", "value 3.01", "true"},
		"comparisons: a missing number is not different either": {
			"value != 3", "value -", "no data: no value in this bucket",
		},
		"a chain of comparisons compares neighbours": {"1 < value < 3 < ltv", "value 2, ltv 3", "false"},
		"arithmetic binds as usual":                  {"-value + 2 * (3 - 1) / 4 == 0", "value 1", "true"},
		"and binds closer than or": {
			"value > 0 or value > 1 and value > 2", "value 1", "true",
		},
		"in words": {
			"not (value > 0) or value > 1 and value < 3", "value 2", "true",
		},
		"in signs": {
			"!(value > 0) || value > 1 && value < 3", "value 0.5", "false",
		},
		"comments are skipped": {"value > 1 // 目標\n && value < 3", "value 2", "true"},
		"round, min, max and abs": {
			"round(min(2.6, max(value, abs(-1)))) == 3", "value 7", "true",
		},
		"coalesce of nothing is missing": {
			"coalesce(target, baseline) > 1", "value 1", "no data: no target",
		},
		"what coalesce mends is no reason": {
			"coalesce(target, 1) > baseline", "value 1", "no data: no baseline",
		},
		"what or makes up for is no reason": {
			"(wow > 1 || value > 1) && mom > 1", "value 2", "no data: no value of a month ago to compare with",
		},
		"what and makes up for is no reason": {
			"wow > 1 && value > 1 || mom > 1", "value 0", "no data: no value of a month ago to compare with",
		},
		"the first reason counts": {
			"wow > 1 || mom > 1 && yoy > 1", "value 0", "no data: no value of a week ago to compare with",
		},
		"numbers beyond all bounds are missing": {
			"value * value > 1", "value 1e300", "no data: a number grows beyond all bounds",
		},
		"infinite numbers are missing": {
			"value > 1", "value Inf", "no data: no value in this bucket",
		},
		"zero by zero is missing": {
			"value / ltv > 1", "value 0, ltv 0", "no data: division by zero: ltv is 0",
		},
		"a dividend that is missing comes first": {
			"value / ltv > 1", "ltv 0", "no data: no value in this bucket",
		},
		"last(0) is the value": {"last(0) == value", "value 4", "true"},
		"last beyond the history is missing": {
			"last(2) > 1", "history 5, value 4", "no data: no value 2 buckets before",
		},
		"last at a gap is missing": {
			"last(1) > 1", "history 5 -, value 4", "no data: no value in the bucket before",
		},
		"previous is last(1)":                     {"previous == last(1)", "history 5 6, value 4", "true"},
		"a median of an even number is halfway":   {"median(4) == 2.5", "history 9 1 2 3, value 4", "true"},
		"a median of exactly half of the buckets": {"median(4) == 3.5", "history 1 - -, value 6", "true"},
		"a median needs no current value":         {"median(3) == 1.5", "history 1 2, value -", "true"},
		"a median of a young metric": {
			"median(8) > 1", "history 1 2, value 3", "no data: median(8): fewer than half of the buckets have a value",
		},
		"median(1) is the value":                     {"median(1) == value", "history 1 2, value 3", "true"},
		"a slope over gaps counts buckets":           {"slope(3) == 2", "history 1 -, value 5", "true"},
		"a slope of two buckets is their difference": {"slope(2) == -3", "history 100 8, value 5", "true"},
		"a slope of one value": {
			"slope(2) > 0", "history -, value 5", "no data: slope(2): fewer than half of the buckets have a value",
		},
		"a streak of one is the condition": {"streak(value > 1, 1)", "value 2", "true"},
		"a streak longer than the history": {
			"streak(value > 1, 3)", "history 2, value 2", "no data: streak(value > 1, 3): not every bucket has a value",
		},
		"a streak against today's target": {
			"streak(value < target, 3)", "history 1 2, value 3, target 4", "true",
		},
		"functions look from the bucket in a streak": {
			"streak(median(2) > last(2), 2)", "history 1 5 6, value 9", "true",
		},
		"drops in a streak": {
			"streak(drop(0.1), 2)", "history 100 80, value 60", "true",
		},
		"drops that are not in every bucket": {
			"streak(drop(0.1), 2)", "history 100 100, value 60", "false",
		},
		"a drop of just the share despite rounding": {"drop(0.1)", "history 0.3, value 0.27", "true"},
		"a drop to a missing value": {
			"drop(0.1)", "history 0.3", "no data: no value in this bucket",
		},
		"a drop from a missing value": {
			"drop(0.1)", "history 1 -, value 0.3", "no data: no value in the bucket before",
		},
		"a drop of all":     {"drop(1)", "history 3, value 0", "true"},
		"a rise is no drop": {"drop(0.1)", "history 1, value 5", "false"},
		"a spike of just the share despite rounding": {"spike(0.1)", "history 3, value 3.3", "true"},
		"a spike from below zero": {
			"spike(0.1)", "history -3, value 3", "no data: spike(0.1): the value before is not above 0",
		},
		"crosses down": {"crosses(2)", "history 3, value 1", "true"},
		"stays below":  {"crosses(2)", "history 1, value 1.9", "false"},
		"crosses what is missing": {
			"crosses(target)", "history 1, value 1.9", "no data: no target",
		},
		"crosses from what is missing": {
			"crosses(2)", "value 1.9", "no data: no value in the bucket before",
		},
		"times and durations add up": {
			"now > bucket + days(1) + days(2)", "bucket 2026-10-05, now 2026-10-09", "true",
		},
		"durations before times": {
			"-days(1) + now - days(1) >= bucket", "bucket 2026-10-05, now 2026-10-07", "true",
		},
		"a difference of durations": {
			"now - bucket - days(3) > days(1.5)", "bucket 2026-10-05, now 2026-10-09", "false",
		},
		"days may be computed": {
			"now - bucket > days(2 * value)", "bucket 2026-10-05, now 2026-10-08, value 1", "true",
		},
		"no time of evaluation": {
			"now > bucket", "bucket 2026-10-05", "no data: no time of evaluation",
		},
		"no bucket": {
			"now - bucket > days(1)", "now 2026-10-05", "no data: no bucket",
		},
		"the text may come first": {`"red" == status`, "status red", "true"},
		"not in": {
			`status not in ["red", "yellow"]`, "status green", "true",
		},
		"not in, of no data": {
			`status not in ["red", "yellow"]`, "status no_data", "no data: no status",
		},
		"in, with no data asked for": {`status in ["red", "no_data"]`, "status no_data", "true"},
		"a missing status":           {`status == "no_data"`, "value 1", "no data: no status"},
		"late values":                {"stale_days > 7", "stale_days 8", "true"},
		"never had a value": {
			"stale_days > 7", "value -", "no data: no value yet that could be late",
		},
		"attainment and pace": {
			"attainment < 0.4 and pace < 0.75", "attainment 0.3, pace 0.5", "true",
		},
		"no attainment": {"attainment < 0.4", "value 1", "no data: no attainment"},
		"no pace":       {"pace < 0.4", "value 1", "no data: no pace"},
		"changes": {
			"wow < -0.1 and mom < -0.1 and yoy < 0", "wow -0.2, mom -0.3, yoy -0.1", "true",
		},
		"no year ago": {
			"yoy < 0", "value 1", "no data: no value of a year ago to compare with",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := compile(t, test.condition)
			env := situation(t, c, test.given)
			if got := say(c.Eval(&env)); got != test.want {
				t.Errorf("%s with %s is %q, want %q", test.condition, test.given, got, test.want)
			}
		})
	}
}

func TestWhatAConditionReads(t *testing.T) {
	type operands = []condition.Operand
	tests := map[string]struct {
		condition string
		operands  operands
		variables string
		history   int
	}{
		"a metric": {"churn_rate > 1", operands{{"churn_rate", 0, 1}}, "", 0},
		"metrics at several grains, each once": {
			`metric("ltv", "month") / cac > metric("ltv") + ltv`,
			operands{{"ltv", okr.Month, 1}, {"cac", 0, 1}, {"ltv", 0, 1}},
			"", 0,
		},
		"a metric in a streak and outside": {
			"cac > 1 && streak(cac + ltv > 1, 3) && cac < 9", operands{{"cac", 0, 3}, {"ltv", 0, 3}}, "", 2,
		},
		"variables": {
			`value > target && status == "red" && now > bucket`, nil, "bucket now status target value", 0,
		},
		"the value before":                 {"previous > 1", nil, "", 1},
		"functions read the value":         {"drop(0.1)", nil, "value", 1},
		"crossing a variable":              {"crosses(baseline)", nil, "baseline value", 1},
		"last looks back":                  {"last(5) > last(2)", nil, "", 5},
		"a median counts the current":      {"median(5) > 1", nil, "value", 4},
		"a slope counts the current":       {"slope(5) > 1", nil, "value", 4},
		"a streak looks back":              {"streak(value > 1, 5)", nil, "value", 4},
		"a streak of functions looks more": {"streak(median(4) > last(8), 5)", nil, "value", 12},
		"the longest look counts":          {"last(3) > 1 || streak(value > 1, 2)", nil, "value", 3},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := compile(t, test.condition)
			if got := c.Operands(); !slices.Equal(got, test.operands) {
				t.Errorf("operands are %v, want %v", got, test.operands)
			}
			if got := strings.Join(c.Variables(), " "); got != test.variables {
				t.Errorf("variables are %q, want %q", got, test.variables)
			}
			if c.History() != test.history {
				t.Errorf("history is %d, want %d", c.History(), test.history)
			}
			if c.String() != test.condition {
				t.Errorf("the source is %q", c)
			}
		})
	}
}

func TestDropAndSpikeSeeTheChangesThatAreSure(t *testing.T) {
	tests := map[string]struct {
		condition string
		changes   []float64
		want      string
	}{
		"a change that is sure":              {"drop(0.1)", []float64{-0.2}, "true"},
		"a change that is too small":         {"drop(0.3)", []float64{-0.2}, "false"},
		"a change that may be chance":        {"drop(0.1)", []float64{math.NaN()}, "no data: drop(0.1): the change may be chance"},
		"the opposite of what may be chance": {"!spike(0.1)", []float64{math.NaN()}, "no data: spike(0.1): the change may be chance"},
		"what holds whatever the change":     {"drop(0.1) || value > 1", []float64{math.NaN()}, "true"},
		"both of a streak":                   {"streak(drop(0.1), 2)", []float64{-0.3, -0.2}, "true"},
		"the earlier one of a streak may be chance": {
			"streak(drop(0.1), 2)", []float64{math.NaN(), -0.2}, "no data: streak(drop(0.1), 2): not every bucket has a value",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := compile(t, test.condition)
			env := situation(t, c, "history 9 8 7, value 6")
			env.Changes = test.changes
			if got := say(c.Eval(&env)); got != test.want || !c.Changes() {
				t.Errorf("%s with changes %v is %q, want %q", test.condition, test.changes, got, test.want)
			}
		})
	}
	if compile(t, "value < previous").Changes() {
		t.Error("a comparison of values reads no changes")
	}
}

func TestThreshold(t *testing.T) {
	tests := map[string]struct {
		condition string
		want      condition.Threshold
		observed  float64 // with value 6, ltv 300, cac 100
	}{
		"of the value": {
			"value > 0.04", condition.Threshold{Subject: "value", Operator: condition.Greater, Limit: 0.04}, 6,
		},
		"of a metric": {
			"ltv <= 3", condition.Threshold{Subject: "ltv", Operator: condition.LessOrEqual, Limit: 3}, 300,
		},
		"of a ratio": {
			"ltv / cac < 2.5", condition.Threshold{Subject: "ltv / cac", Operator: condition.Less, Limit: 2.5}, 3,
		},
		"with the constant first": {
			"2.5 > ltv / cac", condition.Threshold{Subject: "ltv / cac", Operator: condition.Less, Limit: 2.5}, 3,
		},
		"at most, constant first": {
			"1 <= value", condition.Threshold{Subject: "value", Operator: condition.GreaterOrEqual, Limit: 1}, 6,
		},
		"at least, constant first": {
			"1 >= value", condition.Threshold{Subject: "value", Operator: condition.LessOrEqual, Limit: 1}, 6,
		},
		"below, constant first": {
			"1 < value", condition.Threshold{Subject: "value", Operator: condition.Greater, Limit: 1}, 6,
		},
		"a computed constant": {
			"value > -(4 / 100 + abs(-1))",
			condition.Threshold{Subject: "value", Operator: condition.Greater, Limit: -1.04},
			6,
		},
		"equal to": {"0 == value", condition.Threshold{Subject: "value", Operator: condition.Equal}, 6},
		"different from": {
			"(value) != 1", condition.Threshold{Subject: "value", Operator: condition.NotEqual, Limit: 1}, 6,
		},
		"of a function": {
			"median(1) * 2 > 1", condition.Threshold{Subject: "median(1) * 2", Operator: condition.Greater, Limit: 1}, 12,
		},
		"of what may be missing": {
			"z > 3.5", condition.Threshold{Subject: "z", Operator: condition.Greater, Limit: 3.5}, missing,
		},
		"none: two of them":         {"value > 1 && value < 3", condition.Threshold{}, missing},
		"none: a chain":             {"1 < value < 3", condition.Threshold{}, missing},
		"none: a moving limit":      {"value > target", condition.Threshold{}, missing},
		"none: a negation":          {"!(value > 3)", condition.Threshold{}, missing},
		"none: a duration":          {"now - bucket > days(3)", condition.Threshold{}, missing},
		"none: a status":            {`status == "red"`, condition.Threshold{}, missing},
		"none: a drop":              {"drop(0.1)", condition.Threshold{}, missing},
		"none: a comparison within": {"streak(value > 3, 2)", condition.Threshold{}, missing},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := compile(t, test.condition)
			got, ok := c.Threshold()
			if got != test.want || ok != (test.want.Subject != "") {
				t.Errorf("threshold is %v, %t, want %v", got, ok, test.want)
			}
			env := situation(t, c, "value 6, ltv 300, cac 100")
			if got := c.Observed(&env); !same(got, test.observed) {
				t.Errorf("observed is %v, want %v", got, test.observed)
			}
		})
	}
}

func TestEvaluatingOnNothing(t *testing.T) {
	for _, src := range []string{
		"value > 1", "previous > 1", "last(3) > 1", "ltv > 1", "median(3) > 1", "slope(3) > 1", "streak(ltv > 1, 3)", "drop(0.1)", "crosses(1)",
		"now > bucket", `status == "red"`,
	} {
		c := compile(t, src)
		env := nothing()
		if got := c.Eval(&env); got.State != condition.NoData || got.Reason == (condition.Reason{}) {
			t.Errorf("%s is %v", src, got)
		}
		env = nothing()
		env.Operands = [][]float64{nil}
		if got := c.Eval(&env); got.State != condition.NoData {
			t.Errorf("%s without any bucket is %v", src, got)
		}
	}
}

func TestStatesAndOperatorsHaveNames(t *testing.T) {
	if got := condition.NoData.String() + condition.State(9).String(); got != "no_datastate(9)" {
		t.Error(got)
	}
	if got := condition.LessOrEqual.String() + condition.Operator(9).String(); got != "<=operator(9)" {
		t.Error(got)
	}
	if condition.OperatorUnknown.Holds(1, 1) {
		t.Error("no operator holds")
	}
}
