package engine

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/northstar/okrkpi/pkg/catalog"
	"github.com/northstar/okrkpi/pkg/condition"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// Config wires an engine.
type Config struct {
	Catalog CatalogReader
	Series  SeriesReader
	Journal JournalReader    // nil where there is none
	Clock   func() time.Time // time.Now by default
}

// Engine answers questions. It is safe for concurrent use.
type Engine struct {
	catalog CatalogReader
	series  SeriesReader
	states  Stateful // nil where the reader of facts is none
	journal JournalReader
	clock   func() time.Time
	changes *changeCache

	current atomic.Pointer[state]
	load    sync.Mutex // held while a new revision is read, so that many callers read it once
}

// state is one revision of the catalog, ready for use. It is never changed.
type state struct {
	revision int64
	epoch    int64 // in which the revision is meant
	catalog  *okr.Catalog
	calendar series.Calendar
	formulas map[string]*condition.Formula
	rules    []alertRule
	parts    map[string][]item // by period: its objectives, each before its key results
	kpis     []item            // main ones first; the one that watches the North Star shows as the North Star
}

// New makes an engine.
func New(cfg Config) (*Engine, error) {
	if cfg.Catalog == nil || cfg.Series == nil {
		return nil, errors.New("engine: Config needs Catalog and Series")
	}
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	states, _ := cfg.Series.(Stateful)
	return &Engine{
		catalog: cfg.Catalog, series: cfg.Series, states: states, journal: cfg.Journal, clock: cfg.Clock,
		changes: newChangeCache(),
	}, nil
}

// Catalog is the newest revision of the catalog.
func (e *Engine) Catalog(ctx context.Context) (*okr.Catalog, int64, error) {
	s, err := e.state(ctx)
	if err != nil {
		return nil, 0, err
	}
	return s.catalog, s.revision, nil
}

func (e *Engine) state(ctx context.Context) (*state, error) {
	revision, err := e.catalog.Revision(ctx)
	if err != nil {
		return nil, err
	}
	if revision == 0 {
		return nil, &NoCatalogError{}
	}
	var epoch int64
	if e.states != nil {
		epoch = e.states.Epoch()
	}
	if s := e.current.Load(); s != nil && s.revision == revision && s.epoch == epoch {
		return s, nil
	}
	e.load.Lock()
	defer e.load.Unlock()
	if s := e.current.Load(); s != nil && s.revision == revision && s.epoch == epoch {
		return s, nil
	}
	document, err := e.catalog.Document(ctx, revision)
	if err != nil {
		return nil, err
	}
	s, err := newState(revision, document)
	if err != nil {
		return nil, err
	}
	s.epoch = epoch
	e.current.Store(s)
	return s, nil
}

func newState(revision int64, document []byte) (*state, error) {
	name := fmt.Sprintf("catalog revision %d", revision)
	c, findings := catalog.Parse([]catalog.File{{Name: name, Data: document}})
	if err := findings.Err(); err != nil {
		return nil, fmt.Errorf("%s was written by another version of okr: %w", name, err)
	}
	return newStateOf(revision, c)
}

func newStateOf(revision int64, c *okr.Catalog) (*state, error) {
	name := fmt.Sprintf("catalog revision %d", revision)
	s := &state{
		revision: revision,
		catalog:  c,
		calendar: series.CalendarOf(c.Organization),
		formulas: map[string]*condition.Formula{},
	}
	names := make([]string, len(c.Metrics))
	for i := range c.Metrics {
		names[i] = c.Metrics[i].Name
	}
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
	if err := s.compileRules(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return s, nil
}

// evaluationTime is now, or the end of the time range where that is over.
func (e *Engine) evaluationTime(r TimeRange) time.Time {
	if now := e.clock(); r.To.IsZero() || now.Before(r.To) {
		return now
	}
	return r.To
}

// begin understands a query and finds the catalog that answers it. Everything that is wrong with the query is told at once.
func (e *Engine) begin(ctx context.Context, q Query, r TimeRange) (request, *state, error) {
	req, wrong := q.resolve()
	if req.oversized {
		return req, nil, errors.Join(wrong...)
	}
	s, err := e.state(ctx)
	if err != nil {
		return req, nil, cmp.Or(errors.Join(wrong...), err)
	}
	req.at, req.from = e.evaluationTime(r).In(s.catalog.Organization.Timezone), r.From
	req.today = okr.DateOf(req.at)
	req.locale = cmp.Or(q.Locale, s.catalog.Organization.Locale)
	if slices.Contains(QueryTypes(), req.QueryType) {
		s.check(&req, r, &wrong)
	}
	if len(wrong) == 0 && req.QueryType == QuerySeries {
		wrong.join(s.checkSeriesSize(ctx, &req, r))
	}
	return req, s, errors.Join(wrong...)
}
