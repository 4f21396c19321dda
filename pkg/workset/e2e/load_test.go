package e2e_test

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/series"
	"github.com/northstar/okrkpi/pkg/workset"
)

// tooOld is an age that no answer may reach.
const tooOld = time.Second

// families are metrics that are always changed together, in one transaction.
var families = [][]string{{"left", "right"}, {"alone"}, {"hourly"}}

// load is one writer and many readers on one database. Every import writes all facts of the metrics that it touches anew,
// past and present, and its number into each of them, so that every fact tells which import it came from.
type load struct {
	t       *testing.T
	writer  *postgres.Store
	servers []*workset.Live
	// shaky says that the database goes away at times: then errors are no answers and say nothing about age.
	shaky bool
	apart bool          // metrics of one import may come one after the other
	limit time.Duration // tooOld, or more where replication adds to it

	mu      sync.Mutex
	begun   int64                       // number of the newest import that may have been committed
	commits map[string][]committed      // by metric
	spans   map[string][2]series.Bucket // by metric: first and last bucket with facts
	answers int64
	errors  int64
	oldest  time.Duration // by which an answer was out of date when it was requested
}

type committed struct {
	number int64
	at     time.Time // when the writer knew
}

func newLoad(t *testing.T, writer *postgres.Store, servers ...*workset.Live) *load {
	t.Helper()
	l := &load{
		t: t, writer: writer, servers: servers, limit: tooOld, commits: map[string][]committed{}, spans: map[string][2]series.Bucket{},
	}
	if err := l.write(t.Context(), slices.Concat(families...)); err != nil {
		t.Fatal(err)
	}
	return l
}

// runFor writes and reads for a while, during which disturb may do its worst.
func (l *load) runFor(length time.Duration, disturb func(ctx context.Context)) {
	l.t.Helper()
	ctx, cancel := context.WithTimeout(l.t.Context(), length)
	defer cancel()
	var workers sync.WaitGroup
	workers.Go(func() { l.writeOn(ctx) })
	for _, server := range l.servers {
		for range 3 {
			workers.Go(func() { l.readOn(ctx, server) })
		}
	}
	if disturb != nil {
		workers.Go(func() { disturb(ctx) })
	}
	workers.Wait()
	l.t.Logf("%d imports, %d answers, %d errors, oldest answer %v", l.begun, l.answers, l.errors, l.oldest.Round(time.Millisecond))
	if l.answers == 0 {
		l.t.Error("nothing was answered")
	}
}

func (l *load) writeOn(ctx context.Context) {
	for ctx.Err() == nil {
		var metrics []string
		for _, i := range rand.Perm(len(families))[:1+rand.IntN(2)] {
			metrics = append(metrics, families[i]...)
		}
		if err := l.write(ctx, metrics); err != nil && ctx.Err() == nil && !l.shaky {
			l.t.Errorf("write: %v", err)
			return
		}
		sleep(ctx, time.Duration(rand.IntN(30))*time.Millisecond)
	}
}

// write imports all facts of the metrics with the next number. When it fails the import may have happened or not.
func (l *load) write(ctx context.Context, metrics []string) error {
	l.mu.Lock()
	l.begun++
	number := l.begun
	for _, m := range metrics {
		span, ok := l.spans[m]
		if !ok {
			today := berlin.OnDate(grainOf(m), okr.NewDate(2026, time.March, 29)) // the day on which clocks go forward
			span = [2]series.Bucket{today - 40, today}
		}
		l.spans[m] = [2]series.Bucket{span[0] - series.Bucket(rand.IntN(2)), span[1] + series.Bucket(rand.IntN(2))}
	}
	spans := maps.Clone(l.spans)
	l.mu.Unlock()
	if _, err := l.writer.Import(ctx, postgres.ImportRequest{Calendar: berlin, Facts: numbered(metrics, spans, number)}); err != nil {
		return err
	}
	now := time.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, m := range metrics {
		l.commits[m] = append(l.commits[m], committed{number, now})
	}
	return nil
}

func grainOf(metric string) okr.Grain {
	if metric == "hourly" {
		return okr.Hour
	}
	return okr.Day
}

func numbered(metrics []string, spans map[string][2]series.Bucket, number int64) iter.Seq2[series.Fact, error] {
	return func(yield func(series.Fact, error) bool) {
		for _, m := range metrics {
			for _, plan := range []string{"free", "pro"} {
				for b := spans[m][0]; b <= spans[m][1]; b++ {
					f := series.Fact{
						Metric: m, Grain: grainOf(m), Bucket: b, Segment: series.SegmentOf(map[string]string{"plan": plan}),
						Num: float64(number), Den: float64(number),
					}
					if !yield(f, nil) {
						return
					}
				}
			}
		}
	}
}

func (l *load) readOn(ctx context.Context, server *workset.Live) {
	all := slices.Concat(families...)
	for ctx.Err() == nil {
		metrics := slices.Clone(all)
		rand.Shuffle(len(metrics), func(i, j int) { metrics[i], metrics[j] = metrics[j], metrics[i] })
		metrics = metrics[:1+rand.IntN(len(metrics))]
		began := time.Now()
		columns, err := server.Facts(ctx, series.FactsRequest{Calendar: berlin, Metrics: metrics})
		switch {
		case ctx.Err() != nil:
			return
		case err != nil && l.shaky:
			l.count(&l.errors)
			sleep(ctx, 10*time.Millisecond)
			continue
		case err != nil:
			l.t.Errorf("read: %v", err)
			return
		}
		if err := l.check(columns, metrics, began); err != nil {
			l.t.Error(err)
			return
		}
		l.count(&l.answers)
		sleep(ctx, time.Duration(rand.IntN(4))*time.Millisecond)
	}
}

// newestImport is the number of the import that a metric's first fact is of, 0 for none.
func (l *load) newestImport(server *workset.Live, metric string) int64 {
	l.t.Helper()
	columns, err := server.Facts(l.t.Context(), series.FactsRequest{Calendar: berlin, Metrics: []string{metric}})
	if err != nil {
		l.t.Fatal(err)
	}
	if len(columns) == 0 {
		return 0
	}
	return int64(columns[0].Num[0])
}

func (l *load) count(what *int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	*what++
}

// check finds an answer that mixes imports of a metric or of a family, and one that is too old.
func (l *load) check(columns []series.Columns, metrics []string, began time.Time) error {
	numbers := map[string]int64{}
	for _, c := range columns {
		for i := range c.Num {
			switch n := int64(c.Num[i]); {
			case math.IsNaN(c.Num[i]) || c.Num[i] != c.Den[i]:
				return fmt.Errorf("%s has %v/%v in the bucket %d", c.Metric, c.Num[i], c.Den[i], i)
			case numbers[c.Metric] == 0:
				numbers[c.Metric] = n
			case numbers[c.Metric] != n:
				return fmt.Errorf("%s mixes the imports %d and %d", c.Metric, numbers[c.Metric], n)
			}
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, m := range metrics {
		n := numbers[m]
		if n == 0 || n > l.begun {
			return fmt.Errorf("%s is of import %d of %d", m, n, l.begun)
		}
		for _, c := range l.commits[m] {
			if c.number > n {
				if age := began.Sub(c.at); age > 0 {
					l.oldest = max(l.oldest, age)
				}
				break
			}
		}
		if l.oldest > l.limit {
			return fmt.Errorf("%s is of import %d, which was out of date %v ago", m, n, l.oldest)
		}
	}
	for _, family := range families {
		for _, m := range family {
			if n, first := numbers[m], numbers[family[0]]; n != first && n != 0 && first != 0 && !l.apart {
				return fmt.Errorf("%v are of the imports %d and %d in one answer", family, first, n)
			}
		}
	}
	return nil
}

func sleep(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
