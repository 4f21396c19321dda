package refresh_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/northstar/okrkpi/pkg/ingest/refresh"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/postgres/pgtest"
	"github.com/northstar/okrkpi/pkg/series"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

type catalogOf []okr.Metric

func (c catalogOf) Catalog(context.Context) (*okr.Catalog, int64, error) {
	return &okr.Catalog{Organization: okr.Organization{Timezone: time.UTC, WeekStart: time.Monday}, Metrics: c}, 1, nil
}

func sqlMetric(name string) okr.Metric {
	return okr.Metric{Meta: okr.Meta{Name: name}, Type: okr.Sum, Grain: okr.Day, Source: okr.Source{
		Kind: okr.SourceSQL,
		SQL: &okr.SQLSource{
			Statement: "SELECT day AS time, amount AS value FROM public.sales WHERE day >= $1 AND day < $2",
			Start:     okr.NewDate(2026, time.March, 1),
		},
	}}
}

type fakeStore struct {
	mu     sync.Mutex
	calls  map[string]int // by metric
	result func(metric string) (postgres.RefreshResult, error)
}

func (s *fakeStore) Refresh(_ context.Context, r postgres.RefreshRequest) (postgres.RefreshResult, error) {
	s.mu.Lock()
	s.calls[r.Metric.Name]++
	s.mu.Unlock()
	if strings.Contains(r.Metric.Source.SQL.Statement, "pg_sleep") {
		time.Sleep(r.Limit)
		return postgres.RefreshResult{}, &postgres.TimeoutError{Metric: r.Metric.Name, Limit: r.Limit}
	}
	return s.result(r.Metric.Name)
}

func (s *fakeStore) times(metric string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls[metric]
}

func run(t *testing.T, cfg refresh.Config) *refresh.Refresher {
	t.Helper()
	r, err := refresh.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { r.Run(ctx) })
	t.Cleanup(func() { cancel(); running.Wait() })
	return r
}

func TestRefreshesAgainAndAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		broken := errors.New("no such table")
		store := &fakeStore{calls: map[string]int{}, result: func(metric string) (postgres.RefreshResult, error) {
			switch metric {
			case "bad":
				return postgres.RefreshResult{}, broken
			case "shared":
				return postgres.RefreshResult{Recent: true}, nil
			}
			return postgres.RefreshResult{Rows: 7, Inserted: 7}, nil
		}}
		metrics := catalogOf{sqlMetric("bad"), sqlMetric("good"), sqlMetric("shared"), {Meta: okr.Meta{Name: "imported"}}}
		r := run(t, refresh.Config{Store: store, Catalog: metrics, Every: time.Minute})
		time.Sleep(3*time.Minute + time.Second)
		for metric, want := range map[string]int{"good": 4, "bad": 4, "shared": 4, "imported": 0} {
			if got := store.times(metric); got != want {
				t.Errorf("metric %s was refreshed %d times, want %d", metric, got, want)
			}
		}
		outcomes := r.Outcomes()
		if len(outcomes) != 2 || !errors.Is(outcomes[0].Err, broken) || outcomes[1].Result.Rows != 7 {
			t.Errorf("the outcomes are %+v: want one failure and one success, and nothing of what another server did", outcomes)
		}
	})
}

func TestGivesUpWhereItMayNotWrite(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &fakeStore{calls: map[string]int{}, result: func(string) (postgres.RefreshResult, error) {
			return postgres.RefreshResult{}, &postgres.PermissionError{User: "grafana", Reason: "may not write"}
		}}
		r := run(t, refresh.Config{Store: store, Catalog: catalogOf{sqlMetric("a")}, Every: time.Minute})
		time.Sleep(time.Hour)
		if got := store.times("a"); got != 1 {
			t.Errorf("it tried %d times", got)
		}
		if r.StopReason() == nil {
			t.Error("it does not say why")
		}
	})
}

func TestOneMetricThatMayNotBeReadDoesNotStopTheOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &fakeStore{calls: map[string]int{}, result: func(metric string) (postgres.RefreshResult, error) {
			if metric == "secret" {
				return postgres.RefreshResult{}, &postgres.PermissionError{User: "grafana", Metric: "secret"}
			}
			return postgres.RefreshResult{}, nil
		}}
		run(t, refresh.Config{Store: store, Catalog: catalogOf{sqlMetric("a"), sqlMetric("secret")}, Every: time.Minute})
		time.Sleep(time.Minute + time.Second)
		if store.times("a") != 2 || store.times("secret") != 2 {
			t.Errorf("calls %v", store.calls)
		}
	})
}

func sleeping(name string) okr.Metric {
	m := sqlMetric(name)
	m.Source.SQL.Statement = "SELECT date '2026-03-02' AS time, 1 AS value FROM pg_sleep(3600)"
	return m
}

func quick(string) (postgres.RefreshResult, error) { return postgres.RefreshResult{Rows: 1}, nil }

func TestSleepingStatementsDoNotKeepTheOthersWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &fakeStore{calls: map[string]int{}, result: quick}
		metrics := catalogOf{sleeping("a"), sleeping("b"), sleeping("c"), sqlMetric("y"), sqlMetric("z")}
		run(t, refresh.Config{Store: store, Catalog: metrics})
		time.Sleep(2*time.Minute + time.Second) // two at once for a minute each, once
		if store.times("y") != 1 || store.times("z") != 1 {
			t.Errorf("after two minutes: %v", store.calls)
		}
		time.Sleep(time.Hour)
		if got := store.times("z"); got != 13 {
			t.Errorf("after an hour and two minutes z was refreshed %d times, want one every five minutes", got)
		}
	})
}

func TestAMetricWhoseStatementTakesTooLongIsPostponed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &fakeStore{calls: map[string]int{}, result: quick}
		r := run(t, refresh.Config{Store: store, Catalog: catalogOf{sleeping("a")}})
		var limits []time.Duration
		seen := map[time.Time]bool{}
		for range 24 * 60 {
			time.Sleep(time.Minute)
			for _, o := range r.Outcomes() {
				var timeout *postgres.TimeoutError
				if !errors.As(o.Err, &timeout) || timeout.Limit != refresh.DefaultLimit {
					t.Fatalf("%+v", o)
				}
				if !seen[o.Next] {
					seen[o.Next] = true
					limits = append(limits, o.Next.Sub(o.At))
				}
			}
		}
		want := []time.Duration{10 * time.Minute, 20 * time.Minute, 40 * time.Minute, 80 * time.Minute, 160 * time.Minute, 320 * time.Minute}
		if len(limits) < len(want)+1 || !slices.Equal(limits[:len(want)], want) || limits[len(want)] != 6*time.Hour {
			t.Errorf("it was postponed by %v", limits)
		}
	})
}

type changing struct{ metrics atomic.Pointer[catalogOf] }

func (c *changing) Catalog(ctx context.Context) (*okr.Catalog, int64, error) {
	return c.metrics.Load().Catalog(ctx)
}

func TestACorrectedStatementIsTriedSoon(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &fakeStore{calls: map[string]int{}, result: quick}
		c := &changing{}
		c.metrics.Store(&catalogOf{sleeping("a")})
		r := run(t, refresh.Config{Store: store, Catalog: c})
		time.Sleep(12 * time.Hour)
		if o := r.Outcomes(); len(o) != 1 || o[0].Err == nil || o[0].Overruns < 6 {
			t.Fatalf("%+v", o)
		}
		c.metrics.Store(&catalogOf{sqlMetric("a")})
		time.Sleep(11 * time.Minute) // the statement may be running when it changes
		if o := r.Outcomes(); len(o) != 1 || o[0].Err != nil || o[0].Overruns != 0 {
			t.Errorf("%+v", o)
		}
	})
}

func TestAMetricThatReturnsTooMuchIsPostponed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &fakeStore{calls: map[string]int{}, result: func(metric string) (postgres.RefreshResult, error) {
			if metric == "large" {
				return postgres.RefreshResult{}, &postgres.LimitError{Metric: metric}
			}
			return postgres.RefreshResult{}, nil
		}}
		run(t, refresh.Config{Store: store, Catalog: catalogOf{sqlMetric("large"), sqlMetric("small")}})
		time.Sleep(24*time.Hour + time.Second)
		if store.times("small") != 289 || store.times("large") > 11 {
			t.Errorf("calls %v", store.calls)
		}
	})
}

// Two servers share one database: together they refresh each metric once in a round, and facts follow the source.
func TestServersShareTheWork(t *testing.T) {
	t.Parallel()
	cfg := pgtest.New(t)
	pgtest.Exec(t, cfg, `CREATE TABLE public.sales (day date, amount float8);
		INSERT INTO public.sales VALUES ('2026-03-02', 5), ('2026-03-03', 6); GRANT SELECT ON public.sales TO okr_writer`)
	writer := pgtest.Login(t, cfg, "okr_writer")
	now := time.Date(2026, time.March, 5, 12, 0, 0, 0, time.UTC)
	refreshed := make(chan refresh.Outcome, 100)
	var store *postgres.Store
	for range 2 {
		var err error
		if store, err = postgres.Open(writer); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(store.Close)
		run(t, refresh.Config{
			Store: store, Catalog: catalogOf{sqlMetric("sales")}, Every: 2 * time.Second, Clock: func() time.Time { return now },
			Report: func(o refresh.Outcome) { refreshed <- o },
		})
	}
	if o := <-refreshed; o.Err != nil || o.Result.Inserted != 2 {
		t.Fatalf("the first refresh: %+v", o)
	}
	select {
	case o := <-refreshed:
		t.Fatalf("both refreshed at the same time: %+v", o)
	case <-time.After(500 * time.Millisecond):
	}
	pgtest.Exec(t, cfg, `INSERT INTO public.sales VALUES ('2026-03-04', 7)`)
	if o := <-refreshed; o.Err != nil || o.Result.Inserted != 1 {
		t.Fatalf("the next refresh: %+v", o)
	}
	columns, err := store.Facts(t.Context(), series.FactsRequest{
		Calendar: series.NewCalendar(time.UTC, time.Monday, time.January), Metrics: []string{"sales"},
	})
	if err != nil || len(columns) != 1 || len(columns[0].Num) != 3 || columns[0].Num[2] != 7 {
		t.Errorf("the facts are %+v, %v", columns, err)
	}
}
