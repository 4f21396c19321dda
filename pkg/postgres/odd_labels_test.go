package postgres_test

import (
	"fmt"
	"testing"

	"github.com/northstar/okrkpi/pkg/postgres/pgtest"
)

// oldFacts were stored before labels had one form: Caf\u00e9 in four ways, a label with an escape, and good ones.
const oldFacts = `INSERT INTO okr.fact (metric, grain, bucket, segment, numerator) VALUES
	('a', 'day', '2026-03-01', E'{"plan": "Cafe\u0301"}', 1), ('a', 'day', '2026-03-01', E'{"plan": "Ca\u200bf\u00e9"}', 2),
	('a', 'day', '2026-03-01', E'{"plan": "Caf\u00e9"}', 3), ('a', 'day', '2026-03-02', E'{"plan": "Cafe\u0301"}', 4),
	('a', 'day', '2026-03-01', '{"plan": "pro"}', 10), ('a', 'week', '2026-03-02', E'{"plan": "Cafe\u0301"}', 20),
	('b', 'day', '2026-03-01', '{"plan": "pro "}', 5), ('b', 'day', '2026-03-01', '{"plan": "D\u001b[2J", "shop": "x"}', 6),
	('b', 'day', '2026-03-01', '{}', 7), ('c', 'day', '2026-03-01', '{"plan": "New York"}', 8)`

func TestOddLabelsAreListedByMetric(t *testing.T) {
	t.Parallel()
	cfg := pgtest.New(t)
	store := open(t, cfg)
	pgtest.Exec(t, cfg, oldFacts)
	odd, err := store.OddLabels(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := `[{a 2 4 "Cafe\u0301"} {b 2 2 "D\x1b[2J"}]`
	got := "["
	for i, o := range odd {
		if i > 0 {
			got += " "
		}
		got += fmt.Sprintf("{%s %d %d %+q}", o.Metric, o.Labels, o.Facts, o.Example)
	}
	if got += "]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestFactsUnderLabelsThatLookTheSameAreReplaced loads one of the old days again: the day's facts count once, and the others
// stay.
func TestFactsUnderLabelsThatLookTheSameAreReplaced(t *testing.T) {
	t.Parallel()
	cfg := pgtest.New(t)
	store := open(t, cfg)
	pgtest.Exec(t, cfg, oldFacts)
	r := load(t, store, fact("a", "2026-03-01", 100, 1, "plan", "Caf\u00e9"), fact("b", "2026-03-01", 50, 1, "plan", "pro"))
	if r.Replaced != 3 || r.Inserted != 1 || r.Updated != 1 || fmt.Sprint(r.Metrics) != "[a b]" {
		t.Errorf("%+v", r)
	}
	want := "a day {\"plan\":\"Cafe\u0301\"}: 02T00 4/1\na day {\"plan\":\"Caf\u00e9\"}: 01T00 100/1\na day {\"plan\":\"pro\"}: 01T00 10/1\n" +
		"a week {\"plan\":\"Cafe\u0301\"}: 02T00 20/1"
	if got := show(read(t, store, "a")); got != want {
		t.Errorf("got\n%+q\nwant\n%+q", got, want)
	}
	// Only what looked the same is gone, also where the fact itself is as it was.
	pgtest.Exec(t, cfg, `INSERT INTO okr.fact (metric, grain, bucket, segment, numerator)
		VALUES ('b', 'day', '2026-03-01', '{"plan": "pro "}', 5)`)
	r = load(t, store, fact("b", "2026-03-01", 50, 1, "plan", "pro"))
	if r.Replaced != 1 || r.Unchanged != 1 || fmt.Sprint(r.Metrics) != "[b]" {
		t.Errorf("%+v", r)
	}
	// What comes in at the same time is meant as it is.
	r = load(t, store, fact("d", "2026-03-01", 1, 1, "plan", "pro"), fact("d", "2026-03-01", 2, 1, "plan", "pro "))
	if r.Replaced != 0 || r.Inserted != 2 {
		t.Errorf("%+v", r)
	}
}
