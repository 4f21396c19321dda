package series

import "math"

// Z99 is how many standard deviations a 99 % interval reaches to either side: a quantile of the normal distribution.
const Z99 = 2.5758293035489004

// Newcombe is the interval of the difference between two true shares, the newer minus the older one, z standard deviations
// to either side. It combines the Wilson intervals of both. Both ends are NaN where a share is missing. Source: R. G.
// Newcombe, Interval Estimation for the Difference Between Independent Proportions, 1998, method 10.
func Newcombe(successes, n, newSuccesses, newN, z float64) (low, high float64) {
	before, now := successes/n, newSuccesses/newN
	leastBefore, mostBefore := Wilson(successes, n, z)
	leastNow, mostNow := Wilson(newSuccesses, newN, z)
	difference := now - before
	return difference - math.Hypot(now-leastNow, mostBefore-before), difference + math.Hypot(mostNow-now, before-leastBefore)
}
