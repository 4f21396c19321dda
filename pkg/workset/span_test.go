package workset_test

import (
	"context"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
	"github.com/northstar/okrkpi/pkg/workset"
)

// oneColumn is a database with one series.
type oneColumn struct{ series.Columns }

func (o oneColumn) LoadFacts(_ context.Context, _ series.Calendar, _ []string, each func(series.Columns) error) (map[string]int64, error) {
	return map[string]int64{o.Metric: 1}, each(o.Columns)
}

func (o oneColumn) RevisionSum(context.Context) (series.RevisionSum, error) {
	return series.RevisionSum{Facts: 1}, nil
}

func (o oneColumn) NewestRevisions(context.Context) (series.Revisions, error) {
	return series.Revisions{Metrics: map[string]int64{o.Metric: 1}}, nil
}

// Facts keeps those facts whose bucket starts on one of the requested days, as a statement in SQL would.
func TestFactsOfASpanOfDays(t *testing.T) {
	zones := []string{"UTC", "Asia/Kathmandu", "America/St_Johns", "Europe/Berlin"}
	rapid.Check(t, func(t *rapid.T) {
		zone, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		weekStart, yearStart := rapid.IntRange(0, 6).Draw(t, "week start"), rapid.IntRange(1, 12).Draw(t, "year start")
		cal := series.NewCalendar(zone, time.Weekday(weekStart), time.Month(yearStart))
		g := okr.Grain(rapid.IntRange(int(okr.Hour), int(okr.Quarter)).Draw(t, "grain"))
		middle := okr.NewDate(2026, time.March, rapid.IntRange(1, 31).Draw(t, "day"))
		whole := series.Columns{Metric: "m", Grain: g, First: cal.OnDate(g, middle) - series.Bucket(rapid.IntRange(0, 60).Draw(t, "before"))}
		for range rapid.IntRange(1, 100).Draw(t, "length") {
			v := rapid.SampledFrom([]float64{1, math.NaN()}).Draw(t, "fact")
			whole.Num, whole.Den = append(whole.Num, v), append(whole.Den, v)
		}
		r := series.FactsRequest{Calendar: cal, Metrics: []string{"m"}}
		if rapid.Bool().Draw(t, "from") {
			r.From = middle.AddDays(rapid.IntRange(-40, 10).Draw(t, "from days"))
		}
		if rapid.Bool().Draw(t, "until") {
			r.Until = middle.AddDays(rapid.IntRange(-10, 40).Draw(t, "until days"))
		}
		var want []series.Columns
		for i := range whole.Num {
			start := okr.DateOf(cal.Start(g, whole.First+series.Bucket(i)))
			if math.IsNaN(whole.Num[i]) || start.Before(r.From) || !r.Until.IsZero() && !start.Before(r.Until) {
				continue
			}
			if want == nil {
				want = []series.Columns{{Metric: "m", Grain: g}}
			}
			want[0].Set(whole.First+series.Bucket(i), whole.Num[i], whole.Den[i])
		}
		got := facts(t, oneColumn{whole}, r)
		if len(got) == 0 {
			got = nil
		}
		if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b float64) bool { return a == b || a != a && b != b })); diff != "" {
			t.Fatalf("from %v until %v (-want +got):\n%s", r.From, r.Until, diff)
		}
	})
}

func facts(t *rapid.T, store oneColumn, r series.FactsRequest) []series.Columns {
	t.Helper()
	f, err := workset.NewFollower(workset.FollowerConfig{Revisions: store})
	if err != nil {
		t.Fatal(err)
	}
	s, err := workset.New(workset.Config{Loader: store, Follower: f})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	columns, err := s.Facts(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	return columns
}
