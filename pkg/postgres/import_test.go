package postgres_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/postgres/pgtest"
	"github.com/northstar/okrkpi/pkg/series"
)

func TestLoadingAgainChangesOnlyWhatDiffers(t *testing.T) {
	t.Parallel()
	cfg := pgtest.New(t)
	store := pgtest.Open(t, cfg)
	load(t, store, fact("a", "2026-03-01", 1, 1), fact("a", "2026-03-02", 2, 1), fact("b", "2026-03-01", 3, 1))
	pgtest.Exec(t, cfg, "CREATE TABLE public.before AS SELECT * FROM okr.fact")

	same := load(t, store, fact("a", "2026-03-01", 1, 1), fact("b", "2026-03-01", 3, 1))
	if same.Unchanged != 2 || same.Inserted+same.Updated != 0 || len(same.Metrics) != 0 {
		t.Errorf("the same facts: %+v", same)
	}
	other := load(t, store, fact("a", "2026-03-01", 1, 1), fact("a", "2026-03-02", 2, 5), fact("a", "2026-03-04", 4, 1))
	if other.Unchanged != 1 || other.Updated != 1 || other.Inserted != 1 || fmt.Sprint(other.Metrics) != "[a]" {
		t.Errorf("other facts: %+v", other)
	}
	if got, want := show(read(t, store, "a")), "a day: 01T00 1/1 02T00 2/5 04T00 4/1"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	// Unchanged rows are not even touched, and revisions count changes only.
	pgtest.Exec(t, cfg, `DO $$ BEGIN
		IF (SELECT count(*) FROM okr.fact JOIN before USING (metric, bucket, changed_at)) <> 2 THEN
			RAISE 'unchanged rows were written';
		END IF;
		IF (SELECT string_agg(metric || revision, ' ' ORDER BY metric) FROM okr.metric_revision) <> 'a2 b1' THEN
			RAISE 'wrong revisions';
		END IF;
	END $$`)
}

func TestLastOfRepeatedFactsCounts(t *testing.T) {
	t.Parallel()
	store := pgtest.Open(t, pgtest.New(t))
	load(t, store, fact("a", "2026-03-01", 2, 1))
	// The second value is the stored one: comparing before dropping repeated rows would lose it.
	r := load(t, store, fact("a", "2026-03-01", 1, 1), fact("a", "2026-03-01", 2, 1), fact("a", "2026-03-02", 1, 1),
		fact("a", "2026-03-02", 9, 1))
	if r.Rows != 4 || r.Inserted != 1 || r.Updated != 0 || r.Unchanged != 3 {
		t.Errorf("%+v", r)
	}
	if got, want := show(read(t, store, "a")), "a day: 01T00 2/1 02T00 9/1"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestFailingSourceLeavesTheOldState(t *testing.T) {
	t.Parallel()
	store := pgtest.Open(t, pgtest.New(t))
	load(t, store, fact("a", "2026-03-01", 1, 1))
	errBad := errors.New("row 3 is bad")
	_, err := store.Import(t.Context(), importing(func(yield func(series.Fact, error) bool) {
		_ = yield(fact("a", "2026-03-01", 100, 1), nil) && yield(fact("a", "2026-03-02", 2, 1), nil) &&
			yield(series.Fact{}, errBad)
	}))
	if !errors.Is(err, errBad) {
		t.Errorf("got %v", err)
	}
	if got, want := show(read(t, store, "a")), "a day: 01T00 1/1"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestImpossibleFactsAreNamed(t *testing.T) {
	t.Parallel()
	store := pgtest.Open(t, pgtest.New(t))
	for want, bad := range map[string]series.Fact{
		"no finite numerator": fact("m", "2026-03-01", math.NaN(), 1),
		"denominator -1":      fact("m", "2026-03-01", 1, -1),
		"denominator NaN":     fact("m", "2026-03-01", 1, math.NaN()),
		"1900 to 2199":        fact("m", "0026-03-01", 1, 1),
		"no grain":            {Metric: "m", Num: 1, Den: 1},
		"no metric":           {Grain: okr.Day, Num: 1, Den: 1},
	} {
		_, err := store.Import(t.Context(), importing(each(bad)))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in: %v", want, err)
		}
	}
}

func TestEveryGrainAndSegmentComesBack(t *testing.T) {
	t.Parallel()
	store := pgtest.Open(t, pgtest.New(t))
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		metric := fmt.Sprintf("m%d", n)
		wanted := map[string]string{}
		var facts []series.Fact
		for range rapid.IntRange(1, 30).Draw(rt, "facts") {
			g := okr.Grain(rapid.IntRange(int(okr.Hour), int(okr.Quarter)).Draw(rt, "grain"))
			at := time.Unix(rapid.Int64Range(0, 2_000_000_000).Draw(rt, "at"), 0)
			segment := series.SegmentOf(rapid.MapOfN(rapid.SampledFrom([]string{"plan", "国", `q"\`, "é"}),
				rapid.StringMatching(`[^\x00]{0,6}`), 0, 3).Draw(rt, "segment"))
			f := series.Fact{
				Metric: metric, Grain: g, Bucket: tokyo.At(g, at), Segment: segment,
				Num: rapid.Float64Range(-1e300, 1e300).Draw(rt, "num"), Den: rapid.Float64Range(0, 1e300).Draw(rt, "den"),
			}
			facts = append(facts, f)
			wanted[fmt.Sprint(g, f.Bucket, segment)] = fmt.Sprint(f.Num, f.Den)
		}
		load(t, store, facts...)
		got := map[string]string{}
		for _, c := range read(t, store, metric) {
			for i := range c.Num {
				if !math.IsNaN(c.Num[i]) {
					got[fmt.Sprint(c.Grain, c.First+series.Bucket(i), c.Segment)] = fmt.Sprint(c.Num[i], c.Den[i])
				}
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(wanted) {
			rt.Fatalf("got %v\nwant %v", got, wanted)
		}
	})
}

// manyFacts yields days × metrics facts with the given numerator. Metrics come in the order of their names, or reversed.
func manyFacts(metrics, days int, num float64, reversed bool) iter.Seq2[series.Fact, error] {
	first := tokyo.OnDate(okr.Day, okr.NewDate(2023, time.January, 1))
	return func(yield func(series.Fact, error) bool) {
		for day := range days {
			for m := range metrics {
				if reversed {
					m = metrics - 1 - m
				}
				f := series.Fact{
					Metric: fmt.Sprintf("metric_%04d", m), Grain: okr.Day, Bucket: first + series.Bucket(day), Num: num, Den: 1,
				}
				if !yield(f, nil) {
					return
				}
			}
		}
	}
}

// sums is the sum of all facts, and their number.
func sums(t testing.TB, store *postgres.Store, metrics int) (sum float64, n int) {
	t.Helper()
	names := make([]string, metrics)
	for i := range names {
		names[i] = fmt.Sprintf("metric_%04d", i)
	}
	for _, c := range read(t, store, names...) {
		for _, v := range c.Num {
			if !math.IsNaN(v) {
				sum += v
				n++
			}
		}
	}
	return sum, n
}

func TestLoadsOfTheSameMetricsWaitForEachOther(t *testing.T) {
	t.Parallel()
	cfg := pgtest.New(t)
	const metrics, days, loads = 40, 25, 6
	var wg sync.WaitGroup
	for i := range loads {
		store := pgtest.Open(t, cfg)
		wg.Go(func() {
			_, err := store.Import(t.Context(), importing(manyFacts(metrics, days, float64(i+1), i%2 == 1)))
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	sum, n := sums(t, pgtest.Open(t, cfg), metrics)
	if value := sum / (metrics * days); n != metrics*days || value != math.Trunc(value) {
		t.Errorf("%d facts with a mean of %v: loads were mixed", n, value)
	}
}

func TestProgressIsReported(t *testing.T) {
	t.Parallel()
	var reports []int64
	store := pgtest.Open(t, pgtest.New(t))
	_, err := store.Import(t.Context(), reporting(manyFacts(250, 100, 1, false), func(rows int64) { reports = append(reports, rows) }))
	if err != nil || fmt.Sprint(reports) != "[10000 20000 25000]" {
		t.Errorf("%v %v", reports, err)
	}
}

func TestCancelledLoadLeavesTheOldState(t *testing.T) {
	t.Parallel()
	store := pgtest.Open(t, pgtest.New(t))
	load(t, store, fact("metric_0000", "2026-03-01", 1, 1))
	ctx, cancel := context.WithCancel(t.Context())
	_, err := store.Import(ctx, reporting(manyFacts(100, 1000, 2, false), func(rows int64) {
		if rows == 20_000 {
			cancel()
		}
	}))
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if sum, n := sums(t, store, 100); sum != 1 || n != 1 {
		t.Errorf("%d facts with the sum %v", n, sum)
	}
}

func TestLostConnectionLeavesTheOldState(t *testing.T) {
	t.Parallel()
	cfg := pgtest.New(t)
	cfg.AppName = "victim"
	store := pgtest.Open(t, cfg)
	load(t, store, fact("metric_0000", "2026-03-01", 1, 1))
	_, err := store.Import(t.Context(), reporting(manyFacts(100, 10_000, 2, false), func(rows int64) {
		if rows == 20_000 {
			pgtest.Exec(t, cfg, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
				WHERE application_name = 'victim' AND datname = current_database()`)
		}
	}))
	want[*postgres.UnavailableError](t, err)
	if sum, n := sums(t, store, 100); sum != 1 || n != 1 {
		t.Errorf("%d facts with the sum %v", n, sum)
	}
}

// importHelper makes the test binary load facts into the database that it names, and say how far it got.
const importHelper = "OKR_TEST_IMPORT_HELPER"

func runImportHelper() {
	connString := os.Getenv(importHelper)
	if connString == "" {
		return
	}
	store, err := postgres.Open(postgres.Config{URL: connString, AppName: "helper"})
	if err == nil {
		_, err = store.Import(context.Background(), reporting(manyFacts(100, 1000, 2, false), func(rows int64) {
			fmt.Println(rows)
		}))
	}
	fmt.Println("done", err)
	os.Exit(0)
}

func TestKilledLoadLeavesTheOldState(t *testing.T) {
	t.Parallel()
	cfg := pgtest.New(t)
	store := pgtest.Open(t, cfg)
	load(t, store, fact("metric_0000", "2026-03-01", 1, 1))
	for _, until := range []string{"10000", "60000", "100000"} { // the last: all has been sent
		helper := exec.Command(os.Args[0])
		helper.Env = append(os.Environ(), importHelper+"="+cfg.URL)
		out, err := helper.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := helper.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		for lines.Scan() && lines.Text() != until {
			if strings.HasPrefix(lines.Text(), "done") {
				t.Fatal("the helper was too fast: ", lines.Text())
			}
		}
		if err := helper.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = helper.Wait()
		waitForServer(t, cfg)
		sum, n := sums(t, store, 100)
		if old, all := n == 1 && sum == 1, n == 100_001 && sum == 200_001; !old && !all || until != "100000" && !old {
			t.Errorf("killed at %s: %d facts with the sum %v", until, n, sum)
		}
	}
}

// waitForServer waits until the server has noticed that the helper is gone.
func waitForServer(t *testing.T, cfg postgres.Config) {
	t.Helper()
	pgtest.Exec(t, cfg, `DO $$ BEGIN
		FOR i IN 1..600 LOOP
			PERFORM pg_stat_clear_snapshot();
			EXIT WHEN NOT EXISTS (SELECT FROM pg_stat_activity
				WHERE application_name = 'helper' AND datname = current_database());
			PERFORM pg_sleep(0.1);
		END LOOP;
	END $$`)
}
