package okr

import "math"

// Ambition is how bold a target is: target/baseline, or baseline/target where lower is better. ok is false where either
// is not above zero, so that a multiple means nothing; such targets are compared in points.
func Ambition(baseline, target float64, d Direction) (multiple float64, ok bool) {
	if !(baseline > 0) || !(target > 0) {
		return math.NaN(), false
	}
	if d == Down {
		return baseline / target, true
	}
	return target / baseline, true
}

// SuggestedTargets is the range of targets to start the discussion from: AmbitionLow to AmbitionHigh times the baseline,
// divided where lower is better. Near a bound it is the same share of the gap that is left instead: a metric that cannot
// exceed its bound closes 20 % to 50 % of the way to it. ok is false where the baseline is not above zero.
func SuggestedTargets(baseline float64, d Direction, b Bounds) (low, high float64, ok bool) {
	if !(baseline > 0) || d == Band {
		return math.NaN(), math.NaN(), false
	}
	low, high = baseline*AmbitionLow, baseline*AmbitionHigh
	bound := b.Max
	if d == Down {
		low, high = baseline/AmbitionLow, baseline/AmbitionHigh
		bound = b.Min
	}
	if bound != nil && (d == Down && Below(high, *bound) || d != Down && Above(high, *bound)) {
		gap := *bound - baseline
		low, high = baseline+(AmbitionLow-1)*gap, baseline+(AmbitionHigh-1)*gap
	}
	return low, high, true
}
