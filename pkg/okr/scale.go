package okr

import (
	"cmp"
	"math"
	"slices"
)

// Step is a range of a colour scale: the values from From up to the next step. From of the first step is −Inf.
//
// Panels compare values with From exactly. So From includes the tolerance of comparisons and differs a little from Limit,
// the threshold that people know. A value on Limit belongs to the step, unless After is set.
type Step struct {
	From   float64
	Limit  float64
	After  bool
	Status Status
}

// lowest is the first step of a scale.
func lowest(s Status) Step { return Step{From: math.Inf(-1), Limit: math.Inf(-1), Status: s} }

// stepFrom is the step of the values at limit and above.
func stepFrom(limit float64) Step {
	low, _ := sameRange(limit)
	return Step{From: low, Limit: limit}
}

// stepAbove is the step of the values above a limit.
func stepAbove(limit float64) Step {
	_, high := sameRange(limit)
	return Step{From: next(high), Limit: limit, After: true}
}

// next is the smallest number above v.
func next(v float64) float64 { return math.Nextafter(v, math.Inf(1)) }

// scale makes a colour scale: it gives each step the status of its lower end, and joins neighbours of the same status.
func scale(cuts []Step, status func(float64) Status) []Step {
	slices.SortFunc(cuts, func(a, b Step) int { return cmp.Compare(a.From, b.From) })
	steps := []Step{lowest(status(-math.MaxFloat64))}
	for _, c := range cuts {
		if c.Status = status(c.From); c.Status != steps[len(steps)-1].Status {
			steps = append(steps, c)
		}
	}
	return steps
}
