package okr

import (
	"bytes"
	"math"
	"strconv"
)

// Digits that a limit can have: so many decimals more than a value, so many in all if it is small, and never more than a
// number of 64 bits keeps when it is scaled.
const (
	limitDecimals = 6
	limitDigits   = 6
	exactDigits   = 15
)

// FormatLimit writes a number that somebody has chosen: a limit, a threshold, a target. It has the unit and the decimals of
// a value, and as many more as it was chosen with: values of 0.043 s and 0.0 s may look alike, limits of 0.04 s and 0.02 s
// may not.
func FormatLimit(v float64, unit string, decimals *int) string {
	var room [32]byte
	return string(AppendLimit(room[:0], v, unit, decimals))
}

// AppendLimit appends what FormatLimit writes to a text.
func AppendLimit(text []byte, v float64, unit string, decimals *int) []byte {
	u := styleOf(unit)
	v *= u.scale
	n := u.decimals(v, decimals)
	return u.append(text, v, max(n, chosenDecimals(v, n)))
}

// chosenDecimals is how many decimals a number has, as far as a limit shows them. A value has n.
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

// ApartDecimals is how many decimals tell rising or falling numbers of a unit from each other: those of a value where they
// do, nil for the unit's own. It is for limits that are computed, whose own digits go on without end.
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

// apart reports whether numbers that differ read differently.
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
