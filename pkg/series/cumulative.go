package series

import (
	"math"

	"github.com/northstar/okrkpi/pkg/okr"
)

// Cumulative is the line of values from its first bucket up to each bucket: the running ratio of sums for ratio and mean,
// the running sum for sum, and the value itself for last. A bucket without facts has no value and does not interrupt the
// sums. Other types cannot be combined over time: all values are NaN.
func Cumulative(line Line, t okr.MetricType) Line {
	running := newLine(line.Grain, line.First, line.Len())
	switch t {
	case okr.Ratio, okr.Mean, okr.Sum:
		var num, den sum
		size := 0.0
		for i, n := range line.Num {
			if !math.IsNaN(n) {
				num = num.plus(n)
				den = den.plus(line.Den[i])
				size += math.Abs(n)
				running.Num[i], running.Den[i] = num.settled(size), den.value()
			}
		}
	case okr.Last:
		copy(running.Num, line.Num)
		copy(running.Den, line.Den)
	case okr.Distinct, okr.Median, okr.Derived, okr.MetricTypeUnknown:
		return running
	}
	running.evaluate(t)
	return running
}
