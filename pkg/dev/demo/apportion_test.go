package demo

import (
	"testing"

	"pgregory.net/rapid"
)

func TestApportionKeepsTheTotalAndTheProportions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		total := rapid.Int64Range(0, 1_000_000).Draw(t, "total")
		weights := rapid.SliceOfN(rapid.Float64Range(0.001, 10), 1, 80).Draw(t, "weights")
		var sum float64
		for _, w := range weights {
			sum += w
		}
		var got int64
		for i, n := range apportion(total, weights, nil) {
			got += n
			if ideal := float64(total) * weights[i] / sum; float64(n) < ideal-1 || float64(n) > ideal+1 {
				t.Fatalf("part %d is %d, its proportion %g", i, n, ideal)
			}
		}
		if got != total {
			t.Fatalf("the parts add up to %d, want %d", got, total)
		}
	})
}

func TestApportionRespectsLimitsAndFillsThemWhereItMust(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		limits := rapid.SliceOfN(rapid.Int64Range(0, 500), 1, 40).Draw(t, "limits")
		var room int64
		weights := make([]float64, len(limits))
		for i, l := range limits {
			room += l
			weights[i] = float64(l) * rapid.Float64Range(0.5, 1.5).Draw(t, "pull")
		}
		total := rapid.Int64Range(0, room).Draw(t, "total")
		var got int64
		for i, n := range apportion(total, weights, limits) {
			if n < 0 || n > limits[i] {
				t.Fatalf("part %d is %d, its limit %d", i, n, limits[i])
			}
			got += n
		}
		if got != total {
			t.Fatalf("the parts add up to %d, want %d", got, total)
		}
	})
}
