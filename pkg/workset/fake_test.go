package workset_test

import (
	"context"
	"errors"
	"maps"
	"sync"
	"sync/atomic"
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
	"github.com/northstar/okrkpi/pkg/workset"
)

const buckets = 100

var calendar = series.NewCalendar(time.UTC, time.Monday, time.January)

// contents is what a server holds. All facts of a metric are the same number, so that a mixed answer shows.
type contents struct {
	catalog   int64
	server    int64
	revisions map[string]int64
	facts     map[string]int64
}

func (s contents) clone() contents {
	s.revisions, s.facts = maps.Clone(s.revisions), maps.Clone(s.facts)
	return s
}

// fakeStore is a database in memory.
type fakeStore struct {
	mu        sync.Mutex
	primary   contents
	replica   *contents // read by everything but the listener, if any; it changes only with follow
	listeners []*fakeSubscription
	deaf      bool // notifications get lost
	down      bool

	delay    time.Duration // of a load
	sumDelay time.Duration // of a sum of revisions outside of subscriptions
	onLoad   func()        // runs before a load looks at the facts
	loads    atomic.Int64  // calls
	sums     atomic.Int64  // calls outside of subscriptions
}

var errDown = errors.New("the database is down")

func newStore(metrics ...string) *fakeStore {
	s := &fakeStore{primary: contents{catalog: 1, revisions: map[string]int64{}, facts: map[string]int64{}}}
	for _, m := range metrics {
		s.primary.revisions[m], s.primary.facts[m] = 1, 1
	}
	return s
}

// write gives metrics their next revision, in one transaction, and their facts the number of the first one's.
func (s *fakeStore) write(metrics ...string) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	change := series.Revisions{Metrics: map[string]int64{}}
	for _, m := range metrics {
		s.primary.revisions[m]++
		s.primary.facts[m] = s.primary.revisions[metrics[0]]
		change.Metrics[m] = s.primary.revisions[m]
	}
	for _, l := range s.listeners {
		if !s.deaf {
			l.changes <- change
		}
	}
	return s.primary.revisions[metrics[0]]
}

// follow sets the replica to what the primary has, or stops it there.
func (s *fakeStore) follow() {
	s.mu.Lock()
	defer s.mu.Unlock()
	copied := s.primary.clone()
	s.replica = &copied
}

func (s *fakeStore) setDown(down bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.down = down
	if down {
		s.cut()
	}
}

// become puts another server in the place of the primary, and cuts all connections.
func (s *fakeStore) become(other contents) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.primary = other
	s.cut()
}

func (s *fakeStore) cut() {
	for _, l := range s.listeners {
		close(l.broken)
	}
	s.listeners = nil
}

// read is what a connection of the pool reads.
func (s *fakeStore) read() (contents, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.down {
		return contents{}, errDown
	}
	if s.replica != nil {
		return s.replica.clone(), nil
	}
	return s.primary.clone(), nil
}

func (s *fakeStore) LoadFacts(ctx context.Context, _ series.Calendar, metrics []string, each func(series.Columns) error,
) (map[string]int64, error) {
	s.loads.Add(1)
	if s.onLoad != nil {
		s.onLoad()
	}
	now, err := s.read()
	if waitErr := pause(ctx, s.delay); waitErr != nil {
		return nil, waitErr
	}
	if err != nil {
		return nil, err
	}
	found := map[string]int64{}
	for _, m := range metrics {
		revision, ok := now.revisions[m]
		if !ok {
			continue
		}
		found[m] = revision
		for _, plan := range []string{"free", "pro"} {
			c := series.Columns{
				Metric: m, Grain: okr.Day, Segment: series.SegmentOf(map[string]string{"plan": plan}),
				Num: make([]float64, buckets), Den: make([]float64, buckets),
			}
			for i := range c.Num {
				c.Num[i] = float64(now.facts[m])
			}
			if err := each(c); err != nil {
				return found, err
			}
		}
	}
	return found, nil
}

func (s contents) sum() series.RevisionSum {
	sum := series.Revisions{Catalog: s.catalog, Metrics: s.revisions}.Sum()
	sum.Server = s.server
	return sum
}

func (s *fakeStore) RevisionSum(ctx context.Context) (series.RevisionSum, error) {
	s.sums.Add(1)
	if err := pause(ctx, s.sumDelay); err != nil {
		return series.RevisionSum{}, err
	}
	now, err := s.read()
	return now.sum(), err
}

func (s *fakeStore) NewestRevisions(context.Context) (series.Revisions, error) {
	now, err := s.read()
	return series.Revisions{Catalog: now.catalog, Metrics: now.revisions}, err
}

func (s *fakeStore) Listen(context.Context) (workset.Subscription, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.down {
		return nil, errDown
	}
	l := &fakeSubscription{store: s, changes: make(chan series.Revisions, 1000), broken: make(chan struct{})}
	s.listeners = append(s.listeners, l)
	return l, nil
}

// fakeSubscription is a connection to the primary.
type fakeSubscription struct {
	store   *fakeStore
	changes chan series.Revisions
	broken  chan struct{}
}

func (l *fakeSubscription) Next(ctx context.Context) (series.Revisions, error) {
	select {
	case c := <-l.changes:
		return c, nil
	case <-l.broken:
		return series.Revisions{}, errDown
	case <-ctx.Done():
		return series.Revisions{}, ctx.Err()
	}
}

func (l *fakeSubscription) read() (contents, error) {
	l.store.mu.Lock()
	defer l.store.mu.Unlock()
	select {
	case <-l.broken:
		return contents{}, errDown
	default:
		return l.store.primary.clone(), nil
	}
}

func (l *fakeSubscription) RevisionSum(context.Context) (series.RevisionSum, error) {
	now, err := l.read()
	return now.sum(), err
}

func (l *fakeSubscription) NewestRevisions(context.Context) (series.Revisions, error) {
	now, err := l.read()
	return series.Revisions{Catalog: now.catalog, Metrics: now.revisions}, err
}

func (l *fakeSubscription) Close(context.Context) error { return nil }

func pause(ctx context.Context, d time.Duration) error {
	if d == 0 {
		return nil
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
