package condition

import (
	"math"
	"sync"

	"github.com/northstar/okrkpi/pkg/okr"
)

// run is one evaluation. Runs are used again, so that evaluating allocates nothing.
type run struct {
	env    Env
	back   int       // buckets before that of the environment, while a streak is looked at
	reason Reason    // the first reason for which something is missing
	window []float64 // room for the buckets that a function looks at
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

// release gives the run back. It lets go of the caller's data.
func (r *run) release() {
	r.env = Env{}
	runs.Put(r)
}

// note keeps the first reason.
func (r *run) note(reason Reason) {
	if r.reason == (Reason{}) {
		r.reason = reason
	}
}

// missing notes the reason for a number that is not there.
func (r *run) missing(reason Reason) float64 {
	r.note(reason)
	return math.NaN()
}

// at is the rule's own metric some buckets before the one that is looked at.
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

// change is the change on the bucket before, of the bucket that is looked at, as a share. NaN: it is missing, or not sure.
func (r *run) change() float64 {
	if r.env.Changes == nil {
		return okr.Change(r.at(0), r.at(1))
	}
	if i := len(r.env.Changes) - 1 - r.back; i >= 0 {
		return r.env.Changes[i]
	}
	return math.NaN()
}

// other is the value of an operand in the bucket that is looked at.
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
