package series

import "math"

// Z99 is how many standard deviations a 99 % interval reaches to either side.
const Z99 = 2.5758293035489004

// Newcombe is the interval in which the difference between two true shares lies, the newer less the older one, from the
// Wilson intervals of both (R. G. Newcombe, Interval Estimation for the Difference Between Independent Proportions, 1998,
// method 10), z standard deviations to either side. Both ends are NaN where one of the shares has none.
func Newcombe(successes, n, newSuccesses, newN, z float64) (low, high float64) {
	before, now := successes/n, newSuccesses/newN
	leastBefore, mostBefore := Wilson(successes, n, z)
	leastNow, mostNow := Wilson(newSuccesses, newN, z)
	difference := now - before
	return difference - math.Hypot(now-leastNow, mostBefore-before), difference + math.Hypot(mostNow-now, before-leastBefore)
}
