package workset

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/northstar/okrkpi/pkg/series"
)

// DefaultBytes is the limit of memory that a set loads and keeps facts in when nothing else is said.
const DefaultBytes = 256 << 20

// loadTimeout ends a load that nobody would wait for any more.
const loadTimeout = time.Minute

// Config wires a Set.
type Config struct {
	Loader   Loader
	Follower *Follower
	Budget   *Budget // of memory, alone or with other sets; one of DefaultBytes when nil
}

// Set is the working set: the facts of the metrics that were asked for lately. It implements engine.SeriesReader and is
// safe for concurrent use.
type Set struct {
	loader   Loader
	follower *Follower
	ctx      context.Context //nolint:containedctx // loads end with the set, not with the caller who needed one first
	cancel   context.CancelFunc
	loading  sync.WaitGroup

	mu       *sync.Mutex // the budget's
	resident *shelf
	loads    map[string]*load // that are under way, by metric
	begun    int64            // number of the newest load
	lagging  time.Time        // when a question last gave up on what was heard of
	resigned int64            // questions that gave up on it
	hits     int64
	reads    int64
}

// version is a metric's facts at one revision. It is never changed.
type version struct {
	columns  []series.Columns // in order
	revision int64
	from     int64 // number of the load that brought it: versions of one load belong to one state of the database
	bytes    int64
	buckets  int64 // of the columns
}

// load is one read of some metrics, shared by all who need one of them. Its results may be read once done is closed.
type load struct {
	number   int64
	done     chan struct{}
	versions map[string]*version
	err      error
}

// Stats counts what a set did.
type Stats struct {
	Metrics int   // resident
	Facts   int64 // resident
	Bytes   int64 // resident
	Loading int64 // bytes that loads under way have taken, of all sets that share the budget
	Hits    int64 // metrics that were asked for and there, up to date
	Loads   int64 // metrics that were read
	Evicted int64 // metrics that had to go
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
		loader: cfg.Loader, follower: cfg.Follower, mu: &cfg.Budget.mu, resident: newShelf(cfg.Budget), loads: map[string]*load{},
	}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	return s, nil
}

// Close ends the loads that are under way and gives the memory back. Nobody may ask any more.
func (s *Set) Close() {
	s.cancel()
	s.loading.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.resident.clear()
}

// sameAnswer is how long a look at the revisions serves the answer that it was made for: the engine asks for the catalog's
// revision first and for facts right after.
const sameAnswer = 50 * time.Millisecond

// What is at hand may be of several states of the database while somebody writes, and what is read may be older than what
// was heard of, when it comes from a replica. It is looked for again this often, with growing pauses.
const (
	maxRounds = 8
	minPause  = 5 * time.Millisecond
)

// Facts implements engine.SeriesReader. All of its answer belongs to one state of the database, the newest that was
// committed when the question came or a later one. Metrics that are missing or out of date are read in one go, and only the
// questions that need them wait. Where they do not fit into the memory, the error is a *TooLargeError.
//
// When the database does not give what was heard of after some rounds, a third of a second in all, the answer is what it
// has: a replica that lags is the truth that this server can reach. For a while the next questions do not wait for more.
func (s *Set) Facts(ctx context.Context, r series.FactsRequest) ([]series.Columns, error) {
	if err := s.follower.Ensure(ctx, time.Now().Add(-sameAnswer)); err != nil {
		return nil, err
	}
	q := newQuestion(r)
	for round, limit := 1, s.rounds(); ; round++ {
		q.learn(s.follower)
		if err := s.find(ctx, q); err != nil {
			return nil, err
		}
		if !q.answered() {
			q.learn(s.follower) // what was read may have been heard of by now
		}
		if q.answered() {
			return s.answer(q)
		}
		if round >= limit {
			return s.resign(ctx, q)
		}
		if err := s.insist(ctx, round); err != nil {
			return nil, err
		}
	}
}

// rounds is how often a question may try.
func (s *Set) rounds() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if time.Since(s.lagging) < patience {
		return 1
	}
	return maxRounds
}

// insist asks the database what it has, at once at first and later after a pause.
func (s *Set) insist(ctx context.Context, round int) error {
	if round > 1 {
		if err := sleep(ctx, minPause<<(round-2)); err != nil {
			return err
		}
	}
	return s.follower.ask(ctx, time.Now())
}

// answer is what was found, unless it would take more than the memory that there is.
func (s *Set) answer(q *question) ([]series.Columns, error) {
	total := int64(0)
	for _, v := range q.found {
		total += v.bytes
	}
	if limit := s.resident.budget.max; total > limit {
		return nil, &TooLargeError{q.Metrics, total, limit}
	}
	return q.columns(), nil
}

// find takes what is there, joins reads that are under way, starts one for the rest, and waits.
func (s *Set) find(ctx context.Context, q *question) error {
	for {
		waits, mine, err := s.collect(q)
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
				if w.load == mine {
					return &TooLargeError{q.Metrics, large.Bytes, large.Max}
				}
				again = true // what others asked for was too much: this may be less
				continue
			}
			if w.err != nil {
				return w.err
			}
			q.found[w.position] = w.versions[q.Metrics[w.position]]
		}
		if !again {
			return nil
		}
	}
}

// wait is for a metric of a question that somebody is reading.
type wait struct {
	*load
	position int
}

// collect lists whom a question has to wait for, and starts the load that is its own, if any.
func (s *Set) collect(q *question) (waits []wait, mine *load, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.resident.turn(q.Calendar, q.epoch) {
		s.loads = map[string]*load{}
	}
	var missing []string
	known := int64(0) // bytes of what is there or was once read
	fresh := &load{number: s.begun + 1, done: make(chan struct{})}
	for i, name := range q.Metrics {
		if q.has(i) {
			known += q.found[i].bytes
			continue
		}
		if q.found[i] = s.resident.take(name); q.has(i) {
			known += q.found[i].bytes
			s.hits++
			continue
		}
		known += s.resident.sizeAt(name, q.wanted[i])
		l := s.loads[name]
		if l == nil {
			l = fresh
			if !slices.Contains(missing, name) {
				missing = append(missing, name)
			}
		}
		waits = append(waits, wait{l, i})
	}
	if len(missing) == 0 {
		return waits, nil, nil
	}
	if limit := s.resident.budget.max; known > limit {
		return nil, nil, &TooLargeError{q.Metrics, known, limit}
	}
	for _, name := range missing {
		s.loads[name] = fresh
		s.resident.drop(name) // out of date
	}
	s.begun++
	s.loading.Go(func() { s.load(q.Calendar, missing, fresh) })
	return waits, fresh, nil
}

// load reads metrics and wakes up everybody who waits for them. It goes on when the caller who needed it first gives up.
func (s *Set) load(cal series.Calendar, metrics []string, l *load) {
	ctx, cancel := context.WithTimeout(s.ctx, loadTimeout)
	defer cancel()
	defer close(l.done)
	l.err = s.resident.budget.within(ctx, func(c *claim) (err error) {
		if l.versions, err = s.read(ctx, c, cal, metrics, l.number); err == nil {
			s.keep(l, c)
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

// keep makes what was loaded resident, unless calendar or epoch have changed meanwhile.
func (s *Set) keep(l *load, c *claim) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for name, v := range l.versions {
		if s.loads[name] == l {
			s.reads++
			c.give(v.bytes)
			s.resident.put(name, v)
		}
	}
}

// read asks the database. A metric that it does not know is one without facts.
func (s *Set) read(ctx context.Context, c *claim, cal series.Calendar, metrics []string, number int64) (map[string]*version, error) {
	versions := make(map[string]*version, len(metrics))
	for _, name := range metrics {
		versions[name] = &version{from: number, bytes: metricBytes}
	}
	err := c.take(metricBytes * int64(len(metrics)))
	if err == nil {
		var revisions map[string]int64
		revisions, err = s.loader.LoadFacts(ctx, cal, metrics, func(chunk series.Columns) error {
			v := versions[chunk.Metric]
			if v == nil {
				return nil
			}
			v.columns = append(v.columns, chunk)
			bytes := sizeOf(&chunk)
			v.bytes += bytes
			v.buckets += int64(len(chunk.Num))
			return c.take(bytes)
		})
		for name, v := range versions {
			v.revision = revisions[name]
			slices.SortFunc(v.columns, func(a, b series.Columns) int { return a.Compare(&b) })
		}
	}
	large := errors.Is(err, errTooLarge)
	if err == nil || large {
		s.learn(versions)
	}
	if large {
		e := &TooLargeError{Metrics: metrics, Max: s.resident.budget.max}
		for _, v := range versions {
			e.Bytes += v.bytes
		}
		return nil, e
	}
	return versions, err
}

// learn notes what facts take, of some of which not all were read.
func (s *Set) learn(versions map[string]*version) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for name, v := range versions {
		s.resident.noteSize(name, v)
	}
}

// resign reads what one question needs in one state of the database, whichever that is.
func (s *Set) resign(ctx context.Context, q *question) ([]series.Columns, error) {
	s.mu.Lock()
	s.resigned++
	if time.Since(s.lagging) >= patience {
		s.lagging = time.Now()
	}
	s.mu.Unlock()
	var versions map[string]*version
	err := s.resident.budget.within(ctx, func(c *claim) (err error) {
		versions, err = s.read(ctx, c, q.Calendar, q.Metrics, 0)
		return err
	})
	if err != nil {
		return nil, err
	}
	for i, name := range q.Metrics {
		q.found[i] = versions[name]
	}
	return s.answer(q)
}

// Stats tells what is resident and what happened so far.
func (s *Set) Stats() Stats {
	s.mu.Lock()
	defer s.mu.Unlock()
	stats := s.resident.stats()
	stats.Hits, stats.Loads = s.hits, s.reads
	return stats
}
