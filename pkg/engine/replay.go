package engine

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/northstar/okrkpi/pkg/condition"
	"github.com/northstar/okrkpi/pkg/okr"
)

// Replay is what one number's alert did from bucket to bucket.
type Replay struct {
	Rows     []Alert        // oldest first, at least one
	Runs     []AlertRun     // unbroken runs of firing buckets: as often it would have called
	Firing   int            // buckets
	Longest  int            // buckets of the longest run
	NoData   int            // buckets
	Silenced map[string]int // buckets, by reason without its numbers
}

// AlertRun is an unbroken run of firing buckets.
type AlertRun struct {
	First, Last time.Time // starts of its first and last bucket
	Buckets     int
}

// Replays gathers the rows of a backtest, which come number by number, oldest first.
func Replays(rows []Alert) []Replay {
	var all []Replay
	for start := 0; start < len(rows); {
		end := start + 1
		for end < len(rows) && rows[end].Rule == rows[start].Rule && rows[end].Number() == rows[start].Number() &&
			rows[end].Bucket.After(rows[end-1].Bucket) {
			end++
		}
		all = append(all, newReplay(rows[start:end]))
		start = end
	}
	return all
}

func newReplay(rows []Alert) Replay {
	r := Replay{Rows: rows, Silenced: map[string]int{}}
	fired := make([]bool, len(rows))
	for i := range rows {
		fired[i] = rows[i].State == AlertFiring
		switch rows[i].State {
		case AlertFiring:
			r.Firing++
		case AlertSilenced:
			r.Silenced[withoutNumbers(rows[i].Reason)]++
		case AlertNoData:
			r.NoData++
		case AlertOK, AlertStateUnknown:
		}
	}
	for _, run := range runsOf(fired) {
		r.Runs = append(r.Runs, AlertRun{rows[run.from].Bucket, rows[run.until-1].Bucket, run.until - run.from})
		r.Longest = max(r.Longest, run.until-run.from)
	}
	return r
}

// Number names the number of an alert for reading: its metric or key result, or the metrics that it compares, with the
// segment.
func (a *Alert) Number() string {
	name := cmp.Or(a.KeyResult, a.About(), strings.Join(names(a.Compared, func(m **okr.Metric) string { return (*m).Name }), ", "))
	if len(a.Segment) == 0 {
		return name
	}
	parts := make([]string, 0, len(a.Segment))
	for _, key := range slices.Sorted(maps.Keys(a.Segment)) {
		parts = append(parts, key+"="+a.Segment[key])
	}
	return name + " {" + strings.Join(parts, ", ") + "}"
}

type run struct{ from, until int }

// runsOf finds the unbroken runs of true.
func runsOf(fired []bool) []run {
	var runs []run
	for i, f := range fired {
		switch {
		case !f:
		case i > 0 && fired[i-1]:
			runs[len(runs)-1].until = i + 1
		default:
			runs = append(runs, run{i, i + 1})
		}
	}
	return runs
}

// withoutNumbers makes reasons comparable that differ by what was observed only.
func withoutNumbers(reason string) string {
	words := strings.Fields(reason)
	for i, w := range words {
		if strings.ContainsAny(w, "0123456789") {
			words[i] = "…"
		}
	}
	return strings.Join(slices.Compact(words), " ")
}

// Why no threshold is suggested.
var (
	ErrNotPlain    = errors.New("not a plain comparison")
	ErrNoThreshold = errors.New("no threshold does")
)

// Suggestion is a threshold with which a rule would have begun to fire about as often as is wanted.
type Suggestion struct {
	Operator condition.Operator
	Limit    float64
	Times    int
	Text     string // operator and limit in the metric's unit
}

// Suggest finds a threshold with which the rule would have begun to fire about the wanted number of times. Buckets in
// which a guard kept the alert back stay quiet whatever the threshold. Errors are ErrNotPlain and ErrNoThreshold.
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
		if r.Rows[i].State == AlertSilenced {
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

// suggest finds the limit between two of the observed values at which a comparison begins to hold closest to the wanted
// number of times, and of several the one that holds least often. NaN values hold never. It is not ok for == and !=, and
// for fewer than two different values.
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

// rising counts the runs of values for which a comparison holds, from the strictest limit on: each limit leaves those of the one
// before.
type rising struct {
	values   []float64
	operator condition.Operator
	order    []int // of what is a value, from those that hold first on
	next     int
	fired    []bool
	runs     int
}

func newRising(values []float64, operator condition.Operator) *rising {
	r := &rising{values: values, operator: operator, fired: make([]bool, len(values)+2)} // with a quiet one at each end
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

// runsAt is how many unbroken runs of values there are for which the comparison with a limit holds.
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

// suggested is a limit between two of the observed values, and how often a comparison with it begins to hold.
type suggested struct {
	before, limit, after float64
	times                int
}

// daysOfQuarter are on average in a quarter.
const daysOfQuarter = 365.25 / 4

// Quarters is the length of a time range in quarters.
func (r TimeRange) Quarters() float64 { return r.To.Sub(r.From).Hours() / 24 / daysOfQuarter }
