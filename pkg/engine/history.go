package engine

import "github.com/northstar/okrkpi/pkg/okr"

// baselineMonths is the most history, in months before the period, that a baseline needs: the same week last year, and half a year before
// the period.
const baselineMonths = 13

// HistoryMonths returns how many months before its bucket a value is compared with. Weeks and finer grains need the same week last year.
// Coarser grains need the window of the test for unusual values.
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
