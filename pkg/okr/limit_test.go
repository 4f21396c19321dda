package okr_test

import (
	"math"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/northstar/okrkpi/pkg/okr"
)

func TestFormatLimit(t *testing.T) {
	two := 2
	tests := map[string]struct {
		limit    float64
		unit     string
		decimals *int
		want     string
	}{
		"A limit has the digits that it was written with": {0.02, "s", nil, "0.02 s"},
		"So has one in money, where values are whole":     {1.49, "currencyUSD", nil, "$1.49"},
		"So has a share":                                         {0.0002, "percentunit", nil, "0.02 %"},
		"So has a percentage":                                    {0.045, "percent", nil, "0.045 %"},
		"So has a number of two decimals":                        {2.456, "short", nil, "2.456"},
		"So has a large number":                                  {1234.5, "suffix:tickets", nil, "1,234.5 tickets"},
		"Zeros follow as the unit has them":                      {2, "s", nil, "2.0 s"},
		"Zeros follow as the metric has them":                    {0.35, "currencyUSD", &two, "$0.35"},
		"A share of seven percent has no digits of the computer": {0.07, "percentunit", nil, "7.0 %"},
		"Nor has one of 57 percent":                              {0.57, "percentunit", nil, "57.0 %"},
		"A third ends after six decimals more":                   {1.0 / 3, "s", nil, "0.3333333 s"},
		"What is almost round is round":                          {0.29999999999, "s", nil, "0.3 s"},
		"A small limit is not nothing":                           {1e-9, "s", nil, "0.000000001 s"},
		"One that is hardly there is":                            {1e-300, "s", nil, "0.0 s"},
		"A large one has no digits beyond those of the computer": {123456789012.1, "short", nil, "123,456,789,012.1"},
		"A negative one has its sign before its unit":            {-0.35, "currencyUSD", nil, "−$0.35"},
		"Zero is zero":                                           {0, "percentunit", nil, "0.0 %"},
		"No limit is a dash":                                     {math.NaN(), "s", nil, "–"},
		"The largest number is written out, as a value of it is": {1e21, "short", nil, "1,000,000,000,000,000,000,000"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := okr.FormatLimit(tt.limit, tt.unit, tt.decimals); got != tt.want {
				t.Errorf("FormatLimit = %q, want %q", got, tt.want)
			}
		})
	}
}

// A number written with up to six decimals is shown as it was written, and a value that needs no rounding reads the same.
func TestALimitIsToldAsItWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		digits := rapid.Int64Range(-999_999_999, 999_999_999).Draw(t, "digits")
		places := rapid.IntRange(0, 6).Draw(t, "places")
		exact := new(big.Rat).SetFrac(big.NewInt(digits), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil))
		limit, _ := exact.Float64()
		decimals := rapid.IntRange(0, 4).Draw(t, "decimals")
		want := exact.FloatString(6)
		for len(want)-1-strings.IndexByte(want, '.') > decimals && want[len(want)-1] == '0' {
			want = want[:len(want)-1]
		}
		want = strings.TrimSuffix(want, ".")
		got := okr.FormatLimit(limit, "short", &decimals)
		if plain := strings.NewReplacer(",", "", "−", "-").Replace(got); plain != want {
			t.Fatalf("%v with %d decimals is written %q, want %q", limit, decimals, got, want)
		}
		_, fraction, _ := strings.Cut(want, ".")
		as := len(fraction)
		if value := okr.FormatValue(limit, "short", &as); value != got {
			t.Fatalf("%v is %q as a limit and %q as a value", limit, got, value)
		}
	})
}

func TestApartDecimals(t *testing.T) {
	tests := map[string]struct {
		numbers []float64
		unit    string
		want    string // all of them
	}{
		"Numbers that differ are written as values are":   {[]float64{0.41234, 0.52345}, "percentunit", "41.2 % 52.3 %"},
		"Numbers that look alike get as many as it takes": {[]float64{0.021234, 0.042345}, "s", "0.02 s 0.04 s"},
		"Money too": {[]float64{0.5123, 1.4456}, "currencyUSD", "$0.5 $1.4"},
		"The same number twice is no reason for more":      {[]float64{0.021234, 0.021234}, "s", "0.0 s 0.0 s"},
		"Numbers that nobody can tell apart stay as short": {[]float64{1, 1 + 1e-12}, "s", "1.0 s 1.0 s"},
		"One number is written as a value is":              {[]float64{0.021234}, "s", "0.0 s"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			decimals := okr.ApartDecimals(tt.numbers, tt.unit, nil)
			var texts []string
			for _, v := range tt.numbers {
				texts = append(texts, okr.FormatValue(v, tt.unit, decimals))
			}
			if got := strings.Join(texts, " "); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
