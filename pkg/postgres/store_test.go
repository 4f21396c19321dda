package postgres_test

import (
	"errors"
	"iter"
	"math"
	"testing"
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/postgres/pgtest"
	"github.com/northstar/okrkpi/pkg/series"
)

func TestMain(m *testing.M) {
	runImportHelper()
	pgtest.MainWithoutLeaks(m)
}

var tokyo = series.NewCalendar(mustLoad("Asia/Tokyo"), time.Monday, time.April)

func mustLoad(name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return loc
}

// fact is a fact of a day, as a test writes it.
func fact(metric, day string, num, den float64, labels ...string) series.Fact {
	d, err := okr.ParseDate(day)
	if err != nil {
		panic(err)
	}
	segment := map[string]string{}
	for i := 0; i+1 < len(labels); i += 2 {
		segment[labels[i]] = labels[i+1]
	}
	return series.Fact{
		Metric: metric, Grain: okr.Day, Bucket: tokyo.OnDate(okr.Day, d), Segment: series.SegmentOf(segment),
		Num: num, Den: den,
	}
}

func each(facts ...series.Fact) iter.Seq2[series.Fact, error] {
	return func(yield func(series.Fact, error) bool) {
		for _, f := range facts {
			if !yield(f, nil) {
				return
			}
		}
	}
}

// importing is a request to store facts of metrics that no catalog describes.
func importing(facts iter.Seq2[series.Fact, error]) postgres.ImportRequest {
	return reporting(facts, nil)
}

func reporting(facts iter.Seq2[series.Fact, error], report func(int64)) postgres.ImportRequest {
	return postgres.ImportRequest{Calendar: tokyo, Facts: facts, Report: report}
}

func load(t testing.TB, store *postgres.Store, facts ...series.Fact) postgres.ImportResult {
	t.Helper()
	result, err := store.Import(t.Context(), importing(each(facts...)))
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func read(t testing.TB, store *postgres.Store, metrics ...string) []series.Columns {
	t.Helper()
	columns, err := store.Facts(t.Context(), series.FactsRequest{Calendar: tokyo, Metrics: metrics})
	if err != nil {
		t.Fatal(err)
	}
	return columns
}

func want[T error](t testing.TB, err error) T {
	t.Helper()
	var target T
	if !errors.As(err, &target) {
		t.Fatalf("got %T %v, want %T", err, err, target)
	}
	return target
}

func TestFactsComeBackDense(t *testing.T) {
	t.Parallel()
	store := pgtest.Open(t, pgtest.New(t))
	result := load(t, store,
		fact("signups", "2026-03-03", 7, 1),
		fact("signups", "2026-03-01", 5, 1),
		fact("conversion", "2026-03-01", 3, 40, "plan", "pro", "country", "JP"),
		fact("conversion", "2026-03-01", 4, 50, "plan", "free", "country", "JP"),
		fact("other", "2026-03-01", 1, 1),
	)
	if result.Rows != 5 || result.Inserted != 5 || len(result.Metrics) != 3 {
		t.Errorf("%+v", result)
	}
	columns := read(t, store, "signups", "conversion", "unknown")
	if len(columns) != 3 {
		t.Fatalf("%+v", columns)
	}
	free, pro, signups := columns[0], columns[1], columns[2]
	if free.Segment != `{"country":"JP","plan":"free"}` || pro.Segment != `{"country":"JP","plan":"pro"}` {
		t.Errorf("segments %q %q", free.Segment, pro.Segment)
	}
	if free.Num[0] != 4 || free.Den[0] != 50 || pro.Num[0] != 3 || pro.Den[0] != 40 {
		t.Errorf("%+v %+v", free, pro)
	}
	first := tokyo.OnDate(okr.Day, okr.NewDate(2026, time.March, 1))
	if signups.First != first || len(signups.Num) != 3 || signups.Num[0] != 5 || !math.IsNaN(signups.Num[1]) ||
		signups.Num[2] != 7 || signups.Segment != "" {
		t.Errorf("%+v", signups)
	}
}
