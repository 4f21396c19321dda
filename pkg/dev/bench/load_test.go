package bench_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime/metrics"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"github.com/northstar/okrkpi/pkg/dev/bench"
	"github.com/northstar/okrkpi/pkg/plugin"
	"github.com/northstar/okrkpi/pkg/postgres/pgtest"
)

// Parameters of the load test. OKR_LOAD sets its duration. On a machine that does nothing else, run
//
//	OKR_LOAD=2m go test ./pkg/dev/bench -run TwoHundredViewers -v -timeout 10m
const (
	viewers  = 200
	pause    = 2 * time.Second // between two refreshes of one viewer's dashboard
	unseen   = 10              // every so many refreshes send queries that are in no cache
	greedy   = 16              // requests that one person has under way all the time
	shortRun = 4 * time.Second
	someSize = 200 // metrics with facts, which the queries use

	memorySetting = 256 << 20 // "Memory" of the data source
	// otherMemory is the memory of everything else, generously: answers under way, and the tests themselves.
	otherMemory = 1 << 30
)

// One viewer sends the largest allowed queries without pause, and two hundred others still get all their answers. The test logs how much
// longer those take, and does not assert it, because it depends on other work on the machine, too.
func TestTwoHundredViewersWithTheLargestQueries(t *testing.T) {
	length := shortRun
	if text := os.Getenv("OKR_LOAD"); text != "" {
		var err error
		if length, err = time.ParseDuration(text); err != nil {
			t.Fatalf("OKR_LOAD: %v", err)
		}
	}
	d := newLoaded(t)
	quiet := look(t, d, length/2, nil)
	large := largest(t, d)
	loud := look(t, d, length, large)
	t.Logf("alone: %v", quiet)
	t.Logf("with the largest queries: %v", loud)
	t.Logf("p99 is %.1f times that of the quiet time", float64(loud.p(99))/float64(quiet.p(99)))
	t.Logf("the largest queries: %d answered, %d told to wait, %d other errors; heap at most %d MB",
		loud.answered, loud.busy, loud.failed, loud.heap>>20)
	for _, l := range []*outcome{quiet, loud} {
		if len(l.errors) > 0 {
			t.Errorf("%d of the others failed, the first with: %s", len(l.errors), l.errors[0])
		}
	}
	if loud.heap > memorySetting+otherMemory {
		t.Errorf("the heap grew to %d MB, more than %d MB", loud.heap>>20, (memorySetting+otherMemory)>>20)
	}
	if loud.failed > 0 {
		t.Errorf("%d of the largest queries failed otherwise than by being told to wait", loud.failed)
	}
}

// newLoaded is the plugin on a real database with a part of the company.
func newLoaded(t *testing.T) *plugin.Datasource {
	t.Helper()
	cfg := pgtest.New(t)
	if _, err := bench.Load(t.Context(), open(t, cfg), someSize); err != nil {
		t.Fatal(err)
	}
	instance, err := plugin.New(t.Context(), settings(t, cfg))
	if err != nil {
		t.Fatal(err)
	}
	d := instance.(*plugin.Datasource)
	t.Cleanup(d.Dispose)
	for _, q := range bench.Queries() {
		if got := send(t.Context(), d, "warm", q, q.JSON); got.Error != nil {
			t.Fatal(got.Error)
		}
	}
	return d
}

// send sends a query and encodes its answer, as on its way to Grafana.
func send(ctx context.Context, d *plugin.Datasource, login string, q bench.Query, text string) backend.DataResponse {
	response, err := d.QueryData(ctx, &backend.QueryDataRequest{
		PluginContext: backend.PluginContext{User: &backend.User{Login: login, Role: "Viewer"}},
		Queries: []backend.DataQuery{{
			RefID: "A", JSON: []byte(text), TimeRange: backend.TimeRange{From: q.From, To: q.To},
		}},
	})
	if err != nil {
		return backend.DataResponse{Error: err, Status: backend.StatusInternal}
	}
	result := response.Responses["A"]
	if result.Error == nil {
		if _, err := result.Frames.MarshalArrow(); err != nil {
			return backend.DataResponse{Error: err, Status: backend.StatusInternal}
		}
	}
	return result
}

// largest are the largest allowed queries: it sends smaller and smaller ones until one is answered.
func largest(t *testing.T, d *plugin.Datasource) []bench.Query {
	t.Helper()
	shapes := []string{
		`{"queryType":"series","grain":"day","lines":["value","target","baseline","cumulative","anomaly","limit_low","limit_high"],` +
			`"compare":["previous","week_ago","month_ago","year_ago"],"metrics":[%s]}`,
		`{"queryType":"series","format":"multi","grain":"day","lines":["value"],"metrics":[%s]}`,
		`{"queryType":"alerts","format":"timeline","metrics":[%s]}`,
		`{"queryType":"scorecard","grain":"day","metrics":[%s]}`,
	}
	var found []bench.Query
	for _, shape := range shapes {
		for n := someSize; n > 0; n -= 10 {
			names := make([]string, n)
			for i := range names {
				names[i] = fmt.Sprintf(`"metric_%03d"`, i)
			}
			q := bench.Query{JSON: fmt.Sprintf(shape, strings.Join(names, ",")), From: bench.Now.AddDate(-3, 0, 0), To: bench.Now}
			got := send(t.Context(), d, "greedy", q, q.JSON)
			if got.Error == nil {
				found = append(found, q)
				t.Logf("allowed: %d metrics of %.50s…", n, q.JSON)
				break
			}
			if got.Status != backend.StatusBadRequest && got.Status != backend.StatusForbidden {
				t.Fatalf("%d metrics: %d %v", n, got.Status, got.Error)
			}
		}
	}
	if len(found) < len(shapes) {
		t.Errorf("%d of %d shapes have an answer", len(found), len(shapes))
	}
	return found
}

// outcome is what the viewers got.
type outcome struct {
	mu     sync.Mutex
	took   []time.Duration // sorted in the end
	errors []string

	answered, busy, failed int64 // of the largest queries
	heap                   uint64
}

func (o *outcome) p(percent int) time.Duration {
	if len(o.took) == 0 {
		return 0
	}
	return o.took[min(len(o.took)-1, len(o.took)*percent/100)]
}

func (o *outcome) String() string {
	return fmt.Sprintf("%d answers, half within %v, 99 %% within %v, all within %v, %d errors",
		len(o.took), o.p(50), o.p(99), o.p(100), len(o.errors))
}

// look runs the viewers for a time, together with somebody who sends the large queries, where there are any.
func look(t *testing.T, d *plugin.Datasource, length time.Duration, large []bench.Query) *outcome {
	ctx, cancel := context.WithTimeout(t.Context(), length)
	defer cancel()
	var o outcome
	var group sync.WaitGroup
	for v := range viewers {
		group.Go(func() { o.view(ctx, d, v) })
	}
	var n atomic.Int64
	if len(large) > 0 {
		for range greedy {
			group.Go(func() { o.press(ctx, d, large, &n) })
		}
	}
	group.Go(func() { o.watch(ctx) })
	group.Wait()
	slices.Sort(o.took)
	return &o
}

// view sends the three queries again and again.
func (o *outcome) view(ctx context.Context, d *plugin.Datasource, v int) {
	wait(ctx, time.Duration(rand.Int64N(int64(pause))))
	for n := 0; ctx.Err() == nil; n++ {
		for _, q := range bench.Queries() {
			text := q.JSON
			if (n+v)%unseen == 0 {
				text = q.Unseen(v*1000 + n)
			}
			began := time.Now()
			// Every answer is waited for, also after the end of the time.
			got := send(context.WithoutCancel(ctx), d, fmt.Sprint("viewer", v), q, text)
			took := time.Since(began)
			o.mu.Lock()
			o.took = append(o.took, took)
			if got.Error != nil {
				o.errors = append(o.errors, fmt.Sprintf("%s: %d %v", q.Name, got.Status, got.Error))
			}
			o.mu.Unlock()
		}
		wait(ctx, pause)
	}
}

// press sends large queries without pause, none of them twice.
func (o *outcome) press(ctx context.Context, d *plugin.Datasource, large []bench.Query, n *atomic.Int64) {
	for ctx.Err() == nil {
		i := n.Add(1)
		q := large[int(i)%len(large)]
		got := send(ctx, d, "greedy", q, q.Unseen(int(i)))
		switch {
		case got.Error == nil:
			atomic.AddInt64(&o.answered, 1)
		case got.Status == backend.StatusTooManyRequests:
			atomic.AddInt64(&o.busy, 1)
		case ctx.Err() == nil:
			atomic.AddInt64(&o.failed, 1)
		}
	}
}

// watch finds the largest size of the heap.
func (o *outcome) watch(ctx context.Context) {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	for ctx.Err() == nil {
		metrics.Read(sample)
		o.heap = max(o.heap, sample[0].Value.Uint64())
		wait(ctx, 20*time.Millisecond)
	}
}

func wait(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
