package refresh

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/postgres"
)

// Two lanes limit the load on the user's own tables. A statement that takes longer than quickLimit is ended and runs in the slow
// lane from then on. So each slow statement occupies the quick lane once, and after that only delays other slow ones.
const (
	quickLane  = 2 // statements at once
	slowLane   = 1 // statements at once
	quickLimit = time.Minute
	// maxBackOff is the longest pause of a metric whose statement takes too long or returns too much.
	maxBackOff = 6 * time.Hour
)

// job is a metric with what is known about its statement.
type job struct {
	metric    *okr.Metric
	running   bool
	changed   bool // its source changed while it was running
	slow      bool
	attempted time.Time // start of the newest attempt; zero where there is none
	due       time.Time
	overruns  int // attempts in a row that took too long or returned too much
}

// queue decides which metric is refreshed next. It is not safe for concurrent use.
type queue struct {
	jobs        map[string]*job
	every       time.Duration
	quick, slow int // running
}

func newQueue(every time.Duration) *queue { return &queue{jobs: map[string]*job{}, every: every} }

// setMetrics takes the metrics of a catalog that are read by SQL. A metric whose source has changed starts again.
func (q *queue) setMetrics(metrics []okr.Metric, now time.Time) {
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
		} else if sourceChanged(j.metric, m) {
			if j.changed = j.running; !j.running {
				j.reset(now)
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

func sourceChanged(a, b *okr.Metric) bool {
	return *a.Source.SQL != *b.Source.SQL || a.Type != b.Type || a.Grain != b.Grain || !slices.Equal(a.Segments, b.Segments)
}

// reset forgets the outcomes of the statement before.
func (j *job) reset(now time.Time) { j.due, j.slow, j.overruns, j.changed = now, false, 0, false }

// next takes the job that is due, has room in its lane and has waited longest; nil where there is none.
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

// done records how an attempt went, and when the next one is due. again is true where the metric only moves to the slow lane.
func (q *queue) done(j *job, err error, now time.Time) (again bool) {
	q.count(j, -1)
	j.running = false
	if j.changed {
		j.reset(now)
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
		j.overruns++
	} else {
		j.overruns = 0
	}
	j.due = now.Add(q.pause(j.overruns))
	return false
}

// tooMuch reports whether a statement returned or needed more than is allowed, which the next attempt would do as well.
func tooMuch(err error) bool {
	var limit *postgres.LimitError
	var short *postgres.ResourceError
	return errors.As(err, &limit) || errors.As(err, &short) && short.Metric != ""
}

// pause is the time until the next attempt: it doubles with each overrun in a row.
func (q *queue) pause(overruns int) time.Duration {
	pause := q.every
	for ; overruns > 0 && pause < maxBackOff; overruns-- {
		pause *= 2
	}
	return max(min(pause, maxBackOff), q.every)
}

// wait is the time until a job may be due, most at the longest.
func (q *queue) wait(now time.Time, most time.Duration) time.Duration {
	waits := []time.Duration{most}
	for _, j := range q.jobs {
		if !j.running && q.free(j) {
			waits = append(waits, max(j.due.Sub(now), 0))
		}
	}
	return slices.Min(waits)
}
