package condition_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/northstar/okrkpi/pkg/condition"
)

func TestFormulaErrors(t *testing.T) {
	metrics := []string{"paid_active_teams", "weekly_usage_depth", "ltv", "cac"}
	tests := map[string]struct {
		formula string
		want    string // the whole error
	}{
		"a name that is nearly right": {
			"paid_active_team * weekly_usage_depth",
			`1:1: unknown metric "paid_active_team"
  paid_active_team * weekly_usage_depth
  ^^^^^^^^^^^^^^^^
did you mean paid_active_teams?`,
		},
		"a name that is far off": {
			"ltv / customers",
			`1:7: unknown metric "customers"
  ltv / customers
        ^^^^^^^^^
a formula can use the metrics of the catalog`,
		},
		"on the second line, after other letters": {
			"ltv // 顧客\n\t/ coc",
			"2:4: unknown metric \"coc\"\n  \t/ coc\n  \t  ^^^\ndid you mean cac?",
		},
		"a function that is nearly right": {
			"coalesc(ltv, 0)",
			`1:1: unknown function "coalesc"
  coalesc(ltv, 0)
  ^^^^^^^
did you mean coalesce?`,
		},
		"a function that formulas do not have": {
			"1 + now()",
			`1:5: unknown function "now"
  1 + now()
      ^^^
a formula is made of metrics, numbers, + - * / ( ), abs, coalesce, max, min and round`,
		},
		"too many arguments": {
			"abs(ltv, cac)",
			`1:1: wrong number of arguments for abs: 2
  abs(ltv, cac)
  ^^^
write abs(x)`,
		},
		"too few arguments": {
			"1 + min(ltv)",
			`1:5: wrong number of arguments for min: 1
  1 + min(ltv)
      ^^^
write min(x, y)`,
		},
		"an operator that formulas do not have": {
			"ltv % cac",
			`1:5: "%" cannot be used in a formula
  ltv % cac
      ^
a formula is made of metrics, numbers, + - * / ( ), abs, coalesce, max, min and round`,
		},
		"a comparison is no number": {
			"ltv > cac",
			`1:5: ">" cannot be used in a formula
  ltv > cac
      ^
a formula is made of metrics, numbers, + - * / ( ), abs, coalesce, max, min and round`,
		},
		"negation is no arithmetic": {
			"not ltv",
			`1:1: "not" cannot be used in a formula
  not ltv
  ^^^
a formula is made of metrics, numbers, + - * / ( ), abs, coalesce, max, min and round`,
		},
		"text is no number": {
			"ltv + 'x'",
			`1:7: this is not arithmetic
  ltv + 'x'
        ^^^
a formula is made of metrics, numbers, + - * / ( ), abs, coalesce, max, min and round`,
		},
		"an end that comes too early": {
			"ltv /",
			`1:6: the formula ends too early
  ltv /
       ^
a value or a closing parenthesis is missing`,
		},
		"a parenthesis that is not closed": {
			"(ltv + cac",
			`1:11: the formula ends too early
  (ltv + cac
            ^
a value or a closing parenthesis is missing`,
		},
		"a parenthesis too many": {
			"ltv + cac)",
			`1:10: unexpected ")"
  ltv + cac)
           ^`,
		},
		"two values without an operator": {
			"ltv cac",
			`1:5: unexpected "cac"
  ltv cac
      ^^^`,
		},
		"a formula without metrics": {
			"1 + 1",
			`1:1: the formula uses no metric
  1 + 1
  ^^^^^
a number that never changes is no metric`,
		},
		"an empty formula": {
			" ",
			"1:1: the formula is empty\n   \n  ^\nwrite arithmetic over metrics, such as revenue / customers",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := condition.CompileFormula(test.formula, metrics)
			var e *condition.Error
			if !errors.As(err, &e) {
				t.Fatalf("error is %v", err)
			}
			if got := e.Error(); got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
			if e.Source != test.formula {
				t.Errorf("source is %q", e.Source)
			}
		})
	}
}

func TestWhatExprLangCanDoBeyondArithmeticIsRefused(t *testing.T) {
	for _, formula := range []string{
		"a ? 1 : 2", "a ?? 1", "let x = a; x", "[a][0]", "{x: a}.x", "a.b", "a[0]", "a?.b", "sum([a])", "map([a], # + 1)",
		"a in [1]", "a == 1", "a && true", "nil", "true", "a ** 2", "a ^ 2", "1..a", "a; a", "now()", "date('x')", "a matches 'x'",
		"if a { 1 } else { 2 }", "$env", "a()", "min(a, 'x')", "-true", "\"a\"", "`a`", "all([a], {# > 0})", "b'x'", "a | now()",
		"get($env, 'a')", "len('x')", "repeat('x', 1000000)", "uuid()", "a + ", "#", "@", "0x", "1e999 * a", "99999999999999999999 + a",
	} {
		_, err := condition.CompileFormula(formula, []string{"a"})
		var e *condition.Error
		if !errors.As(err, &e) {
			t.Errorf("%s: error is %v", formula, err)
		} else if e.Line != 1 || e.Column < 1 || e.Column > len(formula)+1 || e.Message == "" {
			t.Errorf("%s: error at %d:%d: %s", formula, e.Line, e.Column, e.Message)
		}
	}
}

func TestFormulasAreLimited(t *testing.T) {
	tests := map[string]struct{ formula, want string }{
		"in length": {"a + " + strings.Repeat(" ", 5000) + "a", "longer than 4096 bytes"},
		"in parts":  {"a" + strings.Repeat("+a", 600), "more than 500 parts"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := condition.CompileFormula(test.formula, []string{"a"})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error is %v, want %q", err, test.want)
			}
		})
	}
	deep := strings.Repeat("(", 2000) + "a" + strings.Repeat(")", 2000)
	if _, err := condition.CompileFormula(deep, []string{"a"}); err != nil {
		t.Errorf("many parentheses: %v", err)
	}
}

func TestErrorsOutsideTheSourceStillRead(t *testing.T) {
	e := condition.Error{Source: "a", Line: 7, Column: 9, Message: "no such line"}
	if got, want := e.Error(), "7:9: no such line\n  \n  ^"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
