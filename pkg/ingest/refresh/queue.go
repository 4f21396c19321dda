package refresh

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/postgres"
)

// Lanes bound the load on the user's own tables. A statement that takes longer than the quick limit is ended and runs in the
// slow lane from then on: however many there are, they keep the quick lane from the others once, and the slow one only
// from each other.
const (
	quickLane  = 2 // statements at once
	slowLane   = 1
	quickLimit = time.Minute
	// maxBackOff is the longest pause of a metric whose statement takes too long or gives too much.
	maxBackOff = 6 * time.Hour
)

// job is a metric with what is known of its statement.
type job struct {
	metric    *okr.Metric
	running   bool
	changed   bool // while it was running
	slow      bool
	attempted time.Time // when it was begun last; zero: never
	due       time.Time
	heavy     int // attempts in a row that took too long or gave too much
}

// queue says which metric is refreshed next.
type queue struct {
	jobs        map[string]*job
	every       time.Duration
	quick, slow int // running
}

func newQueue(every time.Duration) *queue { return &queue{jobs: map[string]*job{}, every: every} }

// follow takes the metrics of a catalog that are read by SQL. A metric whose source has changed begins anew.
func (q *queue) follow(metrics []okr.Metric, now time.Time) {
	current := map[string]bool{}
	for i := range metrics {
		m := &metrics[i]
		if m.Source.Kind != okr.SourceSQL {
			continue
		}
		current[m.Name] = true
		j, known := q.jobs[m.Name]
		if !known {
			j = &job{due: now}
			q.jobs[m.Name] = j
		} else if otherSource(j.metric, m) {
			if j.changed = j.running; !j.running {
				j.renew(now)
			}
		}
		j.metric = m
	}
	for name, j := range q.jobs {
		if !current[name] && !j.running {
			delete(q.jobs, name)
		}
	}
}

func otherSource(a, b *okr.Metric) bool {
	return *a.Source.SQL != *b.Source.SQL || a.Type != b.Type || a.Grain != b.Grain || !slices.Equal(a.Segments, b.Segments)
}

// renew forgets how the statement went that was there before.
func (j *job) renew(now time.Time) { j.due, j.slow, j.heavy, j.changed = now, false, 0, false }

// next takes the metric that is due, fits into its lane and has waited for the longest time; nil where there is none.
func (q *queue) next(now time.Time) *job {
	var chosen *job
	for _, j := range q.jobs {
		if j.running || j.due.After(now) || !q.free(j) {
			continue
		}
		if chosen == nil || cmp.Or(j.attempted.Compare(chosen.attempted), cmp.Compare(j.metric.Name, chosen.metric.Name)) < 0 {
			chosen = j
		}
	}
	if chosen != nil {
		chosen.running, chosen.attempted = true, now
		q.count(chosen, 1)
	}
	return chosen
}

func (q *queue) free(j *job) bool {
	if j.slow {
		return q.slow < slowLane
	}
	return q.quick < quickLane
}

func (q *queue) count(j *job, n int) {
	if j.slow {
		q.slow += n
	} else {
		q.quick += n
	}
}

// done notes how an attempt went, and when the next one is due. again is true where the metric only changed its lane.
func (q *queue) done(j *job, err error, now time.Time) (again bool) {
	q.count(j, -1)
	j.running = false
	if j.changed {
		j.renew(now)
		return false
	}
	var timeout *postgres.TimeoutError
	tooLong := errors.As(err, &timeout)
	if tooLong && !j.slow {
		j.slow, j.due = true, now
		return true
	}
	if !tooLong && now.Sub(j.attempted) < quickLimit/2 {
		j.slow = false
	}
	if tooLong || tooMuch(err) {
		j.heavy++
	} else {
		j.heavy = 0
	}
	j.due = now.Add(q.pause(j.heavy))
	return false
}

// tooMuch reports whether a statement costs as much the next time, for nothing.
func tooMuch(err error) bool {
	var limit *postgres.LimitError
	var short *postgres.ResourceError
	return errors.As(err, &limit) || errors.As(err, &short) && short.Metric != ""
}

// pause is the time until the next attempt: twice as long after each that was in vain.
func (q *queue) pause(heavy int) time.Duration {
	pause := q.every
	for ; heavy > 0 && pause < maxBackOff; heavy-- {
		pause *= 2
	}
	return max(min(pause, maxBackOff), q.every)
}

// wait is the time until something may be due, at most the given one.
func (q *queue) wait(now time.Time, most time.Duration) time.Duration {
	waits := []time.Duration{most}
	for _, j := range q.jobs {
		if !j.running && q.free(j) {
			waits = append(waits, max(j.due.Sub(now), 0))
		}
	}
	return slices.Min(waits)
}
