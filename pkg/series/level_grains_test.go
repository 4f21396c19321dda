package series_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// Daily levels are drawn as days, weekly ones as one digit for each week.
func TestLevelsOfSeveralGrains(t *testing.T) {
	tests := map[string]struct {
		deDays, deWeeks, jpDays, jpWeeks string
		carry                            int
		want                             string // of each week
		watermark, missing               string
	}{
		"all change from weeks to days": {
			"....... 6666666", "6.", "....... 3333333", "3.", 0, "99", "2.0", "",
		},
		"one is late after the change": {"....... 6666666", "6.", "", "3.", 0, "9.", "1.0", "jp"},
		"or is late within its first week": {
			"....... 6666666", "6.", "....... 3333...", "3.", 0, "99", "1.4", "jp",
		},
		"its week is carried":                    {"....... 6666666", "6.", "", "3.", 7, "99", "2.0", ""},
		"one by the week and one by the day":     {"", "66", "3333333 3333333", "", 0, "99", "2.0", ""},
		"the level of a week is that of its end": {"5555555 .......", ".6", "3333333 ......3", "", 0, "89", "2.0", ""},
		"within a week its level is not known":   {"", "66", "3333333 333....", "", 0, "9.", "1.0", "jp"},
		"nor before the first week ends":         {"", ".6", "3333333 333....", "", 0, "3.", "1.0", "jp"},
		"late by the week beside days":           {"6666666 666....", "", "", "3.", 0, "9.", "1.0", "jp"},
		"from days to weeks":                     {"6666666 .......", ".6", "3333333 .......", ".3", 0, "99", "2.0", ""},
		"from days to weeks, and one is late":    {"6666666 .......", ".6", "3333333 .......", "", 0, "9.", "1.0", "jp"},
		"by the day it is gone after seven days": {
			"6666666 6666666 6666666", "", "3333333", "...", 0, "966", "3.0", "",
		},
		"by the week it misses for four weeks": {
			"....... 6666666 6666666 6666666 6666666", "6....", "", "3....", 0, "9....", "1.0", "jp",
		},
		"in the fifth it is gone": {
			"....... 6666666 6666666 6666666 6666666 6666666", "6.....", "", "3.....", 0, "966666", "6.0", "",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := mondays(t, "Europe/Berlin")
			var cols []series.Columns
			for _, col := range []series.Columns{
				drawn(okr.Day, "de", monday, test.deDays), drawn(okr.Week, "jp", 1, test.jpWeeks),
				drawn(okr.Week, "de", 1, test.deWeeks), drawn(okr.Day, "jp", monday, test.jpDays),
			} {
				if len(col.Num) > 0 {
					cols = append(cols, col)
				}
			}
			line, err := series.NewRoller(c, okr.Week, 1, 1+series.Bucket(len(test.want))).RollLevels(test.carry, cols)
			if got := pictured(line); err != nil || got != test.want {
				t.Errorf("weeks %s, %v, want %s", got, err, test.want)
			}
			a, ok := series.ArrivalOf(c, okr.Last, test.carry, cols)
			missing := ""
			for _, s := range a.Missing {
				missing += s.Labels()["plan"]
			}
			if got := watermark(c, a, ok); got != test.watermark || missing != test.missing {
				t.Errorf("the watermark is %s without %q, want %s without %q", got, missing, test.watermark, test.missing)
			}
		})
	}
}

// levelFact is a level from one day to another, inclusive.
type levelFact struct {
	first, last, value int
}

// TestLevelsOfSeveralGrainsAddUpOnTheDaysOnWhichAllAreKnown compares with a table of days: on each, it looks each segment
// up in the list of its facts.
func TestLevelsOfSeveralGrainsAddUpOnTheDaysOnWhichAllAreKnown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const weeks = 14
		var cols []series.Columns
		var segments [][]levelFact
		end := 0 // after the newest fact of all
		for i := range rapid.IntRange(1, 3).Draw(t, "segments") {
			name := string(rune('a' + i))
			daily, weekly := columns(okr.Day, name, 0), columns(okr.Week, name, 0)
			var facts []levelFact
			add := func(f levelFact, col *series.Columns, b int) {
				col.Set(series.Bucket(b), float64(f.value), 1)
				facts = append(facts, f)
				end = max(end, f.last+1)
			}
			for w := range weeks {
				monday := 4 + 7*w
				switch rapid.SampledFrom([]string{"week", "days", "days", "nothing", "nothing"}).Draw(t, "known by") {
				case "week":
					add(levelFact{monday, monday + 6, rapid.IntRange(1, 9).Draw(t, "level")}, &weekly, 1+w)
				case "days":
					for d := monday; d < monday+7; d++ {
						if rapid.Bool().Draw(t, "known") {
							add(levelFact{d, d, rapid.IntRange(1, 9).Draw(t, "level")}, &daily, d)
						}
					}
				}
			}
			segments = append(segments, facts)
			for _, col := range []series.Columns{daily, weekly} {
				if len(col.Num) > 0 {
					cols = append(cols, col)
				}
			}
		}
		line, err := series.Roll(series.NewCalendar(nil, time.Monday, time.January), okr.Last, okr.Week, 1, 1+weeks, cols)
		if err != nil {
			t.Fatal(err)
		}
		for w := range weeks {
			want := 0 // no total, because levels are above 0
			for d := 4 + 7*w; d < 11+7*w; d++ {
				if total, ok := totalOn(segments, d, end); ok {
					want = total
				}
			}
			got := line.At(series.Bucket(1 + w))
			if got != float64(want) && (want != 0 || got == got) {
				t.Fatalf("week %d is %v, want %d", w, got, want)
			}
		}
	})
}

// totalOn adds up the levels at the end of a day. end is the day after the newest fact of all.
func totalOn(segments [][]levelFact, day, end int) (total int, ok bool) {
	for _, facts := range segments {
		before, next := -1, end // the newest fact that is over, and where the one after it starts
		for i, f := range facts {
			switch {
			case f.last <= day:
				before = i
			case f.first < next:
				next = f.first
			}
		}
		switch {
		case next <= day && end > day:
			return 0, false // inside of a week
		case before < 0:
			continue
		case facts[before].last == day:
			total, ok = total+facts[before].value, true
			continue
		}
		f, hole := facts[before], next-facts[before].last-1
		if gone := f.first == f.last && hole > 7 || f.first < f.last && hole/7 > 4; !gone {
			return 0, false
		}
	}
	return total, ok
}
