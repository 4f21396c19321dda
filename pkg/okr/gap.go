package okr

import "math"

// Gap says why a key result has no attainment.
type Gap int

// Gaps. A baseline is missing, or is the target already, only where it is taken from the metric's past: the catalog refuses
// one that is written so.
const (
	GapNone Gap = iota
	NoValue
	NoBaseline
	BaselineIsTarget
	BaselineBeyondTarget
	NothingComplete // of a key result that maintains a level: no complete bucket of the period has a value
)

var gaps = enum[Gap]{"gap", []string{
	"", "no_value", "no_baseline", "baseline_is_target", "baseline_beyond_target", "nothing_complete",
}}

func (g Gap) String() string { return gaps.name(g) }

// OfBaseline reports whether time alone does not close the gap: the way from baseline to target is none.
func (g Gap) OfBaseline() bool {
	return g == NoBaseline || g == BaselineIsTarget || g == BaselineBeyondTarget
}

// WayGap says why there is no way from a baseline to a target on which a value could stand. automatic tells that the
// baseline is the level before the period: where that is better than the target, getting worse would count as progress. A
// baseline that somebody has written is taken as it is meant.
func WayGap(value, baseline, target float64, automatic bool, d Direction) Gap {
	switch {
	case math.IsNaN(baseline):
		return NoBaseline
	case Same(baseline, target):
		return BaselineIsTarget
	case automatic && (d == Up && Above(baseline, target) || d == Down && Below(baseline, target)):
		return BaselineBeyondTarget
	case math.IsNaN(value):
		return NoValue
	}
	return GapNone
}
