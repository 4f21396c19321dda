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
	MaxBytes int64 // DefaultBytes when 0
}

// Set is the working set: the facts of the metrics that were asked for lately. It implements engine.SeriesReader and is
// safe for concurrent use.
type Set struct {
	loader   Loader
	follower *Follower
	maxBytes int64
	ctx      context.Context //nolint:containedctx // loads end with the set, not with the caller who needed one first
	cancel   context.CancelFunc
	loading  sync.WaitGroup

	mu       sync.Mutex
	calendar series.Calendar // that the columns are cut by
	entries  map[string]*entry
	bytes    int64
	clock    int64 // counts questions, to tell what was used last
	hits     int64
	loads    int64
	evicted  int64
}

// entry is one metric. Its facts are never changed, only replaced.
type entry struct {
	columns  []series.Columns
	revision int64
	bytes    int64
	loaded   bool
	used     int64
	loading  *load // nil when nobody is reading it
}

// load is one read of some metrics, shared by all who need one of them. Its results may be read once done is closed.
type load struct {
	done      chan struct{}
	columns   map[string][]series.Columns
	revisions map[string]int64
	err       error
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
	if cfg.MaxBytes == 0 {
		cfg.MaxBytes = DefaultBytes
	}
	s := &Set{loader: cfg.Loader, follower: cfg.Follower, maxBytes: cfg.MaxBytes, entries: map[string]*entry{}}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	return s, nil
}

// Close ends the loads that are under way. Nobody may ask any more.
func (s *Set) Close() {
	s.cancel()
	s.loading.Wait()
}

// Facts implements engine.SeriesReader. It returns whole series: those of a metric belong to one revision, the newest that
// was committed when the question came. Metrics that are missing or out of date are read in one go, and only the questions
// that need them wait.
func (s *Set) Facts(ctx context.Context, r engine.FactsRequest) ([]series.Columns, error) {
	if err := s.follower.Ensure(ctx, time.Now().Add(-sameAnswer)); err != nil {
		return nil, err
	}
	q := question{calendar: r.Calendar, metrics: r.Metrics, wanted: make([]int64, len(r.Metrics))}
	s.follower.Metrics(r.Metrics, q.wanted)
	for {
		pending := s.collect(&q)
		if len(pending) == 0 {
			return q.columns, nil
		}
		for i := range pending {
			if err := q.wait(ctx, &pending[i]); err != nil {
				return nil, err
			}
		}
	}
}

// question is what one caller of Facts still has to find.
type question struct {
	calendar series.Calendar
	metrics  []string
	wanted   []int64 // the oldest revision of each that will do
	columns  []series.Columns
}

// pending is a metric that somebody is reading.
type pending struct {
	*load
	metric string
	wanted int64
}

// wait takes over what a read brought. What it brought too old is looked for again: the read began before the change.
func (q *question) wait(ctx context.Context, p *pending) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-p.done:
	}
	if p.err != nil {
		return p.err
	}
	if p.revisions[p.metric] >= p.wanted {
		q.columns = append(q.columns, p.columns[p.metric]...)
		return nil
	}
	q.metrics, q.wanted = append(q.metrics, p.metric), append(q.wanted, p.wanted)
	return nil
}

// sameAnswer is how long a look at the revisions serves the answer that it was made for: the engine asks for the catalog's
// revision first and for facts right after.
const sameAnswer = 50 * time.Millisecond

// collect takes what is there, joins reads that are under way, and starts one for the rest.
func (s *Set) collect(q *question) []pending {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.calendar.Equal(q.calendar) {
		s.reset(q.calendar)
	}
	s.clock++
	var waits []pending
	var missing []string
	fresh := &load{done: make(chan struct{})}
	for i, name := range q.metrics {
		e := s.entries[name]
		if e == nil {
			e = &entry{}
			s.entries[name] = e
		}
		e.used = s.clock
		if e.loaded && e.revision >= q.wanted[i] {
			s.hits++
			q.columns = append(q.columns, e.columns...)
			continue
		}
		if e.loading == nil {
			e.loading = fresh
			missing = append(missing, name)
		}
		waits = append(waits, pending{e.loading, name, q.wanted[i]})
	}
	q.metrics, q.wanted = nil, nil
	if len(missing) > 0 {
		calendar := q.calendar
		s.loading.Go(func() { s.load(calendar, missing, fresh) })
	}
	return waits
}

// reset forgets everything: with another calendar the same facts fall into other buckets.
func (s *Set) reset(c series.Calendar) {
	s.calendar = c
	s.entries = map[string]*entry{}
	s.bytes = 0
}

// load reads metrics and wakes up everybody who waits for them. It goes on when the caller who needed it first gives up.
func (s *Set) load(cal series.Calendar, metrics []string, l *load) {
	ctx, cancel := context.WithTimeout(s.ctx, loadTimeout)
	defer cancel()
	defer close(l.done)
	columns, revisions, err := s.loader.Load(ctx, cal, metrics)
	l.revisions, l.err = revisions, err
	l.columns = make(map[string][]series.Columns, len(metrics))
	for _, c := range columns {
		l.columns[c.Metric] = append(l.columns[c.Metric], c)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, name := range metrics {
		e := s.entries[name]
		if e == nil || e.loading != l {
			continue // the calendar has changed meanwhile
		}
		e.loading = nil
		if err == nil {
			s.replace(e, l.columns[name], revisions[name])
		}
	}
	s.evict()
}

func (s *Set) replace(e *entry, columns []series.Columns, revision int64) {
	s.bytes -= e.bytes
	e.columns, e.revision, e.loaded, e.bytes = columns, revision, true, sizeOf(columns)
	s.bytes += e.bytes
	s.loads++
}

// Sizes in memory, for the limit: a fact is two numbers, a series has its slices and its names.
const (
	factBytes   = 16
	seriesBytes = 160
	entryBytes  = 256
)

func sizeOf(columns []series.Columns) int64 {
	size := int64(entryBytes)
	for _, c := range columns {
		size += seriesBytes + int64(len(c.Segment)) + factBytes*int64(cap(c.Num))
	}
	return size
}

// evict lets go of what was not used for longest, until the rest fits. Answers that are being computed keep their facts.
func (s *Set) evict() {
	for s.bytes > s.maxBytes {
		var oldest string
		for name, e := range s.entries {
			if e.loaded && e.loading == nil && (oldest == "" || e.used < s.entries[oldest].used) {
				oldest = name
			}
		}
		if oldest == "" {
			return
		}
		s.bytes -= s.entries[oldest].bytes
		delete(s.entries, oldest)
		s.evicted++
	}
}

// Stats tells what is resident and what happened so far.
func (s *Set) Stats() Stats {
	s.mu.Lock()
	defer s.mu.Unlock()
	stats := Stats{Bytes: s.bytes, Hits: s.hits, Loads: s.loads, Evicted: s.evicted}
	for _, e := range s.entries {
		if e.loaded {
			stats.Metrics++
		}
		for _, c := range e.columns {
			stats.Facts += int64(len(c.Num))
		}
	}
	return stats
}
