package okr

import (
	"bytes"
	"math"
	"strconv"
)

// Digits of a threshold: at most limitDecimals decimals more than a value of the unit has, or limitDigits digits in all
// where it is small, and never more than exactDigits, which is what a 64-bit number keeps when it is scaled.
const (
	limitDecimals = 6
	limitDigits   = 6
	exactDigits   = 15
)

// FormatLimit writes a number that somebody has chosen, such as a threshold or a target. It has the unit and the decimals
// of a value, and more decimals where it was written with more: thresholds of 0.04 s and 0.02 s must differ on screen.
func FormatLimit(v float64, unit string, decimals *int) string {
	var room [32]byte
	return string(AppendLimit(room[:0], v, unit, decimals))
}

// AppendLimit appends the text of FormatLimit to text.
func AppendLimit(text []byte, v float64, unit string, decimals *int) []byte {
	u := styleOf(unit)
	v *= u.scale
	n := u.decimals(v, decimals)
	return u.append(text, v, max(n, chosenDecimals(v, n)))
}

// chosenDecimals is how many decimals v was written with, as far as a threshold shows them. n is how many a value has.
func chosenDecimals(v float64, n int) int {
	v = math.Abs(v)
	if v == 0 || math.IsNaN(v) || math.IsInf(v, 0) {
		return 0
	}
	first := int(math.Floor(math.Log10(v))) // place of the first digit, 0 for the one before the point
	most := min(max(n+limitDecimals, limitDigits-1-first), exactDigits-1-max(first, -1))
	if most <= 0 {
		return 0
	}
	var room [32]byte
	digits := bytes.TrimRight(strconv.AppendFloat(room[:0], v, 'f', most, 64), "0")
	return len(digits) - 1 - bytes.IndexByte(digits, '.')
}

// ApartDecimals is how many decimals sorted numbers of a unit need to read differently: those of a value where they
// suffice, nil for those of the unit. It is for computed thresholds, which have endless decimals.
func ApartDecimals(numbers []float64, unit string, decimals *int) *int {
	if len(numbers) < 2 || apart(numbers, unit, decimals) {
		return decimals
	}
	u := styleOf(unit)
	least := u.decimals(numbers[0]*u.scale, decimals)
	for n := least + 1; n <= least+limitDecimals; n++ {
		if apart(numbers, unit, &n) {
			return &n
		}
	}
	return decimals
}

// apart reports whether neighbours that differ also read differently.
func apart(numbers []float64, unit string, decimals *int) bool {
	var before, after [32]byte
	for i := 1; i < len(numbers); i++ {
		a, b := numbers[i-1], numbers[i]
		if a != b && bytes.Equal(AppendValue(before[:0], a, unit, decimals), AppendValue(after[:0], b, unit, decimals)) {
			return false
		}
	}
	return true
}
