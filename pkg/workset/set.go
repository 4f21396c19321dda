package workset

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/northstar/okrkpi/pkg/series"
)

// DefaultBytes is the size of a budget that is not set otherwise.
const DefaultBytes = 256 << 20

// loadTimeout ends a load that no caller still waits for.
const loadTimeout = time.Minute

// Config wires a Set.
type Config struct {
	Loader   Loader
	Follower *Follower
	Budget   *Budget // of memory, alone or with other sets; one of DefaultBytes when nil
}

// Set is the working set: the facts of the metrics that were requested lately. It implements engine.SeriesReader and is
// safe for concurrent use.
type Set struct {
	loader   Loader
	follower *Follower
	ctx      context.Context //nolint:containedctx // loads end with the set, not with the caller who needed one first
	cancel   context.CancelFunc
	loading  sync.WaitGroup

	mu      *sync.Mutex // the budget's
	cache   *cache
	loads   map[string]*load // under way, by metric
	begun   int64            // number of the newest load
	lagging time.Time        // when a lookup last gave up waiting for the known revisions
	hits    int64            // metrics
	reads   int64            // metrics

	loneLoads int64 // lookups that gave up waiting, see loadAlone
}

// metricFacts is a metric's facts at one revision. It is never changed.
type metricFacts struct {
	columns  []series.Columns // in order
	revision int64
	load     int64 // number of the load that read it: facts of one load belong to one snapshot of the database
	bytes    int64
	buckets  int64 // of the columns
}

// load is one read of some metrics, shared by all who need one of them. Its results may be read once done is closed.
type load struct {
	number int64
	done   chan struct{}
	facts  map[string]*metricFacts // by metric
	err    error
}

// Stats counts what a set did.
type Stats struct {
	Metrics int   // in memory
	Facts   int64 // in memory
	Bytes   int64 // in memory
	Loading int64 // bytes reserved by loads under way, of all sets that share the budget
	Hits    int64 // requested metrics that were in memory and up to date
	Loads   int64 // metrics that were read
	Evicted int64 // metrics that were evicted to make room
}

// New makes a set.
func New(cfg Config) (*Set, error) {
	if cfg.Loader == nil || cfg.Follower == nil {
		return nil, errors.New("workset: Config needs Loader and Follower")
	}
	if cfg.Budget == nil {
		cfg.Budget = NewBudget(0)
	}
	s := &Set{
		loader: cfg.Loader, follower: cfg.Follower, mu: &cfg.Budget.mu, cache: newCache(cfg.Budget), loads: map[string]*load{},
	}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	return s, nil
}

// Close ends the loads that are under way and frees the memory. The set must not be used afterwards.
func (s *Set) Close() {
	s.cancel()
	s.loading.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cache.clear()
}

// sameAnswer is how long one poll of the revisions serves the same answer: the engine reads the catalog's revision first and the
// facts right after.
const sameAnswer = 50 * time.Millisecond

// While somebody writes, the facts in memory may belong to several snapshots of the database; facts from a replica may be older
// than the known revisions. A lookup then tries again, this often and with growing pauses.
const (
	maxRounds = 8
	minPause  = 5 * time.Millisecond
)

// Facts implements engine.SeriesReader. All facts of an answer belong to one snapshot of the database, taken when the request came
// or later. Metrics that are missing or out of date are read in one load, and only the requests that need them wait for it. Where
// the facts do not fit into the memory, the error is a *TooLargeError.
//
// When the database still lacks a known revision after maxRounds, a third of a second in all, the answer is what the database
// has: this server cannot reach more than a replica that lags. For maxLag the next requests do not wait either.
func (s *Set) Facts(ctx context.Context, r series.FactsRequest) ([]series.Columns, error) {
	if err := s.follower.Ensure(ctx, time.Now().Add(-sameAnswer)); err != nil {
		return nil, err
	}
	l := newLookup(r)
	for round, limit := 1, s.rounds(); ; round++ {
		l.updateWanted(s.follower)
		if err := s.find(ctx, l); err != nil {
			return nil, err
		}
		if !l.complete() {
			l.updateWanted(s.follower) // the follower may know by now what was read
		}
		if l.complete() {
			return s.answer(l)
		}
		if round >= limit {
			return s.loadAlone(ctx, l)
		}
		if err := s.pollAgain(ctx, round); err != nil {
			return nil, err
		}
	}
}

// rounds is how often a lookup may try.
func (s *Set) rounds() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if time.Since(s.lagging) < maxLag {
		return 1
	}
	return maxRounds
}

// pollAgain polls the database: the first time at once, later after a pause.
func (s *Set) pollAgain(ctx context.Context, round int) error {
	if round > 1 {
		if err := sleep(ctx, minPause<<(round-2)); err != nil {
			return err
		}
	}
	return s.follower.poll(ctx, time.Now())
}

// answer is what the lookup has found. The error is a *TooLargeError where that is more than the budget.
func (s *Set) answer(l *lookup) ([]series.Columns, error) {
	total := int64(0)
	for _, f := range l.found {
		total += f.bytes
	}
	if limit := s.cache.budget.max; total > limit {
		return nil, &TooLargeError{l.Metrics, total, limit}
	}
	return l.columns(), nil
}

// find takes facts from the cache, waits for loads that are under way, and starts a load for the rest.
func (s *Set) find(ctx context.Context, l *lookup) error {
	for {
		waits, own, err := s.collect(l)
		if err != nil {
			return err
		}
		again := false
		for _, w := range waits {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-w.done:
			}
			if large := new(TooLargeError); errors.As(w.err, &large) {
				if w.load == own {
					return &TooLargeError{l.Metrics, large.Bytes, large.Max}
				}
				again = true // the other request was too large, this one may fit
				continue
			}
			if w.err != nil {
				return w.err
			}
			l.found[w.position] = w.facts[l.Metrics[w.position]]
		}
		if !again {
			return nil
		}
	}
}

// wait is a wait of a lookup for the load of one of its metrics.
type wait struct {
	*load
	position int // of the metric in the request
}

// collect lists the loads that a lookup waits for, and starts its own, if it needs one.
func (s *Set) collect(l *lookup) (waits []wait, own *load, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cache.reset(l.Calendar, l.epoch) {
		s.loads = map[string]*load{}
	}
	var missing []string
	known := int64(0) // bytes of the metrics whose size is known
	fresh := &load{number: s.begun + 1, done: make(chan struct{})}
	for i, name := range l.Metrics {
		if l.upToDate(i) {
			known += l.found[i].bytes
			continue
		}
		if l.found[i] = s.cache.get(name); l.upToDate(i) {
			known += l.found[i].bytes
			s.hits++
			continue
		}
		known += s.cache.sizeAt(name, l.wanted[i])
		running := s.loads[name]
		if running == nil {
			running = fresh
			if !slices.Contains(missing, name) {
				missing = append(missing, name)
			}
		}
		waits = append(waits, wait{running, i})
	}
	if len(missing) == 0 {
		return waits, nil, nil
	}
	if limit := s.cache.budget.max; known > limit {
		return nil, nil, &TooLargeError{l.Metrics, known, limit}
	}
	for _, name := range missing {
		s.loads[name] = fresh
		s.cache.evict(name) // out of date
	}
	s.begun++
	s.loading.Go(func() { s.runLoad(l.Calendar, missing, fresh) })
	return waits, fresh, nil
}

// runLoad reads metrics and wakes everybody who waits for them. It goes on when the caller who started it stops waiting.
func (s *Set) runLoad(cal series.Calendar, metrics []string, l *load) {
	ctx, cancel := context.WithTimeout(s.ctx, loadTimeout)
	defer cancel()
	defer close(l.done)
	l.err = s.cache.budget.withClaim(ctx, func(c *claim) (err error) {
		if l.facts, err = s.read(ctx, c, cal, metrics, l.number); err == nil {
			s.put(l, c)
		}
		return err
	})
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, name := range metrics {
		if s.loads[name] == l {
			delete(s.loads, name)
		}
	}
}

// put moves the facts of a load into the cache, unless calendar or epoch have changed meanwhile.
func (s *Set) put(l *load, c *claim) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for name, f := range l.facts {
		if s.loads[name] == l {
			s.reads++
			c.release(f.bytes)
			s.cache.put(name, f)
		}
	}
}

// read reads the facts of metrics from the database, none for a metric that it does not know.
func (s *Set) read(ctx context.Context, c *claim, cal series.Calendar, metrics []string, number int64) (map[string]*metricFacts, error) {
	facts := make(map[string]*metricFacts, len(metrics))
	for _, name := range metrics {
		facts[name] = &metricFacts{load: number, bytes: metricBytes}
	}
	err := c.reserve(metricBytes * int64(len(metrics)))
	if err == nil {
		var revisions map[string]int64
		revisions, err = s.loader.LoadFacts(ctx, cal, metrics, func(chunk series.Columns) error {
			f := facts[chunk.Metric]
			if f == nil {
				return nil
			}
			f.columns = append(f.columns, chunk)
			bytes := sizeOf(&chunk)
			f.bytes += bytes
			f.buckets += int64(len(chunk.Num))
			return c.reserve(bytes)
		})
		for name, f := range facts {
			f.revision = revisions[name]
			slices.SortFunc(f.columns, func(a, b series.Columns) int { return a.Compare(&b) })
		}
	}
	large := errors.Is(err, errTooLarge)
	if err == nil || large {
		s.noteSizes(facts)
	}
	if large {
		e := &TooLargeError{Metrics: metrics, Max: s.cache.budget.max}
		for _, f := range facts {
			e.Bytes += f.bytes
		}
		return nil, e
	}
	return facts, err
}

// noteSizes remembers how much memory facts take. A load that failed may have read a part of them only.
func (s *Set) noteSizes(facts map[string]*metricFacts) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for name, f := range facts {
		s.cache.noteSize(name, f)
	}
}

// loadAlone reads what one request needs in one snapshot of the database, whichever that is, past the cache.
func (s *Set) loadAlone(ctx context.Context, l *lookup) ([]series.Columns, error) {
	s.mu.Lock()
	s.loneLoads++
	if time.Since(s.lagging) >= maxLag {
		s.lagging = time.Now()
	}
	s.mu.Unlock()
	var facts map[string]*metricFacts
	err := s.cache.budget.withClaim(ctx, func(c *claim) (err error) {
		facts, err = s.read(ctx, c, l.Calendar, l.Metrics, 0)
		return err
	})
	if err != nil {
		return nil, err
	}
	for i, name := range l.Metrics {
		l.found[i] = facts[name]
	}
	return s.answer(l)
}

// Stats counts what is in memory and what happened so far.
func (s *Set) Stats() Stats {
	s.mu.Lock()
	defer s.mu.Unlock()
	stats := s.cache.usage()
	stats.Hits, stats.Loads = s.hits, s.reads
	return stats
}
