package okr

import "math"

// Gap says why a key result has no attainment.
type Gap int

// Gaps. NoBaseline and the two after it occur only with a baseline taken from the metric's past: the catalog refuses such
// a written one.
const (
	GapNone Gap = iota
	NoValue
	NoBaseline
	BaselineIsTarget
	BaselineBeyondTarget
	NothingComplete // maintained key results only: no complete bucket of the period has a value
)

var gaps = enum[Gap]{"gap", []string{
	"", "no_value", "no_baseline", "baseline_is_target", "baseline_beyond_target", "nothing_complete",
}}

func (g Gap) String() string { return gaps.name(g) }

// OfBaseline reports whether the baseline causes the gap, so that time alone does not close it.
func (g Gap) OfBaseline() bool {
	return g == NoBaseline || g == BaselineIsTarget || g == BaselineBeyondTarget
}

// WayGap says why a value has no attainment between baseline and target. automatic says that the baseline is computed from
// the metric's past. An automatic baseline that is better than the target is a gap, because getting worse would count as
// progress; a written one is taken as it is.
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
