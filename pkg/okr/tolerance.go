package okr

import "math"

// Numbers with decimals are rarely exact in floating point: 1.10 + 2.20 is 3.3000000000000003, and 1 − 0.99 is
// 0.010000000000000009. Such an error must not change a colour or raise an alert. So all comparisons of measured numbers
// use the functions of this file. They take two numbers for the same where these differ by less than the tolerance:
const (
	sameShare = 1e-9    // share of the larger number: a million times the rounding error, and too small to read
	sameMost  = 1e-3    // the most, so that whole numbers and cents differ at any size
	sameLeast = 1e-12   // the least, for the rounding error around 0
	sameBits  = 0x1p-50 // share of the larger number, added: four steps of floating point, which exceed sameMost from 1e12 on
)

// tolerance is the least difference between different numbers, given the absolute value of the larger one.
func tolerance(size float64) float64 {
	return sameLeast + min(size*sameShare, sameMost) + size*sameBits
}

// Same reports whether two numbers differ by less than the tolerance. A missing number (NaN) is the same as no number.
func Same(a, b float64) bool {
	return a == b || math.Abs(a-b) < tolerance(max(math.Abs(a), math.Abs(b)))
}

// Above reports whether v is above limit and not the same. It is false for a missing number.
func Above(v, limit float64) bool { return v > limit && !Same(v, limit) }

// Below reports whether v is below limit and not the same. It is false for a missing number.
func Below(v, limit float64) bool { return v < limit && !Same(v, limit) }

// AtLeast reports whether v is above limit or the same. It is false for a missing number.
func AtLeast(v, limit float64) bool { return v >= limit || Same(v, limit) }

// AtMost reports whether v is below limit or the same. It is false for a missing number.
func AtMost(v, limit float64) bool { return v <= limit || Same(v, limit) }

// Minus is a − b, and 0 where they are the same, because the difference is only rounding error then. So a > b and a − b >
// 0 always agree.
func Minus(a, b float64) float64 {
	if Same(a, b) {
		return 0
	}
	return a - b
}

// Change is the relative change from then to now: 0.1 is 10 % more. It is NaN where then is not above 0. It is (now −
// then)/then, because now/then − 1 loses digits: of 90 after 100 it is −0.09999999999999998.
func Change(now, then float64) float64 {
	if !(then > 0) {
		return math.NaN()
	}
	return Minus(now, then) / then
}

// sameRange is the lowest and the highest number that are the same as limit.
func sameRange(limit float64) (low, high float64) {
	return outermost(limit, -1), outermost(limit, 1)
}

// outermost is the number farthest from limit, below (side −1) or above (side 1), that is the same.
func outermost(limit, side float64) float64 {
	v := limit
	for range 4 { // the tolerance depends on v where v is the larger number; this converges at once
		v = limit + side*tolerance(max(math.Abs(v), math.Abs(limit)))
	}
	for !Same(v, limit) { // and is off by a step or two
		v = math.Nextafter(v, limit)
	}
	for next := math.Nextafter(v, side*math.Inf(1)); Same(next, limit); next = math.Nextafter(v, side*math.Inf(1)) {
		v = next
	}
	return v
}
