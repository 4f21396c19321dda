package condition

import (
	"fmt"
	"math"

	"github.com/expr-lang/expr/ast"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// callLast is last(n): the value n complete buckets earlier.
func (c *compiler) callLast(n, argument ast.Node) (part, error) {
	back, err := c.buckets(argument, 0, callForms["last"].usage)
	if err != nil {
		return part{}, err
	}
	switch back {
	case 0:
		return c.value(n, 0, valueMissing), nil
	case 1:
		return c.value(n, 1, previousMissing), nil
	}
	return c.value(n, back, earlierMissing.format(back)), nil
}

// callMedian is median(n): the median of the last n buckets.
func (c *compiler) callMedian(n, argument ast.Node) (part, error) {
	return c.overWindow(n, argument, 1, callForms["median"].usage, func(n int) int { return n }, series.Median)
}

// callSlope is slope(n): the Theil–Sen slope per bucket over the last n buckets.
func (c *compiler) callSlope(n, argument ast.Node) (part, error) {
	slope := func(window []float64) float64 {
		s, _ := series.TheilSen(window)
		return finite(s)
	}
	return c.overWindow(n, argument, 2, callForms["slope"].usage, func(n int) int { return n * (n - 1) / 2 }, slope)
}

// overWindow is a function of the last n buckets, oldest first. steps is how many steps it takes. It has no value where
// fewer than half of the buckets have one.
func (c *compiler) overWindow(n, argument ast.Node, least int, usage string, steps func(n int) int,
	compute func(window []float64) float64,
) (part, error) {
	buckets, err := c.buckets(argument, least, usage)
	if err != nil {
		return part{}, err
	}
	if err := c.spend(n, steps(buckets)); err != nil {
		return part{}, err
	}
	c.lookBack(0)
	c.lookBack(buckets - 1)
	c.window = max(c.window, buckets)
	gaps := gapsInWindow.format(brief(n))
	return part{node: n, kind: number, measures: valueName, quantity: func(r *run) float64 {
		window, present := r.window[:buckets], 0
		for back := range buckets {
			x := r.at(back)
			window[buckets-1-back] = x
			if !math.IsNaN(x) {
				present++
			}
		}
		if present < max(least, (buckets+1)/2) {
			return r.missing(gaps)
		}
		return compute(window)
	}}, nil
}

// callStreak is streak(condition, n): whether the condition held in each of the last n buckets.
func (c *compiler) callStreak(n, held, argument ast.Node) (part, error) {
	usage := callForms["streak"].usage
	if c.streak > 0 {
		return part{}, c.refuse(n, "a streak cannot look at another streak", "write "+usage)
	}
	buckets, err := c.buckets(argument, 1, usage)
	if err != nil {
		return part{}, err
	}
	c.streak = buckets
	x, err := c.nested(held)
	c.streak = 0
	if err != nil {
		return part{}, err
	}
	if x.kind != truth {
		return part{}, c.comparesNothing(x)
	}
	missing := gapsInStreak.format(brief(n))
	return part{node: n, kind: truth, test: func(r *run) State {
		reason, result := r.reason, True
		for back := 0; back < buckets && result != False; back++ {
			r.back = back
			result = min(result, x.test(r))
		}
		r.back, r.reason = 0, reason
		if result == NoData {
			r.note(missing)
		}
		return result
	}}, nil
}

// callChange is drop(share) or spike(share): whether the value is at least that share below (sign −1) or above (sign 1)
// the previous one.
func (c *compiler) callChange(n, argument ast.Node, sign float64) (part, error) {
	most := 1.0
	if sign > 0 {
		most = 10
	}
	message := fmt.Sprintf("want a share above 0 and up to %g, written out", most)
	share, err := c.fixedArgument(argument, func(x float64) bool { return x > 0 && x <= most }, message, "20 % is 0.2")
	if err != nil {
		return part{}, err
	}
	value, previous := c.value(n, 0, valueMissing).quantity, c.value(n, 1, previousMissing).quantity
	c.changes = true
	notPositive, notSure := notPositive.format(brief(n)), notSure.format(brief(n))
	return part{node: n, kind: truth, test: func(r *run) State {
		now, before := value(r), previous(r)
		if math.IsNaN(now) || math.IsNaN(before) {
			return NoData
		}
		change := r.change()
		if math.IsNaN(change) {
			reason := notPositive
			if before > 0 {
				reason = notSure
			}
			r.note(reason)
			return NoData
		}
		return stateOf(okr.AtLeast(sign*change, share))
	}}, nil
}

// callCrosses is crosses(x): whether the value and the previous one are on different sides of x. x itself counts as above.
func (c *compiler) callCrosses(n, argument ast.Node) (part, error) {
	limit, err := c.argument(argument, number, callForms["crosses"].usage)
	if err != nil {
		return part{}, err
	}
	now := c.value(n, 0, valueMissing)
	c.meet(now, limit)
	value, previous := now.quantity, c.value(n, 1, previousMissing).quantity
	return part{node: n, kind: truth, test: func(r *run) State {
		x, now, before := limit.quantity(r), value(r), previous(r)
		if math.IsNaN(x) || math.IsNaN(now) || math.IsNaN(before) {
			return NoData
		}
		return stateOf(okr.AtLeast(now, x) != okr.AtLeast(before, x))
	}}, nil
}
