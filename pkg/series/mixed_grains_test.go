package series_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// A metric that was measured by the week until Sunday 2026-10-18 and by the day from then on.
func TestGrainsBesideEachOther(t *testing.T) {
	cal := mondays(t, "Asia/Tokyo")
	weeks := series.Columns{Metric: "m", Grain: okr.Week}
	for i, v := range []float64{700, 701} {
		weeks.Set(cal.OnDate(okr.Week, date(t, "2026-10-05"))+series.Bucket(i), v, 1)
	}
	days := series.Columns{Metric: "m", Grain: okr.Day}
	for d := range 20 { // until 2026-11-07
		days.Set(cal.OnDate(okr.Day, date(t, "2026-10-19"))+series.Bucket(d), float64(d+1), 1)
	}
	values := func(g okr.Grain, from, until string) string {
		line, err := series.Roll(cal, okr.Sum, g, cal.OnDate(g, date(t, from)), cal.OnDate(g, date(t, until)), []series.Columns{days, weeks})
		if err != nil {
			return err.Error()
		}
		var words []string
		for _, v := range line.Value {
			if math.IsNaN(v) {
				words = append(words, "–")
				continue
			}
			words = append(words, fmt.Sprint(v))
		}
		return strings.Join(words, " ")
	}
	for name, tc := range map[string]struct {
		grain             okr.Grain
		from, until, want string
	}{
		"weeks come from both":                          {okr.Week, "2026-10-05", "2026-11-02", "700 701 28 77"},
		"days are known where they are":                 {okr.Day, "2026-10-17", "2026-10-21", "– – 1 2"},
		"a month that a week reaches into has no value": {okr.Month, "2026-10-01", "2026-12-01", "– 119"},
		"only weeks cannot give months": {
			okr.Month, "2026-01-01", "2026-02-01", "–",
		},
	} {
		if got := values(tc.grain, tc.from, tc.until); got != tc.want {
			t.Errorf("%s: got %s, want %s", name, got, tc.want)
		}
	}
}

func TestFoldAddsUpWhatDiffersInDroppedLabels(t *testing.T) {
	cal := mondays(t, "UTC")
	column := func(segment series.Segment, whole series.Keys, num, den float64) series.Columns {
		return series.Columns{Metric: "m", Grain: okr.Day, Segment: segment, Whole: whole, First: 5, Num: []float64{num}, Den: []float64{den}}
	}
	got, err := series.Fold(cal, okr.Ratio, []series.Columns{
		column(`{"country":"DE","plan":"pro"}`, "", 1, 2), column(`{"country":"JP","plan":"pro"}`, "", 3, 4),
		column(`{"plan":"pro"}`, "", 5, 6), column(`{"plan":"free"}`, "", 7, 8), column(`{"plan":"pro"}`, "country,region", 9, 10),
	}, "country")
	want := []series.Columns{column(`{"plan":"pro"}`, "", 9, 12)}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
	sum, err := series.Fold(cal, okr.Sum, []series.Columns{
		column(`{"country":"DE"}`, "", 1, 1), column(`{"country":"JP"}`, "", 3, 1),
	}, "country")
	if diff := cmp.Diff([]series.Columns{column("", "", 4, 1)}, sum); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
}

func TestKeysAreASet(t *testing.T) {
	k := series.KeysOf("plan", "country", "plan")
	if k != "country,plan" || !k.Has("plan") || k.Has("country,plan") || k.Plus("at") != "at,country,plan" ||
		k.Minus("plan", "x") != "country" || k.Minus("plan", "country") != "" || len(series.Keys("").List()) != 0 || series.Keys("").Has("") {
		t.Errorf("%q", k)
	}
}
