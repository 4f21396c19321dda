package postgres_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/postgres/pgtest"
	"github.com/northstar/okrkpi/pkg/series"
)

func TestFactsOfASpanOfDays(t *testing.T) {
	t.Parallel()
	store := pgtest.Open(t, pgtest.New(t))
	var facts []series.Fact
	// Every hour of three days, around their ends in Tokyo, which are at 15:00 UTC.
	from := time.Date(2026, time.March, 1, 0, 0, 0, 0, tokyo.Location())
	for h := range 72 {
		at := from.Add(time.Duration(h) * time.Hour)
		facts = append(facts, series.Fact{Metric: "h", Grain: okr.Hour, Bucket: tokyo.At(okr.Hour, at), Num: 1, Den: 1})
	}
	for day := 1; day <= 3; day++ {
		facts = append(facts, fact("d", fmt.Sprintf("2026-03-0%d", day), float64(day), 1))
	}
	march := okr.NewDate(2026, time.March, 1)
	for _, g := range []okr.Grain{okr.Week, okr.Month, okr.Quarter} {
		facts = append(facts, series.Fact{Metric: g.String(), Grain: g, Bucket: tokyo.OnDate(g, march.AddDays(1)), Num: 1, Den: 1})
	}
	load(t, store, facts...)
	for _, tc := range []struct {
		from, until okr.Date
		want        string
	}{
		{okr.Date{}, okr.Date{}, "d:3 h:72 month:1 quarter:1 week:1"},
		{march.AddDays(1), march.AddDays(2), "d:1 h:24 week:1"},
		{march, march.AddDays(1), "d:1 h:24 month:1"},
		{okr.Date{}, march, "quarter:1"},
		{march.AddDays(2), okr.Date{}, "d:1 h:24"},
		{march.AddDays(3), march.AddDays(9), ""},
	} {
		columns, err := store.Facts(t.Context(), series.FactsRequest{
			Calendar: tokyo, Metrics: []string{"h", "d", "week", "month", "quarter"}, From: tc.from, Until: tc.until,
		})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, c := range columns {
			got = append(got, fmt.Sprintf("%s:%d", c.Metric, len(c.Num)))
		}
		if strings.Join(got, " ") != tc.want {
			t.Errorf("%v to %v: got %v, want %s", tc.from, tc.until, got, tc.want)
		}
	}
}

func TestFactsOfNoMetricsAreNone(t *testing.T) {
	t.Parallel()
	if columns := read(t, pgtest.Open(t, pgtest.New(t))); len(columns) != 0 {
		t.Errorf("%+v", columns)
	}
}

func TestDaysKeepTheirDatesInAnotherZone(t *testing.T) {
	t.Parallel()
	store := pgtest.Open(t, pgtest.New(t))
	load(t, store, fact("d", "2026-03-01", 1, 1))
	honolulu := series.NewCalendar(mustLoad("Pacific/Honolulu"), time.Sunday, time.January)
	columns, err := store.Facts(t.Context(), series.FactsRequest{Calendar: honolulu, Metrics: []string{"d"}})
	if err != nil || len(columns) != 1 || honolulu.StartDate(okr.Day, columns[0].First) != okr.NewDate(2026, time.March, 1) {
		t.Errorf("%+v %v", columns, err)
	}
}

func TestCoverageAndSegmentValues(t *testing.T) {
	t.Parallel()
	store := pgtest.Open(t, pgtest.Login(t, pgtest.New(t), "okr_writer"))
	load(t, store,
		fact("a", "2026-03-01", 1, 1, "plan", "pro", "country", "JP"), fact("a", "2026-03-05", 1, 1, "plan", "free"),
		fact("a", "2026-03-05", 1, 1), fact("b", "2026-03-02", 1, 1, "plan", "other"),
		series.Fact{Metric: "a", Grain: okr.Month, Bucket: tokyo.OnDate(okr.Month, okr.NewDate(2026, time.March, 1)), Den: 1},
	)
	coverage, err := store.Coverage(t.Context(), tokyo, []string{"a", "b", "c"})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range coverage {
		got = append(got, fmt.Sprint(c.Metric, " ", c.Grain, " ", tokyo.StartDate(c.Grain, c.First), " ",
			tokyo.StartDate(c.Grain, c.Last), " ", c.Facts))
	}
	want := "a day 2026-03-01 2026-03-05 3, a month 2026-03-01 2026-03-01 1, b day 2026-03-02 2026-03-02 1"
	if strings.Join(got, ", ") != want {
		t.Errorf("got %v, want %s", got, want)
	}
	for key, want := range map[string]string{"plan": "[free pro]", "country": "[JP]", "nothing": "[]"} {
		values, err := store.SegmentValues(t.Context(), "a", key, 10)
		if err != nil || fmt.Sprint(values) != want {
			t.Errorf("%s: %v %v, want %s", key, values, err, want)
		}
	}
	if values, err := store.SegmentValues(t.Context(), "a", "plan", 1); err != nil || len(values) != 1 {
		t.Errorf("%v %v", values, err)
	}
}
