package condition_test

import (
	"fmt"
	"math/big"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"github.com/northstar/okrkpi/pkg/condition"
	"github.com/northstar/okrkpi/pkg/okr"
)

func TestOnTheLimit(t *testing.T) {
	tests := map[string]struct{ condition, given, want string }{
		"a sum on the limit is not above it": {"value > 3.3", "value 3.3000000000000003", "false"},
		"and is at most the limit":           {"value <= 3.3", "value 3.3000000000000003", "true"},
		"a hair below is not below":          {"value < 3.3", "value 3.2999999999999994", "false"},
		"and is at least the limit":          {"value >= 3.3", "value 3.2999999999999994", "true"},
		"a hair away is the same":            {"value == 3.3", "value 3.3000000000000003", "true"},
		"and not another":                    {"value != 3.3", "value 3.3000000000000003", "false"},
		"a factor of the value before":       {"value > 1.1 * previous", "history 100, value 110", "false"},
		"and what is beyond it":              {"value > 1.1 * previous", "history 100, value 110.01", "true"},
		"a constant that is computed":        {"value > 0.1 + 0.2", "value 0.3", "false"},
		"a constant on the left":             {"0.1 + 0.2 > value", "value 0.3", "false"},
		"a change that was observed":         {"wow <= -0.1", "wow -0.09999999999999998", "true"},
		"a difference of nothing":            {"value - previous > 0", "history 0.3, value 0.30000000000000004", "false"},
		"a difference of nothing is nothing": {"value - ltv - cac == 0", "value 0.3, ltv 0.1, cac 0.2", "true"},
		"a sum of opposites":                 {"value + previous != 0", "history -0.3, value 0.30000000000000004", "false"},
		"a difference of much is not lost":   {"value - previous > 0", "history 10000000, value 10000000.01", "true"},
		"a small share of much":              {"value - previous == 0.1", "history 1000000, value 1000000.1", "true"},
		"a margin":                           {"(ltv - cac) / ltv >= 0.1", "ltv 3.3, cac 2.97", "true"},
		"nothing divides by what rounding left": {
			"value / (ltv - cac) > 1", "value 1, ltv 0.30000000000000004, cac 0.3", "no data: division by zero: ltv - cac is 0",
		},
		"whole numbers of fifteen digits":        {"value > 999999999999998", "value 999999999999999", "true"},
		"a drop of just the share":               {"drop(0.1)", "history 100, value 90", "true"},
		"a drop of a hair less":                  {"drop(0.1)", "history 1000000, value 900001", "false"},
		"a spike of just the share":              {"spike(0.2)", "history 100, value 120", "true"},
		"a value on the line counts as above it": {"crosses(3.3)", "history 3.3, value 3.2999999999999994", "false"},
		"and before it, too":                     {"crosses(3.3)", "history 3.2999999999999994, value 3", "true"},
		"a streak on the limit":                  {"streak(value >= 3.3, 2)", "history 3.2999999999999994, value 3.3", "true"},
		"a slope of nothing":                     {"slope(4) > 0", "history 3.3 3.3 3.3, value 3.3000000000000003", "false"},
		"round, halfway but for rounding":        {"round(100 * value) == 29", "value 0.285", "true"},
		"round, halfway below zero":              {"round(100 * value) == -29", "value -0.285", "true"},
		"round, not halfway":                     {"round(100 * value) == 28", "value 0.2849", "true"},
		"a duration of just ten days":            {"now - bucket > days(10)", "bucket 2026-10-05, now 2026-10-15", "false"},
		"grades and paces have the limits of the score": {
			"attainment >= 0.8 && pace < 0.95", "attainment 0.7999999999999998, pace 0.9499999999999998", "false",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c := compile(t, tt.condition)
			env := situation(t, c, tt.given)
			if got := say(c.Eval(&env)); got != tt.want {
				t.Errorf("%s with %s: %s, want %s", tt.condition, tt.given, got, tt.want)
			}
		})
	}
}

// TestChangesOfWholeNumbersAreExact compares all ways to read a change with rational numbers.
func TestChangesOfWholeNumbersAreExact(t *testing.T) {
	operators := map[string]func(int) bool{
		">": func(c int) bool { return c > 0 }, ">=": func(c int) bool { return c >= 0 }, "<": func(c int) bool { return c < 0 },
		"<=": func(c int) bool { return c <= 0 }, "==": func(c int) bool { return c == 0 }, "!=": func(c int) bool { return c != 0 },
	}
	rapid.Check(t, func(t *rapid.T) {
		then := rapid.OneOf(rapid.IntRange(1, 100_000), rapid.Just(100)).Draw(t, "then")
		k := rapid.IntRange(-99, 200).Draw(t, "percent")
		now := rapid.OneOf(rapid.Just(then*(100+k)/100), rapid.IntRange(0, 300_000)).Draw(t, "now")
		share := big.NewRat(int64(k), 100)
		change := new(big.Rat).Sub(big.NewRat(int64(now), int64(then)), big.NewRat(1, 1))

		written, factor := share.FloatString(2), new(big.Rat).Add(share, big.NewRat(1, 1)).FloatString(2)
		env := nothing()
		env.Value, env.History = float64(now), []float64{float64(then)}
		env.WoW = okr.Change(env.Value, env.History[0])
		holds := func(src string) bool {
			c, err := condition.CompileCondition(src, condition.Names{})
			if err != nil {
				t.Fatal(err)
			}
			return c.Eval(&env).State == condition.True
		}
		for operator, want := range operators {
			for _, form := range []string{
				"wow %[1]s %[2]s", "value / previous - 1 %[1]s %[2]s", "(value - previous) / previous %[1]s %[2]s",
				"value %[1]s %[3]s * previous", "value - %[3]s * previous %[1]s 0", "value - previous %[1]s %[2]s * previous",
			} {
				if src := fmt.Sprintf(form, operator, written, factor); holds(src) != want(change.Cmp(share)) {
					t.Fatalf("%s from %d to %d is %t", src, then, now, holds(src))
				}
			}
		}
		size := strconv.FormatFloat(float64(max(k, -k))/100, 'f', 2, 64)
		switch {
		case k < 0:
			if got, want := holds("drop("+size+")"), change.Cmp(share) <= 0; got != want {
				t.Fatalf("drop(%s) from %d to %d is %t", size, then, now, got)
			}
		case k > 0:
			if got, want := holds("spike("+size+")"), change.Cmp(share) >= 0; got != want {
				t.Fatalf("spike(%s) from %d to %d is %t", size, then, now, got)
			}
		}
	})
}
