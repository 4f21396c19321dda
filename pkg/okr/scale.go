package okr

import (
	"cmp"
	"math"
	"slices"
)

// Step is a coloured range of a scale of values: from From up to the next step. The first one starts at −Inf.
//
// A panel compares values with From as they are, so From lies where the rule of tolerance ends, a hair away from the Limit
// that people know. A value on the Limit belongs to the step, unless the step starts After it.
type Step struct {
	From   float64
	Limit  float64
	After  bool
	Status Status
}

// lowest is the first step of a scale.
func lowest(s Status) Step { return Step{From: math.Inf(-1), Limit: math.Inf(-1), Status: s} }

// from is the step of the values on a limit and above it.
func from(limit float64) Step {
	low, _ := sameRange(limit)
	return Step{From: low, Limit: limit}
}

// above is the step of the values above a limit.
func above(limit float64) Step {
	_, high := sameRange(limit)
	return Step{From: next(high), Limit: limit, After: true}
}

// next is the number after v.
func next(v float64) float64 { return math.Nextafter(v, math.Inf(1)) }

// scale cuts the number line and colours each piece by the status of its lower end, joining neighbours of one colour.
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
