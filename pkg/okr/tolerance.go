package okr

import "math"

// Numbers with decimals are rarely exact in floating point: 1.10 + 2.20 is 3.3000000000000003, and 1 − 0.99 is
// 0.010000000000000009. Such an error must not cost a colour or an alert. So every comparison of measured numbers goes
// through the functions of this file, which take two numbers for the same where they differ by less than this.
const (
	sameShare = 1e-9    // of the larger one: a million times what rounding does, and less than anybody reads off a number
	sameMost  = 1e-3    // at most, so that whole numbers and cents are told apart whatever their size
	sameLeast = 1e-12   // at least, for what is left where 0 is meant
	sameBits  = 0x1p-50 // of the larger one, at least: four steps of floating point, which are more than sameMost from 1e12 on
)

// tolerance is the least difference by which numbers are different, the larger of which has this size.
func tolerance(size float64) float64 {
	return sameLeast + min(size*sameShare, sameMost) + size*sameBits
}

// Same reports whether two numbers differ by no more than the error of computing them. A missing number (NaN) is the same
// as none.
func Same(a, b float64) bool {
	return a == b || math.Abs(a-b) < tolerance(max(math.Abs(a), math.Abs(b)))
}

// Above reports whether v is more than a limit, by more than the error of computing it. A missing number never is.
func Above(v, limit float64) bool { return v > limit && !Same(v, limit) }

// Below reports whether v is less than a limit, by more than the error of computing it. A missing number never is.
func Below(v, limit float64) bool { return v < limit && !Same(v, limit) }

// AtLeast reports whether v is on a limit or above it. A missing number never is.
func AtLeast(v, limit float64) bool { return v >= limit || Same(v, limit) }

// AtMost reports whether v is on a limit or below it. A missing number never is.
func AtMost(v, limit float64) bool { return v <= limit || Same(v, limit) }

// Minus is a − b, and 0 where they are the same: what is left of them then is nothing but rounding, and it would be as
// large as any number beside 0. So a > b and a − b > 0 always agree.
func Minus(a, b float64) float64 {
	if Same(a, b) {
		return 0
	}
	return a - b
}

// Change is the relative change from then to now: 0.1 is 10 % more. It is NaN where then is not above zero. It is made of
// the difference, since now/then − 1 would lose digits: of 90 after 100, −0.09999999999999998.
func Change(now, then float64) float64 {
	if !(then > 0) {
		return math.NaN()
	}
	return Minus(now, then) / then
}

// sameRange are the lowest and the highest number that are the same as a limit.
func sameRange(limit float64) (low, high float64) {
	return outermost(limit, -1), outermost(limit, 1)
}

// outermost is the number farthest below (−1) or above (1) a limit that is still the same.
func outermost(limit, side float64) float64 {
	v := limit
	for range 4 { // the tolerance is that of the larger number, which may be v: it settles at once
		v = limit + side*tolerance(max(math.Abs(v), math.Abs(limit)))
	}
	for !Same(v, limit) { // and then is off by a step or two
		v = math.Nextafter(v, limit)
	}
	for next := math.Nextafter(v, side*math.Inf(1)); Same(next, limit); next = math.Nextafter(v, side*math.Inf(1)) {
		v = next
	}
	return v
}
