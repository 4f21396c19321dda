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

func TestFoldDropsLabels(t *testing.T) {
	cal := mondays(t, "UTC")
	at := func(g okr.Grain, day string, segment series.Segment, whole series.Keys, num, den float64) series.Columns {
		col := series.Columns{Metric: "m", Grain: g, Segment: segment, Whole: whole}
		col.Set(cal.OnDate(g, date(t, day)), num, den)
		return col
	}
	for name, tc := range map[string]struct {
		kind                okr.MetricType
		facts, after, stuck []series.Columns
	}{
		"facts that differ in dropped labels are added up": {
			kind: okr.Ratio,
			facts: []series.Columns{
				at(okr.Day, "2026-03-02", `{"country":"DE","plan":"pro"}`, "", 1, 2),
				at(okr.Day, "2026-03-02", `{"country":"JP","plan":"pro"}`, "", 3, 4),
				at(okr.Day, "2026-03-02", `{"plan":"pro"}`, "", 5, 6), at(okr.Day, "2026-03-02", `{"plan":"free"}`, "", 7, 8),
			},
			after: []series.Columns{
				at(okr.Day, "2026-03-02", `{"plan":"free"}`, "", 7, 8), at(okr.Day, "2026-03-02", `{"plan":"pro"}`, "", 9, 12),
			},
		},
		"sums have no denominator": {
			kind: okr.Sum,
			facts: []series.Columns{
				at(okr.Day, "2026-03-02", `{"country":"DE"}`, "", 1, 1), at(okr.Day, "2026-03-02", `{"country":"JP"}`, "", 3, 1),
			},
			after: []series.Columns{at(okr.Day, "2026-03-02", "", "", 4, 1)},
		},
		"the whole over a dropped segment is a fact like others": {
			kind:  okr.Sum,
			facts: []series.Columns{at(okr.Day, "2026-03-02", `{"plan":"pro"}`, "country", 4, 1)},
			after: []series.Columns{at(okr.Day, "2026-03-02", `{"plan":"pro"}`, "", 4, 1)},
		},
		"a month of one and a day of another become a month": {
			kind: okr.Sum,
			facts: []series.Columns{
				at(okr.Month, "2026-03-01", `{"country":"DE"}`, "", 100, 1), at(okr.Day, "2026-03-12", `{"country":"JP"}`, "", 3, 1),
				at(okr.Day, "2026-04-01", `{"country":"JP"}`, "", 5, 1),
			},
			after: []series.Columns{at(okr.Day, "2026-04-01", "", "", 5, 1), at(okr.Month, "2026-03-01", "", "", 103, 1)},
		},
		"a whole of one and a part of another become a whole": {
			kind: okr.Sum,
			facts: []series.Columns{
				at(okr.Day, "2026-03-02", `{"country":"DE"}`, "plan", 100, 1), at(okr.Day, "2026-03-02", `{"country":"JP","plan":"pro"}`, "", 3, 1),
			},
			after: []series.Columns{at(okr.Day, "2026-03-02", "", "plan", 103, 1)},
		},
		"a week of one across two months of another is stuck": {
			kind: okr.Sum,
			facts: []series.Columns{
				at(okr.Month, "2026-03-01", `{"country":"DE"}`, "", 100, 1), at(okr.Week, "2026-03-30", `{"country":"JP"}`, "", 3, 1),
				at(okr.Month, "2026-05-01", `{"country":"DE"}`, "", 50, 1),
			},
			after: []series.Columns{at(okr.Month, "2026-05-01", "", "", 50, 1)},
			stuck: []series.Columns{at(okr.Week, "2026-03-30", "", "", 3, 1), at(okr.Month, "2026-03-01", "", "", 100, 1)},
		},
		"all of them are stuck": {
			kind: okr.Sum,
			facts: []series.Columns{
				at(okr.Month, "2026-03-01", `{"country":"DE"}`, "", 100, 1), at(okr.Week, "2026-03-30", `{"country":"JP"}`, "", 3, 1),
			},
			stuck: []series.Columns{at(okr.Week, "2026-03-30", "", "", 3, 1), at(okr.Month, "2026-03-01", "", "", 100, 1)},
		},
	} {
		after, stuck, err := series.Fold(cal, tc.kind, tc.facts, "country")
		if err != nil || cmp.Diff(tc.after, after) != "" || cmp.Diff(tc.stuck, stuck) != "" {
			t.Errorf("%s: %v\n%s%s", name, err, cmp.Diff(tc.after, after), cmp.Diff(tc.stuck, stuck))
		}
	}
}

func TestKeysAreASet(t *testing.T) {
	k := series.KeysOf("plan", "country", "plan")
	if k != "country,plan" || !k.Has("plan") || k.Has("country,plan") || k.Plus("at") != "at,country,plan" ||
		k.Minus("plan", "x") != "country" || k.Minus("plan", "country") != "" || len(series.Keys("").List()) != 0 || series.Keys("").Has("") {
		t.Errorf("%q", k)
	}
}
