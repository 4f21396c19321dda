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
	store := pgtest.Open(t, cfg)
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

// The cure that doctor names: a replacing load of the days.
func TestFactsUnderLabelsThatLookTheSameGoWithAReplacingLoad(t *testing.T) {
	t.Parallel()
	cfg := pgtest.New(t)
	store := pgtest.Open(t, cfg)
	pgtest.Exec(t, cfg, oldFacts)
	request := importing(each(fact("a", "2026-03-01", 100, 1, "plan", "Caf\u00e9"), fact("a", "2026-03-01", 10, 1, "plan", "pro")))
	request.Replace = true
	r, err := store.Import(t.Context(), request)
	if err != nil || r.SetAside["a"] != 2 || r.Inserted != 0 || r.Updated != 1 {
		t.Errorf("%+v %v", r, err)
	}
	want := "a day {\"plan\":\"Cafe\u0301\"}: 02T00 4/1\na day {\"plan\":\"Caf\u00e9\"}: 01T00 100/1\na day {\"plan\":\"pro\"}: 01T00 10/1\n" +
		"a week {\"plan\":\"Cafe\u0301\"}: 02T00 20/1"
	if got := show(read(t, store, "a")); got != want {
		t.Errorf("got\n%+q\nwant\n%+q", got, want)
	}
}
