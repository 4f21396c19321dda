package okr

import "math"

// Ambition is how bold a target is: target/baseline, or baseline/target where lower is better. ok is false where either is
// not above 0, because a multiple means nothing then.
func Ambition(baseline, target float64, d Direction) (multiple float64, ok bool) {
	if !(baseline > 0) || !(target > 0) {
		return math.NaN(), false
	}
	if d == Down {
		return baseline / target, true
	}
	return target / baseline, true
}

// SuggestedTargets is the range of targets to start a discussion from: AmbitionLow to AmbitionHigh times the baseline,
// divided where lower is better. Where that exceeds a bound of the metric, the range is 20 % to 50 % of the way from the
// baseline to the bound. ok is false where the baseline is not above 0, and for the direction band.
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
