package okr

import (
	"math"
	"slices"
)

// scale cuts the number line and colours each piece by the status of its lower end, joining neighbours of one colour.
func scale(cuts []float64, status func(float64) Status) []Step {
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	steps := []Step{{math.Inf(-1), status(-math.MaxFloat64)}}
	for _, c := range cuts {
		if s := status(c); s != steps[len(steps)-1].Status {
			steps = append(steps, Step{c, s})
		}
	}
	return steps
}
