package condition

import (
	"math"
	"sync"

	"github.com/northstar/okrkpi/pkg/okr"
)

// run is one evaluation. Runs are pooled, so that evaluations allocate nothing.
type run struct {
	env    Env
	back   int       // buckets before that of the environment, while a streak is evaluated
	reason Reason    // why a number is missing; the first reason counts
	window []float64 // memory for the buckets that a function reads
}

var runs = sync.Pool{New: func() any { return new(run) }}

func newRun(env *Env, window int) *run {
	r := runs.Get().(*run)
	r.env, r.back, r.reason = *env, 0, Reason{}
	if len(r.window) < window {
		r.window = make([]float64, window)
	}
	return r
}

// release returns the run to the pool, without references to data of the caller.
func (r *run) release() {
	r.env = Env{}
	runs.Put(r)
}

// note notes a reason, unless there is one already.
func (r *run) note(reason Reason) {
	if r.reason == (Reason{}) {
		r.reason = reason
	}
}

// missing notes the reason for a missing number and returns NaN.
func (r *run) missing(reason Reason) float64 {
	r.note(reason)
	return math.NaN()
}

// at is the value of the rule's own metric, back buckets before the current one.
func (r *run) at(back int) float64 {
	back += r.back
	if back == 0 {
		return finite(r.env.Value)
	}
	if i := len(r.env.History) - back; i >= 0 {
		return finite(r.env.History[i])
	}
	return math.NaN()
}

// change is the change from the previous bucket to the current one, as a share. NaN: it is missing or not certain.
func (r *run) change() float64 {
	if r.env.Changes == nil {
		return okr.Change(r.at(0), r.at(1))
	}
	if i := len(r.env.Changes) - 1 - r.back; i >= 0 {
		return r.env.Changes[i]
	}
	return math.NaN()
}

// other is the value of an operand in the current bucket.
func (r *run) other(index int) float64 {
	if index >= len(r.env.Operands) {
		return math.NaN()
	}
	values := r.env.Operands[index]
	if i := len(values) - 1 - r.back; i >= 0 {
		return finite(values[i])
	}
	return math.NaN()
}
