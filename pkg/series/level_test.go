package series_test

import (
	"strings"
	"testing"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// Levels are drawn as one digit for each day from Monday on, a dot where there is none.
func TestLevelsOfSegments(t *testing.T) {
	tests := map[string]struct {
		de, jp    string
		carry     int
		want      string // the total of each day: a digit, or a dot where there is none
		week      string // the same of each week
		watermark string
		missing   string // in the newest bucket
	}{
		"all have one":                            {"6666666", "3333333", 0, "9999999", "9", "1.0", ""},
		"one is late: nothing is added up":        {"6666666 66666..", "3333333 3333...", 0, "9999999 9999...", "99", "1.4", "jp"},
		"a day is missing in between":             {"6666666 66666..", "3333333 33.33..", 0, "9999999 99.99..", "99", "1.5", ""},
		"a segment that begins counts from there": {"6666666", "..33333", 0, "6699999", "9", "1.0", ""},
		"without a level for seven days it misses": {
			"6666666 6666666", "3333333 .......", 0, "9999999 .......", "9.", "1.0", "jp",
		},
		"on the eighth it is gone, from the first day on": {
			"6666666 6666666 6......", "3333333 ....... .......", 0, "9999999 6666666 6......", "966", "2.1", "",
		},
		"after a hole of seven days it was missing": {
			"6666666 6666666 66.....", "3333333 ....... 33.....", 0, "9999999 ....... 99.....", "9.9", "3.0", "",
		},
		"after a hole of eight it had been gone": {
			"6666666 6666666 66.....", "3333333 ....... .3.....", 0, "9999999 6666666 69.....", "969", "2.2", "",
		},
		"segments on days of their own never have a total": {"6...... 6......", "...3... ...3...", 0, "6...... .......", "6.", "0.1", "de"},
		"a carried level counts":                           {"6666666 66666..", "3333333 3333...", 7, "9999999 9999999", "99", "2.4", ""},
		"as long as it is carried":                         {"6666666 66666..", "3333333 33.....", 2, "9999999 9999...", "99", "1.4", "jp"},
		"a segment that is gone is carried to the end": {
			"6666666 6666666 6......", "3333333 ....... .......", 2, "9999999 9966666 666....", "966", "2.3", "",
		},
		"one segment alone is carried too": {"6666666 66.....", "", 3, "6666666 66666..", "66", "1.5", ""},
		"no level stays valid on its own":  {"6666666 66.....", "", 0, "6666666 66.....", "66", "1.2", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := mondays(t, "UTC")
			var cols []series.Columns
			for segment, picture := range map[string]string{"de": test.de, "jp": test.jp} {
				if picture != "" {
					cols = append(cols, drawn(okr.Day, segment, monday, picture))
				}
			}
			length := series.Bucket(len(strings.ReplaceAll(test.want, " ", "")))
			days, err := series.NewRoller(c, okr.Day, monday, monday+length).RollLevels(test.carry, cols)
			if got := pictured(days); err != nil || got != strings.ReplaceAll(test.want, " ", "") {
				t.Errorf("days %s, %v, want %s", got, err, test.want)
			}
			weeks, err := series.NewRoller(c, okr.Week, 1, 1+length/7).RollLevels(test.carry, cols)
			if got := pictured(weeks); err != nil || got != test.week {
				t.Errorf("weeks %s, %v, want %s", got, err, test.week)
			}
			a, ok := series.ArrivalOf(c, okr.Last, test.carry, cols)
			if got := watermark(c, a, ok); got != test.watermark {
				t.Errorf("the watermark is %s, want %s", got, test.watermark)
			}
			var missing []string
			for _, s := range a.Missing {
				missing = append(missing, s.Labels()["plan"])
			}
			if got := strings.Join(missing, " "); got != test.missing {
				t.Errorf("%q misses, want %q", got, test.missing)
			}
		})
	}
}

func pictured(l series.Line) string {
	var picture strings.Builder
	for _, v := range l.Value {
		if v != v {
			picture.WriteByte('.')
			continue
		}
		picture.WriteByte('0' + byte(v))
	}
	return picture.String()
}

func TestCarriedLevelsOfMonthsCountDays(t *testing.T) {
	c := mondays(t, "UTC")
	january := c.OnDate(okr.Month, date(t, "2026-01-01"))
	col := drawn(okr.Month, "", january, "7")
	for days, want := range map[int]string{0: "7...", 30: "7...", 31: "77..", 59: "777.", 90: "7777"} {
		line, err := series.NewRoller(c, okr.Month, january, january+4).RollLevels(days, []series.Columns{col})
		if got := pictured(line); err != nil || got != want {
			t.Errorf("carried for %d days: %s, %v, want %s", days, got, err, want)
		}
	}
}

func TestAWholeIsReplacedByItsPartsAndBack(t *testing.T) {
	tests := map[string]struct {
		whole, de, jp string
		carry         int
		want          string
	}{
		"from Thursday on by country":                {"999....", "...66..", "...33..", 0, "99999.."},
		"the whole again from Thursday on":           {"...99..", "666....", "333....", 0, "99999.."},
		"what is carried ends with its replacement":  {"999....", "....6..", "....3..", 7, "9999999"},
		"a part that is late misses, not its whole":  {"99.....", "..666..", "..33...", 0, "9999..."},
		"what has no label is no whole beside parts": {"11.....", "222....", "333....", 0, "66....."},
		"a part that is late after a whole misses":   {"..9....", "66.66..", "33.....", 0, "999...."},
		"until it comes":                             {"..9....", "66.66..", "33..3..", 0, "999.9.."},
		"or is carried over the whole":               {"..9....", "66.6...", "33.....", 7, "9999999"},
		"the whole alone is no part that comes":      {"..99...", "66.....", "33.....", 0, "9999..."},
		"a part that ended long before is gone": {
			"..99999 9999...", "66..... ....66.", "33..... .......", 0, "9999999 999966.",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			cols := []series.Columns{
				drawn(okr.Day, "", monday, test.whole), drawn(okr.Day, "de", monday, test.de), drawn(okr.Day, "jp", monday, test.jp),
			}
			want := strings.ReplaceAll(test.want, " ", "")
			line, err := series.NewRoller(mondays(t, "UTC"), okr.Day, monday, monday+series.Bucket(len(want))).RollLevels(test.carry, cols)
			if got := pictured(line); err != nil || got != want {
				t.Errorf("%s, %v, want %s", got, err, want)
			}
		})
	}
}

// Where columns state their totals, facts without a label are parts like any other.
func TestWholesThatAreTold(t *testing.T) {
	whole := drawn(okr.Day, "", monday, "9......")
	cols := []series.Columns{whole, drawn(okr.Day, "", monday, "..1...."), drawn(okr.Day, "de", monday, ".2.....")}
	for told, want := range map[series.Keys]string{"plan": "92.....", "": "921...."} {
		cols[0].Whole = told
		line, err := series.NewRoller(mondays(t, "UTC"), okr.Day, monday, monday+7).RollLevels(0, cols)
		if got := pictured(line); err != nil || got != want {
			t.Errorf("the whole over %q: %s, %v, want %s", told, got, err, want)
		}
	}
}

// Parts by two labels: facts elsewhere do not bring back what a total over one of them replaces.
func TestWholesWithinWholes(t *testing.T) {
	column := func(picture string, labels map[string]string) series.Columns {
		col := drawn(okr.Day, "", monday, picture)
		col.Segment = series.SegmentOf(labels)
		return col
	}
	cols := []series.Columns{
		column("1..1...", map[string]string{"country": "de", "plan": "pro"}),
		column("1......", map[string]string{"country": "de", "plan": "free"}),
		column("1111...", map[string]string{"country": "jp", "plan": "pro"}),
		column(".33....", map[string]string{"country": "de"}),
	}
	line, err := series.NewRoller(mondays(t, "UTC"), okr.Day, monday, monday+7).RollLevels(0, cols)
	if got := pictured(line); err != nil || got != "344...." {
		t.Errorf("%s, %v, want 344....: of Germany pro came back on Thursday, and free did not", got, err)
	}
}
