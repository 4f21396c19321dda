package alert

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/northstar/okrkpi/pkg/condition"
	"github.com/northstar/okrkpi/pkg/okr"
)

// Reasons for which no threshold is suggested.
var (
	ErrNotPlain    = errors.New("not a plain comparison")
	ErrNoThreshold = errors.New("no threshold does")
)

// Suggestion is a threshold with which a rule would have started to fire about as often as wanted.
type Suggestion struct {
	Operator condition.Operator
	Limit    float64
	Times    int
	Text     string // operator and threshold in the metric's unit
}

// Suggest returns a threshold with which the rule would have started to fire about the wanted number of times. Silenced buckets do not fire
// with any threshold. Errors are ErrNotPlain and ErrNoThreshold.
func (r *Replay) Suggest(wanted float64) (Suggestion, error) {
	first := &r.Rows[0]
	compiled, err := condition.CompileCondition(first.Rule.Expr, condition.Names{Metrics: first.Rule.Metrics})
	if err != nil {
		return Suggestion{}, ErrNotPlain
	}
	t, ok := compiled.Threshold()
	if !ok || t.Subject != "value" && t.Subject != first.Metric.Name {
		return Suggestion{}, ErrNotPlain
	}
	values := make([]float64, 0, len(r.Rows))
	for i := range r.Rows {
		v := r.Rows[i].Value
		if r.Rows[i].State == Silenced {
			v = math.NaN()
		}
		values = append(values, v)
	}
	found, ok := suggest(values, t.Operator, wanted)
	if !ok {
		return Suggestion{}, ErrNoThreshold
	}
	unit := first.Metric.Unit
	decimals := okr.ApartDecimals([]float64{found.before, found.limit, found.after}, unit, first.Metric.Decimals)
	text := fmt.Sprintf("%s %s", t.Operator, okr.FormatValue(found.limit, unit, decimals))
	return Suggestion{t.Operator, found.limit, found.times, text}, nil
}

// suggest returns the threshold at which the number of runs is closest to wanted. Thresholds lie midway between two observed values. If
// several are equally close, it returns the strictest. NaN values never fire. ok is false for == and !=, and for fewer than two different
// values.
func suggest(values []float64, operator condition.Operator, wanted float64) (found suggested, ok bool) {
	seen := slices.Sorted(slices.Values(values))
	seen = slices.CompactFunc(slices.DeleteFunc(seen, math.IsNaN), okr.Same)
	switch operator {
	case condition.Greater, condition.GreaterOrEqual:
		slices.Reverse(seen)
	case condition.Less, condition.LessOrEqual:
	case condition.Equal, condition.NotEqual, condition.OperatorUnknown:
		return suggested{}, false
	}
	best := math.Inf(1)
	rising := newRising(values, operator)
	for i := 1; i < len(seen); i++ {
		between := seen[i-1] + (seen[i]-seen[i-1])/2
		runs := rising.runsAt(between)
		if off := math.Abs(float64(runs) - wanted); off < best {
			best, found, ok = off, suggested{seen[i-1], between, seen[i], runs}, true
		}
	}
	return found, ok
}

// rising counts the runs of values for which a comparison holds. Thresholds must come from the strictest to the loosest: a value that fires
// once fires with all later thresholds.
type rising struct {
	values   []float64
	operator condition.Operator
	order    []int // indexes of the values that are not NaN, those that fire first at the front
	next     int
	fired    []bool
	runs     int
}

func newRising(values []float64, operator condition.Operator) *rising {
	r := &rising{values: values, operator: operator, fired: make([]bool, len(values)+2)} // with a value that never fires at each end
	for i, v := range values {
		if !math.IsNaN(v) {
			r.order = append(r.order, i)
		}
	}
	sign := 1
	if operator == condition.Greater || operator == condition.GreaterOrEqual {
		sign = -1
	}
	slices.SortStableFunc(r.order, func(a, b int) int { return sign * cmp.Compare(values[a], values[b]) })
	return r
}

// runsAt returns the number of unbroken runs of values for which the comparison with the threshold holds.
func (r *rising) runsAt(limit float64) int {
	for ; r.next < len(r.order) && r.operator.Holds(r.values[r.order[r.next]], limit); r.next++ {
		at := r.order[r.next] + 1
		r.fired[at] = true
		switch before, after := r.fired[at-1], r.fired[at+1]; {
		case before && after:
			r.runs--
		case !before && !after:
			r.runs++
		}
	}
	return r.runs
}

// suggested is a threshold between two observed values, and how often a rule with it starts to fire.
type suggested struct {
	before, limit, after float64
	times                int
}
