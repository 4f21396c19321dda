package refresh

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/series"
)

// Store refreshes one metric.
type Store interface {
	Refresh(ctx context.Context, r postgres.RefreshRequest) (postgres.RefreshResult, error)
}

// Catalog gives the catalog in force, and its revision.
type Catalog interface {
	Catalog(ctx context.Context) (*okr.Catalog, int64, error)
}

// Config wires a Refresher.
type Config struct {
	Store   Store
	Catalog Catalog
	Every   time.Duration    // DefaultEvery when 0
	Clock   func() time.Time // time.Now by default
	// Report hears of every metric that was refreshed or failed. It must be safe for concurrent use.
	Report func(Outcome)
}

// DefaultEvery is the time between two refreshes of a metric when nothing else is said.
const DefaultEvery = 5 * time.Minute

// atOnce bounds the load on the user's own tables.
const atOnce = 2

// Outcome is how the newest refresh of a metric went.
type Outcome struct {
	Metric string
	At     time.Time
	Took   time.Duration
	Result postgres.RefreshResult
	Err    error
}

// Refresher refreshes the metrics of a catalog again and again.
type Refresher struct {
	cfg Config

	mu       sync.Mutex
	outcomes map[string]Outcome
	refused  error // why nothing can be refreshed at all
}

// New makes a refresher.
func New(cfg Config) (*Refresher, error) {
	if cfg.Store == nil || cfg.Catalog == nil {
		return nil, errors.New("refresh: Config needs Store and Catalog")
	}
	if cfg.Every == 0 {
		cfg.Every = DefaultEvery
	}
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	if cfg.Report == nil {
		cfg.Report = func(Outcome) {}
	}
	return &Refresher{cfg: cfg, outcomes: map[string]Outcome{}}, nil
}

// Run refreshes until the context ends. It gives up when the database user may not write facts: that takes other
// settings, with which another refresher starts.
func (r *Refresher) Run(ctx context.Context) {
	for ctx.Err() == nil && r.Refused() == nil {
		r.round(ctx)
		select {
		case <-ctx.Done():
		case <-time.After(r.cfg.Every):
		}
	}
}

// round refreshes every metric once. A catalog that cannot be read now is tried again in the next round.
func (r *Refresher) round(ctx context.Context) {
	c, revision, err := r.cfg.Catalog.Catalog(ctx)
	if err != nil {
		return
	}
	var group errgroup.Group
	group.SetLimit(atOnce)
	current := map[string]bool{}
	for i := range c.Metrics {
		m := &c.Metrics[i]
		if m.Source.Kind != okr.SourceSQL {
			continue
		}
		current[m.Name] = true
		group.Go(func() error {
			if ctx.Err() == nil && r.Refused() == nil {
				r.one(ctx, m, series.CalendarOf(c.Organization), revision)
			}
			return nil
		})
	}
	_ = group.Wait() // failures are in the outcomes
	r.mu.Lock()
	defer r.mu.Unlock()
	maps.DeleteFunc(r.outcomes, func(name string, _ Outcome) bool { return !current[name] })
}

func (r *Refresher) one(ctx context.Context, m *okr.Metric, cal series.Calendar, revision int64) {
	began := time.Now()
	result, err := r.cfg.Store.Refresh(ctx, postgres.RefreshRequest{
		Metric: *m, Calendar: cal, Revision: revision, Until: r.cfg.Clock(), MinAge: r.cfg.Every / 2,
	})
	if ctx.Err() != nil || err == nil && (result.Running || result.Recent) {
		return
	}
	o := Outcome{Metric: m.Name, At: r.cfg.Clock(), Took: time.Since(began), Result: result, Err: err}
	r.mu.Lock()
	r.outcomes[m.Name] = o
	var denied *postgres.PermissionError
	if errors.As(err, &denied) && denied.Metric == "" {
		r.refused = err
	}
	r.mu.Unlock()
	r.cfg.Report(o)
}

// Refused is why this refresher has given up, nil while it works.
func (r *Refresher) Refused() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.refused
}

// Outcomes are the newest outcomes of the metrics that were refreshed here, by name.
func (r *Refresher) Outcomes() []Outcome {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.SortedFunc(maps.Values(r.outcomes), func(a, b Outcome) int { return strings.Compare(a.Metric, b.Metric) })
}
