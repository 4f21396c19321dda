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

// fakeStore is a database in memory. Every fact of a metric holds the metric's revision, so that a mixed answer shows.
type fakeStore struct {
	mu        sync.Mutex
	catalog   int64
	revisions map[string]int64
	listeners []*fakeSubscription
	deaf      bool // notifications get lost
	down      bool

	delay   time.Duration // of a load
	loads   atomic.Int64  // calls
	digests atomic.Int64  // calls outside of subscriptions
}

var errDown = errors.New("the database is down")

func newStore(metrics ...string) *fakeStore {
	s := &fakeStore{catalog: 1, revisions: map[string]int64{}}
	for _, m := range metrics {
		s.revisions[m] = 1
	}
	return s
}

func (s *fakeStore) write(metric string) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.revisions[metric]++
	change := workset.Change{Metrics: map[string]int64{metric: s.revisions[metric]}}
	for _, l := range s.listeners {
		if !s.deaf {
			l.changes <- change
		}
	}
	return s.revisions[metric]
}

func (s *fakeStore) setDown(down bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.down = down
	if down {
		for _, l := range s.listeners {
			close(l.broken)
		}
		s.listeners = nil
	}
}

func (s *fakeStore) Load(ctx context.Context, _ series.Calendar, metrics []string) ([]series.Columns, map[string]int64, error) {
	s.loads.Add(1)
	s.mu.Lock()
	down := s.down
	revisions := maps.Clone(s.revisions)
	s.mu.Unlock()
	if s.delay > 0 {
		select {
		case <-ctx.Done():
			return nil, nil, ctx.Err()
		case <-time.After(s.delay):
		}
	}
	if down {
		return nil, nil, errDown
	}
	var columns []series.Columns
	found := map[string]int64{}
	for _, m := range metrics {
		revision, ok := revisions[m]
		if !ok {
			continue
		}
		found[m] = revision
		for _, segment := range []series.Segment{series.SegmentOf(map[string]string{"a": "1"}), series.SegmentOf(map[string]string{"a": "2"})} {
			c := series.Columns{Metric: m, Grain: okr.Day, Segment: segment, Num: make([]float64, buckets), Den: make([]float64, buckets)}
			for i := range c.Num {
				c.Num[i] = float64(revision)
			}
			columns = append(columns, c)
		}
	}
	return columns, found, nil
}

func (s *fakeStore) digest() (workset.Digest, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.down {
		return workset.Digest{}, errDown
	}
	return workset.Revisions{Catalog: s.catalog, Metrics: s.revisions}.Digest(), nil
}

func (s *fakeStore) Digest(context.Context) (workset.Digest, error) {
	s.digests.Add(1)
	return s.digest()
}

func (s *fakeStore) Revisions(context.Context) (workset.Revisions, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.down {
		return workset.Revisions{}, errDown
	}
	return workset.Revisions{Catalog: s.catalog, Metrics: maps.Clone(s.revisions)}, nil
}

func (s *fakeStore) Subscribe(context.Context) (workset.Subscription, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.down {
		return nil, errDown
	}
	l := &fakeSubscription{store: s, changes: make(chan workset.Change, 1000), broken: make(chan struct{})}
	s.listeners = append(s.listeners, l)
	return l, nil
}

type fakeSubscription struct {
	store   *fakeStore
	changes chan workset.Change
	broken  chan struct{}
}

func (l *fakeSubscription) Next(ctx context.Context) (workset.Change, error) {
	select {
	case c := <-l.changes:
		return c, nil
	case <-l.broken:
		return workset.Change{}, errDown
	case <-ctx.Done():
		return workset.Change{}, ctx.Err()
	}
}

func (l *fakeSubscription) Digest(context.Context) (workset.Digest, error) { return l.store.digest() }

func (l *fakeSubscription) Close(context.Context) error { return nil }
