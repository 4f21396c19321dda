package demo

import (
	"cmp"
	"slices"
)

// apportion splits total into whole parts as nearly in proportion to the weights as whole numbers allow (the method of
// the largest remainder). No part exceeds its limit; limits may be nil for none. The parts add up to total unless the
// limits of all parts with a weight forbid it, or no part has one.
func apportion(total int64, weights []float64, limits []int64) []int64 {
	parts := make([]int64, len(weights))
	var sum float64
	for _, w := range weights {
		sum += w
	}
	if total <= 0 || sum <= 0 {
		return parts
	}
	left := total
	remainders := make([]float64, len(weights))
	order := make([]int, len(weights))
	for i, w := range weights {
		order[i] = i
		ideal := float64(total) * w / sum
		parts[i] = min(int64(ideal), left)
		remainders[i] = ideal - float64(parts[i])
		if limits != nil {
			parts[i] = min(parts[i], limits[i])
		}
		left -= parts[i]
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(remainders[b], remainders[a]) })
	for placed := true; left > 0 && placed; {
		placed = false
		for _, i := range order {
			if left > 0 && weights[i] > 0 && (limits == nil || parts[i] < limits[i]) {
				parts[i]++
				left--
				placed = true
			}
		}
	}
	return parts
}
