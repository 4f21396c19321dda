package provision

import (
	"math"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/northstar/okrkpi/pkg/okr"
)

// writtenBy is a value as a message writes it, by Go's templates and the documented functions of Grafana.
func writtenBy(t *testing.T, unit string, decimals *int, v float64) string {
	t.Helper()
	return expand(t, valueTemplate("$values.C.Value", unit, decimals), nil, map[string]float64{"C": v})
}

// grouped writes digits in groups of three, counted from the point: the sign, then the text before the number.
func grouped(number, before, after string) string {
	number, negative := strings.CutPrefix(number, "-")
	whole, fraction, hasFraction := strings.Cut(number, ".")
	var groups []string
	for len(whole) > 3 {
		groups = append([]string{whole[len(whole)-3:]}, groups...)
		whole = whole[:len(whole)-3]
	}
	text := before + strings.Join(append([]string{whole}, groups...), ",")
	if hasFraction {
		text += "." + fraction
	}
	if negative && strings.Trim(number, "0.") != "" {
		text = "−" + text
	}
	return text + after
}

func TestNumbersOfAnyLengthAreWrittenInGroups(t *testing.T) {
	units := []struct{ id, before, after string }{
		{"short", "", ""}, {"currencyJPY", "¥", ""}, {"currencyUSD", "$", ""}, {"h", "", " h"}, {"suffix:tickets", "", " tickets"},
	}
	const digits = "123456789012345"
	for length := 1; length <= len(digits); length++ {
		for _, written := range []string{digits[:length], "1" + strings.Repeat("0", length-1), strings.Repeat("9", length)} {
			for _, fraction := range []string{"", ".25", ".875"} {
				for _, sign := range []string{"", "-"} {
					text := sign + written + fraction
					if len(written)+len(fraction) > 16 {
						continue // more digits than a number has
					}
					exact, _ := new(big.Rat).SetString(text)
					v, _ := exact.Float64()
					for decimals := max(0, len(fraction)-1); decimals <= 4; decimals++ {
						for _, unit := range units {
							want := grouped(exact.FloatString(decimals), unit.before, unit.after)
							if got := writtenBy(t, unit.id, &decimals, v); got != want {
								t.Fatalf("%s with %d decimals of %s is written %q, want %q", text, decimals, unit.id, got, want)
							}
							if got := okr.FormatValue(v, unit.id, &decimals); got != want {
								t.Fatalf("panels write %s with %d decimals of %s as %q, want %q", text, decimals, unit.id, got, want)
							}
						}
					}
				}
			}
		}
	}
}

// A message and a panel write any number in the same way, except that shares have more digits in a message.
func TestAMessageWritesANumberAsAPanelDoes(t *testing.T) {
	units := []string{
		"", "short", "none", "currencyJPY", "currencyUSD", "percent", "ms", "s", "m", "h", "d",
		"suffix:tickets", "suffix:per 100", "prefix:Q1 ", "currency:円", "count:orders", "reqps",
	}
	rapid.Check(t, func(rt *rapid.T) {
		v := rapid.OneOf(
			rapid.Float64Range(-2000, 2000), rapid.Float64Range(-1e15, 1e15), rapid.Float64(),
			rapid.SampledFrom([]float64{0, math.Copysign(0, -1), 999.995, 999.999, 1000, -999.999, -1000, 0.004, -0.004, 5e-324}),
			rapid.Map(rapid.IntRange(-100_000, 100_000), func(n int) float64 { return float64(n) / 100 }),
		).Draw(rt, "value")
		unit := rapid.SampledFrom(units).Draw(rt, "unit")
		var decimals *int
		if n := rapid.IntRange(-1, 6).Draw(rt, "decimals"); n >= 0 {
			decimals = &n
		}
		if got, want := writtenBy(t, unit, decimals, v), okr.FormatValue(v, unit, decimals); got != want {
			rt.Fatalf("%v of %q: the message says %q, a panel %q", v, unit, got, want)
		}
	})
}

func TestASharesPointMovesByTwo(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		v := rapid.OneOf(rapid.Float64Range(-2, 2), rapid.Float64Range(-1e9, 1e9)).Draw(rt, "share")
		exact := new(big.Float).SetPrec(200).SetFloat64(v)
		percentage := exact.Mul(exact, big.NewFloat(100)).Text('f', 3)
		percentage = strings.TrimSuffix(strings.TrimRight(percentage, "0"), ".")
		if got, want := writtenBy(t, "percentunit", nil, v), grouped(percentage, "", " %"); got != want {
			rt.Fatalf("%v is written %q, want %q", v, got, want)
		}
	})
}
