package okr_test

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/northstar/okrkpi/pkg/okr"
)

func TestANumberIsReadInOneWay(t *testing.T) {
	for text, want := range map[string]float64{
		"120": 120, "0": 0, "-5": -5, "+5": 5, "0.5": 0.5, "-0.5": -0.5, ".5": 0.5, "5.": 5, "1e3": 1000, "1E-3": 0.001, "1.5e2": 150,
		"1_000": 1000, "1_000.5": 1000.5, "-0": 0, "0e5": 0, "99999999999999999999": 1e20, "0.010": 0.01,
	} {
		got, err := okr.ParseNumber(text)
		if err != nil || got != want || math.Signbit(got) != (want < 0) {
			t.Errorf("%q is %v (%v), want %v", text, got, err, want)
		}
	}
}

func TestANumberThatReadersTakeForDifferentOnesIsRefusedWithTheCure(t *testing.T) {
	for text, want := range map[string]string{
		"0120":       "leading 0: write 120",
		"08":         "leading 0: write 8",
		"0190":       "leading 0: write 190",
		"-010":       "leading 0: write -10",
		"+010":       "leading 0: write +10",
		"00":         "leading 0: write 0",
		"00.5":       "leading 0: write 0.5",
		"01e3":       "leading 0: write 1e3",
		"0_120":      "leading 0: write 120",
		"0x10":       "a number in another base: write 16",
		"-0x10":      "a number in another base: write -16",
		"0o17":       "a number in another base: write 15",
		"0b1":        "a number in another base: write 1",
		"0xffffffff": "a number in another base: write 4294967295",
		"0o8":        "a number in another base: write a decimal number",
	} {
		_, err := okr.ParseNumber(text)
		if bad := new(okr.NotationError); !errors.As(err, &bad) || err.Error() != want {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

func TestWhatIsNoNumber(t *testing.T) {
	for text, want := range map[string]error{
		"": okr.ErrNoNumber, "many": okr.ErrNoNumber, "1,000": okr.ErrNoNumber, "1 000": okr.ErrNoNumber, "1:30": okr.ErrNoNumber,
		"1__0": okr.ErrNoNumber, "1_": okr.ErrNoNumber, "_1": okr.ErrNoNumber, "0x1p3": okr.ErrNoNumber, "１２": okr.ErrNoNumber,
		"1.2.3": okr.ErrNoNumber, "e3": okr.ErrNoNumber, ".": okr.ErrNoNumber, " 1": okr.ErrNoNumber, "10%": okr.ErrNoNumber,
		".inf": okr.ErrNotFinite, "-.Inf": okr.ErrNotFinite, "NaN": okr.ErrNotFinite, ".nan": okr.ErrNotFinite,
		"Infinity": okr.ErrNotFinite, "1e400": okr.ErrNotFinite,
	} {
		if _, err := okr.ParseNumber(text); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", text, err, want)
		}
	}
}

// A number with any number of leading zeros is never read as another number: it is itself, or refused.
func TestLeadingZerosNeverMakeAnotherNumber(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		digits := rapid.StringMatching(`0{0,3}[1-9][0-9]{0,8}`).Draw(t, "digits")
		want := 0.0
		for _, d := range digits {
			want = want*10 + float64(d-'0')
		}
		got, err := okr.ParseNumber(digits)
		if err == nil && got != want {
			t.Fatalf("%q is %v", digits, got)
		}
		if (err != nil) != (digits[0] == '0') {
			t.Fatalf("%q: %v", digits, err)
		}
	})
}
