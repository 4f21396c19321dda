package workset

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/series"
)

// DefaultBytes is the limit of memory that a set keeps facts in when nothing else is said.
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
	columns  []series.Columns
	revision int64
	from     int64 // number of the load that brought it: versions of one load belong to one state of the database
	bytes    int64
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
// questions that need them wait.
//
// When the database does not give what was heard of after some rounds, a third of a second in all, the answer is what it
// has: a replica that lags is the truth that this server can reach. For a while the next questions do not wait for more.
func (s *Set) Facts(ctx context.Context, r engine.FactsRequest) ([]series.Columns, error) {
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
			return q.columns(), nil
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

// find takes what is there, joins reads that are under way, starts one for the rest, and waits.
func (s *Set) find(ctx context.Context, q *question) error {
	waits := s.collect(q)
	for _, w := range waits {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-w.done:
		}
		if w.err != nil {
			return w.err
		}
		q.found[w.position] = w.versions[q.Metrics[w.position]]
	}
	return nil
}

// wait is for a metric of a question that somebody is reading.
type wait struct {
	*load
	position int
}

func (s *Set) collect(q *question) []wait {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.resident.turn(q.Calendar, q.epoch) {
		s.loads = map[string]*load{}
	}
	var waits []wait
	var missing []string
	fresh := &load{number: s.begun + 1, done: make(chan struct{})}
	for i, name := range q.Metrics {
		if q.has(i) {
			continue
		}
		if q.found[i] = s.resident.take(name); q.has(i) {
			s.hits++
			continue
		}
		l := s.loads[name]
		if l == nil {
			l = fresh
			s.loads[name] = l
			missing = append(missing, name)
		}
		waits = append(waits, wait{l, i})
	}
	if len(missing) > 0 {
		s.begun++
		s.loading.Go(func() { s.load(q.Calendar, missing, fresh) })
	}
	return waits
}

// load reads metrics and wakes up everybody who waits for them. It goes on when the caller who needed it first gives up.
func (s *Set) load(cal series.Calendar, metrics []string, l *load) {
	ctx, cancel := context.WithTimeout(s.ctx, loadTimeout)
	defer cancel()
	defer close(l.done)
	l.versions, l.err = s.read(ctx, cal, metrics, l.number)
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, name := range metrics {
		if s.loads[name] != l {
			continue // calendar or epoch have changed meanwhile
		}
		delete(s.loads, name)
		if l.err == nil {
			s.reads++
			s.resident.put(name, l.versions[name])
		}
	}
}

// read asks the database. A metric that it does not know is one without facts.
func (s *Set) read(ctx context.Context, cal series.Calendar, metrics []string, number int64) (map[string]*version, error) {
	columns, revisions, err := s.loader.Load(ctx, cal, metrics)
	if err != nil {
		return nil, err
	}
	versions := make(map[string]*version, len(metrics))
	for _, name := range metrics {
		versions[name] = &version{revision: revisions[name], from: number}
	}
	for _, c := range columns {
		if v := versions[c.Metric]; v != nil {
			v.columns = append(v.columns, c)
		}
	}
	for _, v := range versions {
		v.bytes = sizeOf(v.columns)
	}
	return versions, nil
}

// resign reads what one question needs in one state of the database, whichever that is.
func (s *Set) resign(ctx context.Context, q *question) ([]series.Columns, error) {
	s.mu.Lock()
	s.resigned++
	if time.Since(s.lagging) >= patience {
		s.lagging = time.Now()
	}
	s.mu.Unlock()
	versions, err := s.read(ctx, q.Calendar, q.Metrics, 0)
	if err != nil {
		return nil, err
	}
	for i, name := range q.Metrics {
		q.found[i] = versions[name]
	}
	return q.columns(), nil
}

// Stats tells what is resident and what happened so far.
func (s *Set) Stats() Stats {
	s.mu.Lock()
	defer s.mu.Unlock()
	stats := s.resident.stats()
	stats.Hits, stats.Loads = s.hits, s.reads
	return stats
}
