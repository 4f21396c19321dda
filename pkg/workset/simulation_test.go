package workset_test

import (
	"container/heap"
	"context"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
	"github.com/northstar/okrkpi/pkg/workset"
)

// What is simulated: one Grafana server with a data source for each organisation. An organisation has 200 metrics with
// three years of days, every fifth of them in five segments, and 20 dashboards: an overview of 5 metrics, a scorecard of
// 60, and 18 of 8 metrics each. Dashboards stay open for half an hour on average and refresh every 5 minutes. Which
// organisation and which dashboard is opened follows Zipf's law. Now and then an organisation loads facts into all of its
// metrics. The first hour fills memory; the three hours after it count.
const (
	simMetrics    = 200
	simDays       = 3 * 365
	simDashboards = 20
	simRefresh    = 5 * time.Minute
	simVisit      = 30 * time.Minute
	simWarmUp     = time.Hour
	simLength     = 4 * time.Hour
)

func BenchmarkSimulation(b *testing.B) {
	for _, organizations := range []int{1, 100, 10_000} {
		for _, limit := range []string{"256MiB_each", "256MiB_divided", "256MiB_shared"} {
			if organizations == 1 && limit != "256MiB_each" {
				continue // the same
			}
			for _, every := range []time.Duration{24 * time.Hour, 15 * time.Minute} {
				b.Run(fmt.Sprintf("organizations=%d/limit=%s/import=%v", organizations, limit, every), func(b *testing.B) {
					for b.Loop() {
						s := newSimulation(organizations, budgets(limit, organizations), every)
						s.run(b)
						s.report(b)
					}
				})
			}
		}
	}
}

// budgets returns what gives each organisation its budget.
func budgets(limit string, organizations int) func() *workset.Budget {
	all := workset.NewBudget(0)
	return func() *workset.Budget {
		switch limit {
		case "256MiB_shared":
			return all
		case "256MiB_divided":
			return workset.NewBudget(workset.DefaultBytes / int64(organizations))
		default:
			return workset.NewBudget(0)
		}
	}
}

type simulation struct {
	random        *rand.Rand
	organizations *rand.Zipf
	dashboards    *rand.Zipf
	budget        func() *workset.Budget // of the next organisation
	every         time.Duration
	now           time.Duration
	visits        visits
	tenants       map[uint64]*tenant
	hits, loads   int64 // of the warm-up
}

// visit is one open dashboard.
type visit struct {
	next, until  time.Duration
	organization uint64
	dashboard    uint64
}

type visits []visit

func (v visits) Len() int           { return len(v) }
func (v visits) Less(i, j int) bool { return v[i].next < v[j].next }
func (v visits) Swap(i, j int)      { v[i], v[j] = v[j], v[i] }
func (v *visits) Push(x any)        { *v = append(*v, x.(visit)) }
func (v *visits) Pop() any          { panic("visits never end, they are replaced") }

func newSimulation(organizations int, budget func() *workset.Budget, every time.Duration) *simulation {
	random := rand.New(rand.NewPCG(1, 2))
	s := &simulation{
		random:        random,
		organizations: rand.NewZipf(random, 1.1, 1, uint64(organizations-1)),
		dashboards:    rand.NewZipf(random, 1.2, 1, simDashboards-1),
		budget:        budget, every: every, tenants: map[uint64]*tenant{},
	}
	for range min(50*organizations, 2000) {
		v := s.visit()
		v.next = time.Duration(random.Int64N(int64(simRefresh)))
		heap.Push(&s.visits, v)
	}
	return s
}

func (s *simulation) visit() visit {
	return visit{
		next:  s.now,
		until: s.now + time.Duration(s.random.ExpFloat64()*float64(simVisit)), organization: s.organizations.Uint64(),
		dashboard: s.dashboards.Uint64(),
	}
}

func (s *simulation) run(b *testing.B) {
	b.Helper()
	warm := false
	for s.now < simLength {
		if !warm && s.now >= simWarmUp {
			warm = true
			s.hits, s.loads = s.counts()
		}
		v := &s.visits[0]
		if v.next > v.until {
			*v = s.visit()
		}
		s.now = v.next
		v.next += simRefresh
		s.tenant(b, v.organization).read(b, s.now, v.dashboard)
		heap.Fix(&s.visits, 0)
	}
}

func (s *simulation) counts() (hits, loads int64) {
	for _, t := range s.tenants {
		stats := t.set.Stats()
		hits, loads = hits+stats.Hits, loads+stats.Loads
	}
	return hits, loads
}

func (s *simulation) report(b *testing.B) {
	b.Helper()
	hits, loads := s.counts()
	hits, loads = hits-s.hits, loads-s.loads
	var bytes int64
	for _, t := range s.tenants {
		bytes += t.set.Stats().Bytes
	}
	for _, t := range s.tenants {
		t.set.Close()
	}
	b.ReportMetric(100*float64(hits)/float64(hits+loads), "hit-%")
	b.ReportMetric(float64(loads)/(simLength-simWarmUp).Seconds(), "metrics-read/s")
	b.ReportMetric(float64(len(s.tenants)), "organizations-seen")
	b.ReportMetric(float64(bytes)/(1<<20), "MiB-resident")
}

func (s *simulation) tenant(b *testing.B, organization uint64) *tenant {
	b.Helper()
	t := s.tenants[organization]
	if t == nil {
		t = &tenant{number: organization, phase: time.Duration(s.random.Int64N(int64(s.every))), every: s.every}
		follower, err := workset.NewFollower(workset.FollowerConfig{Revisions: t})
		if err != nil {
			b.Fatal(err)
		}
		if t.set, err = workset.New(workset.Config{Loader: t, Follower: follower, Budget: s.budget()}); err != nil {
			b.Fatal(err)
		}
		t.follower = follower
		s.tenants[organization] = t
	}
	return t
}

// tenant is one organisation with its database and its working set.
type tenant struct {
	number   uint64
	phase    time.Duration
	every    time.Duration
	revision int64
	follower *workset.Follower
	set      *workset.Set
}

func (t *tenant) read(b *testing.B, now time.Duration, dashboard uint64) {
	b.Helper()
	if revision := 1 + int64((now+t.phase)/t.every); revision != t.revision {
		t.revision = revision
		if err := t.follower.Ensure(context.Background(), time.Now()); err != nil {
			b.Fatal(err)
		}
	}
	r := series.FactsRequest{Calendar: calendar, Metrics: dashboardMetrics(t.number, dashboard)}
	if _, err := t.set.Facts(context.Background(), r); err != nil {
		b.Fatal(err)
	}
}

// dashboardMetrics are different ones for each dashboard and organisation, and the same every time.
func dashboardMetrics(organization, dashboard uint64) []string {
	count := 8
	switch dashboard {
	case 0:
		count = 5
	case 1:
		count = 60
	}
	first := int(organization*7+dashboard*11) % simMetrics
	names := make([]string, count)
	for i := range names {
		names[i] = fmt.Sprintf("metric_%03d", (first+i)%simMetrics)
	}
	return names
}

var (
	simFacts    = make([]float64, simDays)
	simSegments = []series.Segment{"", `{"plan":"a"}`, `{"plan":"b"}`, `{"plan":"c"}`, `{"plan":"d"}`}
)

// LoadFacts lets all series share their facts, which are counted as if they did not.
func (t *tenant) LoadFacts(_ context.Context, _ series.Calendar, metrics []string, each func(series.Columns) error,
) (map[string]int64, error) {
	revisions := make(map[string]int64, len(metrics))
	for _, m := range metrics {
		revisions[m] = t.revision
		segments := simSegments[:1]
		hash := fnv.New32a()
		_, _ = hash.Write([]byte(m))
		if hash.Sum32()%5 == 0 {
			segments = simSegments
		}
		for _, s := range segments {
			if err := each(series.Columns{Metric: m, Grain: okr.Day, Segment: s, Num: simFacts, Den: simFacts}); err != nil {
				return revisions, err
			}
		}
	}
	return revisions, nil
}

func (t *tenant) RevisionSum(ctx context.Context) (series.RevisionSum, error) {
	all, err := t.NewestRevisions(ctx)
	return all.Sum(), err
}

func (t *tenant) NewestRevisions(context.Context) (series.Revisions, error) {
	all := series.Revisions{Metrics: make(map[string]int64, simMetrics)}
	for i := range simMetrics {
		all.Metrics[fmt.Sprintf("metric_%03d", i)] = t.revision
	}
	return all, nil
}
