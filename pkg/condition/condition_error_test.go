package condition_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/northstar/okrkpi/pkg/condition"
)

func TestConditionErrors(t *testing.T) {
	tests := map[string]struct {
		condition string
		wrong     string // what is underlined
		message   string
		hint      string
	}{
		"a name that is nearly right": {
			"ltv > 1 && churnrate > 0.04", "churnrate", `unknown name "churnrate"`, "did you mean churn_rate?",
		},
		"a variable that is nearly right": {"traget > 1", "traget", `unknown name "traget"`, "did you mean target?"},
		"a name that is far off": {
			"customers > 1", "customers", `unknown name "customers"`,
			"a condition can use value, previous, baseline, target and the metrics of the catalog",
		},
		"a function that is nearly right": {
			"medain(3) > 1", "medain", `unknown function "medain"`, "did you mean median(8)?",
		},
		"a function that does not exist": {"uuid() > 1", "uuid", `unknown function "uuid"`, ""},
		"a function of formulas, nearly right": {
			"rounds(value) > 1", "rounds", `unknown function "rounds"`, "did you mean round(x)?",
		},
		"the wall clock": {
			"now() > bucket", "now", "now is no function", "write it without parentheses",
		},
		"a metric as a function": {
			"ltv(3) > 1", "ltv", "ltv is no function", "write it without parentheses",
		},
		"a function as a name": {"slope > 0", "slope", "slope is a function", "write slope(8)"},
		"a number alone": {
			"churn_rate", "churn_rate", "churn_rate compares nothing", "want for example churn_rate > 0.04",
		},
		"a sum alone": {
			"ltv + min(cac, 1)", "ltv + min(cac, 1)", "ltv + min(cac, 1) compares nothing",
			"want for example ltv + min(cac, 1) > 0.04",
		},
		"a long number alone": {
			strings.Repeat("ltv + ", 30) + "ltv", strings.Repeat("ltv + ", 30) + "ltv",
			strings.Repeat("ltv + ", 10) + "… compares nothing",
			"want for example " + strings.Repeat("ltv + ", 10) + "… > 0.04",
		},
		"a status alone": {
			"status", "status", "status compares nothing", `want for example status in ["yellow", "red"]`,
		},
		"a time alone": {
			"now", "now", "now compares nothing", "want for example now - bucket > days(10)",
		},
		"a text alone": {
			"'red'", "'red'", `"red" compares nothing`, "want for example churn_rate > 0.04",
		},
		"a list alone": {
			"['red']", "['red']", `["red"] compares nothing`, "want for example churn_rate > 0.04",
		},
		"a number beside and": {
			"value > 1 && ltv", "ltv", "ltv compares nothing", "want for example ltv > 0.04",
		},
		"a number before or": {
			"ltv || value > 1", "ltv", "ltv compares nothing", "want for example ltv > 0.04",
		},
		"a negated number": {"not ltv", "ltv", "ltv compares nothing", "want for example ltv > 0.04"},
		"a number in a streak": {
			"streak(ltv, 3)", "ltv", "ltv compares nothing", "want for example ltv > 0.04",
		},
		"truth itself": {
			"value > 1 || true", "true", "true never changes", "write a comparison, such as churn_rate > 0.04",
		},
		"two constants": {
			"1 + 1 > 2", "1 + 1 > 2", "this compares what never changes", "write a comparison, such as churn_rate > 0.04",
		},
		"a status and a number": {
			"status > 1", "status > 1", "> does not go with a status and a number",
			`want for example status in ["yellow", "red"]`,
		},
		"a status in order": {
			`status > "red"`, `status > "red"`, "> does not go with a status and a text",
			`want for example status in ["yellow", "red"]`,
		},
		"a number and a text": {
			"value == '3'", "value == '3'", "== does not go with a number and a text",
			"numbers go without quotation marks; texts go with status",
		},
		"a comparison and a number": {
			"(value > 1) > 2", "value > 1) > 2", "> does not go with a condition and a number",
			"join conditions with && and ||",
		},
		"two comparisons": {
			"(value > 1) == (ltv > 1)", "value > 1) == (ltv > 1", "== does not go with a condition and a condition",
			"join conditions with && and ||",
		},
		"two texts": {
			"'a' == 'b'", "'a' == 'b'", "== does not go with a text and a text",
			"a condition compares numbers, such as churn_rate > 0.04, and joins comparisons with &&, || and !",
		},
		"a sum with a comparison": {
			"1 + (value > 1) > 1", "1 + (value > 1", "+ does not go with a number and a condition",
			"join conditions with && and ||",
		},
		"a duration and a number": {
			"now - bucket > 10", "now - bucket > 10", "> does not go with a duration and a number",
			"write durations as days(10)",
		},
		"a sum of times": {
			"now + bucket > now", "now + bucket", "+ does not go with a time and a time",
			"want for example now - bucket > days(10)",
		},
		"a time with a number": {
			"now - 3 > bucket", "now - 3", "- does not go with a time and a number",
			"want for example now - bucket > days(10)",
		},
		"a product of durations": {
			"days(1) * days(2) > now - bucket", "days(1) * days(2)", "* does not go with a duration and a duration",
			"a condition compares numbers, such as churn_rate > 0.04, and joins comparisons with &&, || and !",
		},
		"a sign of a status": {"-status > 1", "-status", "a status has no sign", ""},
		"a number in a list": {
			"value in [1, 2]", "1", "a list holds texts, this is a number",
			`want for example status in ["yellow", "red"]`,
		},
		"a status in a text": {
			"status in 'red'", "status in 'red'", "in does not go with a status and a text",
			`want for example status in ["yellow", "red"]`,
		},
		"a number in a list of texts": {
			"value in ['red']", "value in ['red']", "in does not go with a number and a list",
			`want for example status in ["yellow", "red"]`,
		},
		"a status without quotation marks": {
			"status == red", "red", `unknown name "red"`, `statuses are texts: write "red"`,
		},
		"a status that is nearly right": {
			"status in ['green', 'redd']", "['green', 'redd']", `unknown status "redd"`, `did you mean "red"?`,
		},
		"a status that does not exist": {
			"status == 'critical'", "'critical'", `unknown status "critical"`,
			`want one of "green", "yellow", "red", "observing", "no_data", "untrusted"`,
		},
		"division by nothing": {
			"value / (1 - 1) > 1", "value / (1 - 1", "division by zero: 1 - 1 is 0", "this never has a value",
		},
		"a constant beyond bounds": {
			"value > 1e308 * 10", "1e308 * 10", "a number grows beyond all bounds", "this never has a value",
		},
		"too many arguments": {
			"median(3, 4) > 1", "median(3, 4)", "wrong number of arguments for median: 2", "write median(8)",
		},
		"too few arguments": {
			"streak(value > 1)", "streak(value > 1)", "wrong number of arguments for streak: 1",
			"write streak(value > 0.04, 3)",
		},
		"too few arguments of a plain function": {
			"min(value) > 1", "min(value)", "wrong number of arguments for min: 1", "write min(x, y)",
		},
		"half a bucket": {
			"median(2.5) > 1", "2.5", "want a whole number from 1 to 366, written out", "write median(8)",
		},
		"no bucket": {
			"median(0) > 1", "0", "want a whole number from 1 to 366, written out", "write median(8)",
		},
		"one bucket has no slope": {
			"slope(1) > 1", "1", "want a whole number from 2 to 366, written out", "write slope(8)",
		},
		"a bucket that is yet to come": {
			"last(-1) > 1", "-1", "want a whole number from 0 to 366, written out", "write last(1)",
		},
		"too many buckets": {
			"streak(value > 1, 367)", "367", "want a whole number from 1 to 366, written out",
			"write streak(value > 0.04, 3)",
		},
		"buckets that change": {
			"last(value) > 1", "value", "want a whole number from 0 to 366, written out", "write last(1)",
		},
		"a drop in percent": {
			"drop(20)", "20", "want a share above 0 and up to 1, written out", "20 % is 0.2",
		},
		"a drop of nothing": {
			"drop(0)", "0", "want a share above 0 and up to 1, written out", "20 % is 0.2",
		},
		"a drop that changes": {
			"drop(wow)", "wow", "want a share above 0 and up to 1, written out", "20 % is 0.2",
		},
		"a spike in percent": {
			"spike(20)", "20", "want a share above 0 and up to 10, written out", "20 % is 0.2",
		},
		"a comparison as an argument": {
			"abs(value > 1) > 1", "value > 1", "want a number here, this is a condition", "write abs(x)",
		},
		"days of a text": {
			"now - bucket > days('3')", "'3'", "want a number here, this is a text", "write days(10)",
		},
		"crossing a status": {
			"crosses(status)", "status", "want a number here, this is a status", "write crosses(0.04)",
		},
		"a metric that is nearly right": {
			"metric('ltw') > 1", "'ltw'", `unknown metric "ltw"`, `did you mean "ltv"?`,
		},
		"a metric that does not exist": {
			"metric('customers') > 1", "'customers'", `unknown metric "customers"`,
			"a condition can use the metrics of the catalog",
		},
		"a metric by its bare name": {
			"metric(ltv) > 1", "ltv", "want a text here, this is a number",
			`write metric("ltv") or metric("ltv", "month")`,
		},
		"a grain that does not exist": {
			"metric('ltv', 'year') > 1", "'year'", `unknown grain "year": want hour, day, week, month, quarter`,
			`write metric("ltv") or metric("ltv", "month")`,
		},
		"a streak of a streak": {
			"streak(streak(value > 1, 2), 2)", "streak(value > 1, 2)", "a streak cannot look at another streak",
			"write streak(value > 0.04, 3)",
		},
		"a status in a streak": {
			"streak(status == 'red', 2)", "status", "status is known for the newest bucket only",
			"a streak can look at value, previous, metrics, baseline and target",
		},
		"a score in a streak": {
			"streak(z > 3, 2)", "z", "z is known for the newest bucket only",
			"a streak can look at value, previous, metrics, baseline and target",
		},
		"percent": {"value > 4% && ltv > 1", "&&", `unexpected "&&"`, "write 4% as 0.04"},
		"percent of a number": {
			"value > 4 % 3", "%", `"%" cannot be used in a condition`, "write 4% as 0.04",
		},
		"a single equals sign":       {"value = 3", "=", `unexpected "="`, "write == to compare"},
		"a sign the wrong way round": {"value => 3", "=", `unexpected "="`, "write >="},
		"unequal in SQL":             {"value <> 3", ">", `unexpected ">"`, "write !="},
		"a single ampersand":         {"value > 1 & ltv > 1", "&", `unexpected "&"`, "write && or and"},
		"AND in capitals": {
			"value > 1 AND ltv > 1", "AND", `unexpected "AND"`, "write and in small letters",
		},
		"OR in capitals": {
			"value > 1 OR ltv > 1", "OR", `unexpected "OR"`, "write or in small letters",
		},
		"a decimal comma": {
			"value > 0,04", ",", `unexpected ","`, "write fractions with a point: 0.04",
		},
		"a pipe": {
			"value > 1 | abs(ltv)", "value > 1 | abs(ltv)", "wrong number of arguments for abs: 2", "write abs(x)",
		},
		"a power": {
			"value ** 2 > 1", "**", `"**" cannot be used in a condition`,
			"a condition compares numbers, such as churn_rate > 0.04, and joins comparisons with &&, || and !",
		},
		"an end that comes too early": {
			"value > ", "", "the condition ends too early", "a value or a closing parenthesis is missing",
		},
		"a parenthesis that is not closed": {
			"median(3 > 1", "", "the condition ends too early", "a value or a closing parenthesis is missing",
		},
		"an empty condition": {
			" \n", " ", "the condition is empty", "write a comparison, such as churn_rate > 0.04",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := condition.CompileCondition(test.condition, condition.Names{Metrics: catalogMetrics})
			var e *condition.Error
			if !errors.As(err, &e) {
				t.Fatalf("error is %v", err)
			}
			if e.Message != test.message || e.Hint != test.hint {
				t.Errorf("got  %q, %q\nwant %q, %q", e.Message, e.Hint, test.message, test.hint)
			}
			runes := []rune(test.condition)
			from := min(e.Column-1, len(runes))
			if got := string(runes[from:min(from+e.Width, len(runes))]); e.Line != 1 || got != test.wrong {
				t.Errorf("line %d, underlined is %q, want %q", e.Line, got, test.wrong)
			}
		})
	}
}

func TestWhatExprLangCanDoBeyondConditionsIsRefused(t *testing.T) {
	for _, src := range []string{
		"ltv ? 1 : 2", "value > 1 ? value > 2 : value > 3", "ltv ?? 1 > 2", "let x = 1; x > 2", "[1][0] > 1", "{x: 1}.x > 1", "ltv.month > 1",
		"sum([1]) > value", "all([1], # > value)", "value in 1..3", "value > 1; value > 2", "value == nil", "$env", "now()", "date('x') > now",
		"status matches 'x'", "status contains 'x'", "status startsWith 'r'", "if value > 1 { true } else { false }", "len('x') > value",
		"value | now()", "b'x' == status", "::now() > bucket", "len(repeat('x', 1000000)) > value", "ltv[0] > 1", "ltv?.x > 1",
		"'a' + 'b' == status",
	} {
		_, err := condition.CompileCondition(src, condition.Names{Metrics: catalogMetrics})
		var e *condition.Error
		if !errors.As(err, &e) {
			t.Errorf("%s: error is %v", src, err)
		} else if e.Line != 1 || e.Column < 1 || e.Column > len(src)+1 || e.Message == "" {
			t.Errorf("%s: error at %d:%d: %s", src, e.Line, e.Column, e.Message)
		}
	}
}

func TestConditionsAreLimited(t *testing.T) {
	deep := func(levels int) string {
		return strings.Repeat("abs(", levels) + "value" + strings.Repeat(")", levels) + " > 1"
	}
	tests := map[string]struct{ condition, want string }{
		"in length":          {"value > 1" + strings.Repeat(" ", 5000), "longer than 4096 bytes"},
		"in parts":           {"value > 1" + strings.Repeat(" && ltv > 1", 130), "more than 500 parts"},
		"in depth":           {deep(33), "nested more than 32 levels deep"},
		"in depth, negating": {strings.Repeat("!", 40) + "(value > 1)", "nested more than 32 levels deep"},
		"in depth, the right": {
			strings.Repeat("value > 1 && (", 40) + "value > 1" + strings.Repeat(")", 40),
			"nested more than 32 levels deep",
		},
		"in pairs":    {"slope(366) > slope(300)", "takes more than 100000 steps"},
		"in a streak": {"streak(median(366) > 1, 366)", "takes more than 100000 steps"},
		"in a streak of many": {
			"streak(" + strings.Repeat("value > 1 && ", 90) + "value > 2, 366)", "takes more than 100000 steps",
		},
		"in many of them": {strings.Repeat("slope(200) > 1 || ", 6) + "value > 1", "takes more than 100000 steps"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := condition.CompileCondition(test.condition, condition.Names{Metrics: catalogMetrics})
			var e *condition.Error
			if !errors.As(err, &e) || !strings.Contains(e.Message, test.want) {
				t.Errorf("error is %v, want %q", err, test.want)
			}
		})
	}
	for name, src := range map[string]string{
		"a long chain is not deep":   "value > 1" + strings.Repeat(" && ltv > 1", 120),
		"parentheses are not deep":   strings.Repeat("(", 1000) + "value > 1" + strings.Repeat(")", 1000),
		"as deep as it may be":       deep(30),
		"a long chain of comparison": "value" + strings.Repeat(" < ltv", 150),
	} {
		t.Run(name, func(t *testing.T) { compile(t, src) })
	}
}
