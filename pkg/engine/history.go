package engine

import "github.com/northstar/okrkpi/pkg/okr"

// baselineMonths is how much history before its period a baseline is taken from, at most: the same week last year, and half a
// year of baseline before the period.
const baselineMonths = 13

// HistoryMonths is how many months before its bucket a value of a grain is compared with: the same week last year for weeks and
// finer grains, and the window of the test for unusual values for coarser ones.
func HistoryMonths(g okr.Grain) int {
	switch g {
	case okr.Month:
		return 27
	case okr.Quarter:
		return 81
	case okr.GrainUnknown, okr.Hour, okr.Day, okr.Week:
	}
	return baselineMonths
}
