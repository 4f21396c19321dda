package refresh

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/series"
)

// Store refreshes one metric.
type Store interface {
	Refresh(ctx context.Context, r postgres.RefreshRequest) (postgres.RefreshResult, error)
}

// Catalog reads the catalog in force and its revision.
type Catalog interface {
	Catalog(ctx context.Context) (*okr.Catalog, int64, error)
}

// Config wires a Refresher.
type Config struct {
	Store   Store
	Catalog Catalog
	Every   time.Duration    // DefaultEvery when 0
	Limit   time.Duration    // of a statement, DefaultLimit when 0
	Clock   func() time.Time // time.Now by default
	// Report is called for every metric that was refreshed or failed. May be nil.
	Report func(Outcome)
}

// DefaultEvery is the default time between two refreshes of a metric.
const DefaultEvery = 5 * time.Minute

// DefaultLimit is how long the statement of a metric may take by default. `okr refresh` allows more time, which suits the first
// refresh, when everything is read.
const DefaultLimit = 5 * time.Minute

// Outcome is how the newest refresh of a metric went.
type Outcome struct {
	Metric string
	At     time.Time
	Took   time.Duration
	Result postgres.RefreshResult
	Err    error
	Next   time.Time // time of the next attempt, on the clock of the machine
	// Overruns counts the attempts in a row that took too long or returned too much. They postpone Next.
	Overruns int
}

// Refresher refreshes the metrics of a catalog again and again. It is safe for concurrent use.
type Refresher struct {
	cfg Config

	mu      sync.Mutex
	newest  map[string]Outcome // by metric
	stopped error              // why nothing can be refreshed at all
}

// New makes a refresher.
func New(cfg Config) (*Refresher, error) {
	if cfg.Store == nil || cfg.Catalog == nil {
		return nil, errors.New("refresh: Config needs Store and Catalog")
	}
	if cfg.Every == 0 {
		cfg.Every = DefaultEvery
	}
	if cfg.Limit == 0 {
		cfg.Limit = DefaultLimit
	}
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	if cfg.Report == nil {
		cfg.Report = func(Outcome) {}
	}
	return &Refresher{cfg: cfg, newest: map[string]Outcome{}}, nil
}

// Run refreshes until the context ends. It stops when the database user may not write facts: only other settings can change that,
// and they start another refresher.
func (r *Refresher) Run(ctx context.Context) {
	q, ended := newQueue(r.cfg.Every), make(chan attempt)
	running := 0
	defer func() {
		for ; running > 0; running-- {
			<-ended
		}
	}()
	var calendar series.Calendar
	var revision int64
	var looked time.Time
	for ctx.Err() == nil && r.StopReason() == nil {
		now := time.Now()
		if now.Sub(looked) >= r.cfg.Every { // a catalog that cannot be read now is tried again later
			looked = now
			if c, number, err := r.cfg.Catalog.Catalog(ctx); err == nil {
				revision, calendar = number, series.CalendarOf(c.Organization)
				q.setMetrics(c.Metrics, now)
				r.forget(q)
			}
		}
		for j := q.next(now); j != nil; j = q.next(now) {
			running++
			a := attempt{job: j, slow: j.slow, metric: *j.metric, calendar: calendar, revision: revision}
			go func() { ended <- r.attempt(ctx, a) }()
		}
		select {
		case <-ctx.Done():
		case a := <-ended:
			running--
			r.finish(ctx, q, a)
		case <-time.After(q.wait(time.Now(), r.cfg.Every-time.Since(looked))):
		}
	}
}

// attempt is one refresh of a metric.
type attempt struct {
	job      *job
	slow     bool // in the slow lane
	metric   okr.Metric
	calendar series.Calendar
	revision int64 // of the catalog that the metric comes from
	took     time.Duration
	result   postgres.RefreshResult
	err      error
}

func (r *Refresher) attempt(ctx context.Context, a attempt) attempt {
	limit := r.cfg.Limit
	if !a.slow {
		limit = min(limit, quickLimit)
	}
	began := time.Now()
	a.result, a.err = r.cfg.Store.Refresh(ctx, postgres.RefreshRequest{
		Metric: a.metric, Calendar: a.calendar, Revision: a.revision, Until: r.cfg.Clock(), MinAge: r.cfg.Every / 2, Limit: limit,
	})
	a.took = time.Since(began)
	return a
}

// finish records how an attempt went.
func (r *Refresher) finish(ctx context.Context, q *queue, a attempt) {
	again := q.done(a.job, a.err, time.Now())
	if again || ctx.Err() != nil || a.err == nil && (a.result.Running || a.result.Recent) {
		return
	}
	o := Outcome{
		Metric: a.metric.Name, At: r.cfg.Clock(), Took: a.took, Result: a.result, Err: a.err, Next: a.job.due, Overruns: a.job.overruns,
	}
	r.mu.Lock()
	r.newest[o.Metric] = o
	var denied *postgres.PermissionError
	if errors.As(o.Err, &denied) && denied.Metric == "" {
		r.stopped = o.Err
	}
	r.mu.Unlock()
	r.cfg.Report(o)
}

// forget drops the outcomes of metrics that are gone.
func (r *Refresher) forget(q *queue) {
	r.mu.Lock()
	defer r.mu.Unlock()
	maps.DeleteFunc(r.newest, func(name string, _ Outcome) bool { return q.jobs[name] == nil })
}

// StopReason is why this refresher has stopped, nil while it works.
func (r *Refresher) StopReason() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.stopped
}

// Outcomes are the newest outcomes of the metrics that were refreshed here, ordered by name.
func (r *Refresher) Outcomes() []Outcome {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.SortedFunc(maps.Values(r.newest), func(a, b Outcome) int { return strings.Compare(a.Metric, b.Metric) })
}
