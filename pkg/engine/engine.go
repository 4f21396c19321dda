package engine

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/northstar/okrkpi/pkg/condition"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// Config is the configuration of an engine. Catalog and Series are required.
type Config struct {
	Catalog CatalogReader
	Series  SeriesReader
	Journal JournalReader    // nil if there is no journal
	Clock   func() time.Time // nil means time.Now
	// Unreadable is called once for each newest revision that this version cannot read, with the revision in force instead. It may be nil.
	Unreadable func(InForce)
}

// Engine makes views of the catalog in force and its facts. It is safe for concurrent use.
type Engine struct {
	catalog  CatalogReader
	series   SeriesReader
	versions Versioned // nil if the SeriesReader does not implement it
	journal  JournalReader
	clock    func() time.Time
	changes  *changeCache
	report   func(InForce)

	current    atomic.Pointer[Revision]
	load       sync.Mutex // held while a new revision is read, so that concurrent callers read it once
	unreadable unreadableCache
}

// Revision is one revision of the catalog, compiled and ready for use. It is immutable.
type Revision struct {
	number   int64
	newest   int64    // number of the newest stored revision; equal to number if that one can be read
	unread   *standIn // why an older revision than newest is in force; nil if number is newest
	epoch    int64    // epoch that the revision numbers belong to
	catalog  *okr.Catalog
	calendar series.Calendar
	formulas map[string]*condition.Formula
	rules    []Rule
	subjects map[string][]subject // by period: each objective, followed by its key results
	kpis     []subject            // main KPIs first; without KPIs on the North Star metric, which has a subject of its own
}

// Number returns the number of the revision.
func (s *Revision) Number() int64 { return s.number }

// Catalog returns the catalog of the revision.
func (s *Revision) Catalog() *okr.Catalog { return s.catalog }

// Calendar returns the calendar of the organisation.
func (s *Revision) Calendar() series.Calendar { return s.calendar }

// Resources returns how many resources the catalog has. Costs are estimated from it.
func (s *Revision) Resources() int64 {
	c := s.catalog
	return int64(len(c.Metrics) + len(c.KPIs) + len(c.Objectives) + len(c.Teams) + len(s.rules))
}

// New returns an engine, or an error if cfg lacks Catalog or Series.
func New(cfg Config) (*Engine, error) {
	if cfg.Catalog == nil || cfg.Series == nil {
		return nil, errors.New("engine: Config needs Catalog and Series")
	}
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	versions, _ := cfg.Series.(Versioned)
	if cfg.Unreadable == nil {
		cfg.Unreadable = func(InForce) {}
	}
	return &Engine{
		catalog: cfg.Catalog, series: cfg.Series, versions: versions, journal: cfg.Journal, clock: cfg.Clock, report: cfg.Unreadable,
		changes: newChangeCache(),
	}, nil
}

// Catalog returns the catalog in force and the number of its revision. See InForce for the errors.
func (e *Engine) Catalog(ctx context.Context) (*okr.Catalog, int64, error) {
	s, err := e.newestReadable(ctx)
	if err != nil {
		return nil, 0, err
	}
	return s.catalog, s.number, nil
}

func (e *Engine) newestReadable(ctx context.Context) (*Revision, error) {
	newest, err := e.catalog.Revision(ctx)
	if err != nil {
		return nil, err
	}
	if newest == 0 {
		return nil, &NoCatalogError{}
	}
	epoch := e.epoch()
	if s := e.current.Load(); s != nil && s.newest == newest && s.epoch == epoch {
		return s, nil
	}
	e.load.Lock()
	defer e.load.Unlock()
	if s := e.current.Load(); s != nil && s.newest == newest && s.epoch == epoch {
		return s, nil
	}
	s, err := e.find(ctx, newest, epoch)
	if err != nil {
		return nil, err
	}
	e.current.Store(s)
	if s.unread != nil {
		e.report(s.asInForce())
	}
	return s, nil
}

// epoch returns a number that changes when revision numbers may be reused, such as after a failover. It is 0 if the SeriesReader has no
// epochs.
func (e *Engine) epoch() int64 {
	if e.versions == nil {
		return 0
	}
	return e.versions.Epoch()
}

func newRevision(revision int64, c *okr.Catalog) (*Revision, error) {
	name := fmt.Sprintf("catalog revision %d", revision)
	s := &Revision{
		number:   revision,
		newest:   revision,
		catalog:  c,
		calendar: series.CalendarOf(c.Organization),
		formulas: map[string]*condition.Formula{},
	}
	names := allMetrics(c)
	for i := range c.Metrics {
		m := &c.Metrics[i]
		if m.Type != okr.Derived {
			continue
		}
		f, err := condition.CompileFormula(m.Formula, names)
		if err != nil {
			return nil, fmt.Errorf("%s: metric %s: %w", name, m.Name, err)
		}
		s.formulas[m.Name] = f
	}
	s.resolve()
	if err := s.compileRules(names); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return s, nil
}
