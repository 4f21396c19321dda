package series_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

func TestRollUpsAgreeWithPython(t *testing.T) {
	o := loadOracle(t).RollUps
	// Weeks from Sunday, quarters from February, May, August and November.
	c := series.NewCalendar(zone(t, "Asia/Tokyo"), time.Sunday, time.February)
	first := c.OnDate(okr.Day, date(t, o.First))
	bySegment := map[string]*series.Columns{}
	for _, f := range o.Facts {
		if bySegment[f.Segment] == nil {
			bySegment[f.Segment] = &series.Columns{
				Metric: "m", Grain: okr.Day, Segment: series.SegmentOf(map[string]string{"plan": f.Segment}),
			}
		}
		bySegment[f.Segment].Set(first+series.Bucket(f.Day), f.Num, f.Den)
	}
	var cols []series.Columns
	for _, col := range bySegment {
		cols = append(cols, *col)
	}
	roll := func(typ okr.MetricType, g okr.Grain) series.Line {
		line, err := series.Roll(c, typ, g, c.OnDate(g, date(t, "2024-01-01")), c.OnDate(g, date(t, "2027-01-01")), cols)
		if err != nil {
			t.Fatal(err)
		}
		return line
	}
	for _, g := range []okr.Grain{okr.Day, okr.Week, okr.Month, okr.Quarter} {
		ratio, mean, sum, last := roll(okr.Ratio, g), roll(okr.Mean, g), roll(okr.Sum, g), roll(okr.Last, g)
		expected := 0
		for _, want := range o.Expected {
			if want.Grain != g.String() {
				continue
			}
			expected++
			b := c.OnDate(g, date(t, want.Start))
			if c.StartDate(g, b).String() != want.Start {
				t.Fatalf("%s starts on %s, want %s", g, c.StartDate(g, b), want.Start)
			}
			if !same(ratio.At(b), nan(want.Ratio)) || !same(mean.At(b), nan(want.Ratio)) || !same(sum.At(b), want.Num) ||
				!same(last.At(b), nan(want.Last)) || !same(ratio.SampleAt(b), want.Den) {
				t.Errorf("%s of %s: ratio %v, mean %v, sum %v, last %v of %v, want %+v (ratio %v)", g, want.Start,
					ratio.At(b), mean.At(b), sum.At(b), last.At(b), ratio.SampleAt(b), want, nan(want.Ratio))
			}
		}
		if got := countPresent(sum.Value); got != expected || expected == 0 {
			t.Errorf("%d %ss have facts, want %d", got, g, expected)
		}
	}
}

func countPresent(values []float64) int {
	n := 0
	for _, v := range values {
		if !math.IsNaN(v) {
			n++
		}
	}
	return n
}

func TestHoursRollIntoLocalDaysLikePython(t *testing.T) {
	for _, want := range loadOracle(t).Hourly {
		c := mondays(t, want.Zone)
		first := c.OnDate(okr.Day, date(t, want.Date))
		cols := series.Columns{Metric: "m", Grain: okr.Hour}
		start := c.OnDate(okr.Hour, date(t, want.Date))
		for i := range want.Hours {
			cols.Set(start+series.Bucket(i), float64(i), 1)
		}
		line, err := series.Roll(c, okr.Sum, okr.Day, first-2, first+10, []series.Columns{cols})
		if err != nil {
			t.Fatal(err)
		}
		if countPresent(line.Value) != len(want.Sums) {
			t.Errorf("%s: %d days have facts, want %d", want.Zone, countPresent(line.Value), len(want.Sums))
		}
		for day, sum := range want.Sums {
			b := c.OnDate(okr.Day, date(t, day))
			if line.At(b) != sum || line.SampleAt(b) != want.Counts[day] {
				t.Errorf("%s %s: %v of %v hours, want %v of %v", want.Zone, day, line.At(b), line.SampleAt(b), sum,
					want.Counts[day])
			}
		}
	}
}

// pair is a numerator and a denominator.
type pair = [2]float64

func columns(g okr.Grain, segment string, first series.Bucket, pairs ...pair) series.Columns {
	c := series.Columns{Metric: "m", Grain: g}
	if segment != "" {
		c.Segment = series.SegmentOf(map[string]string{"plan": segment})
	}
	c.First = first
	for _, p := range pairs {
		c.Num, c.Den = append(c.Num, p[0]), append(c.Den, p[1])
	}
	return c
}

var gap = pair{math.NaN(), math.NaN()}

func TestRoll(t *testing.T) {
	none := math.NaN()
	// 5 January 1970 was a Monday: days 4 to 10 are week 1, 11 to 17 week 2; January is month 1970*12.
	const january = 1970 * 12
	tests := map[string]struct {
		typ  okr.MetricType
		to   okr.Grain
		from series.Bucket
		cols []series.Columns
		want []float64
	}{
		"a week is the ratio of its sums, not the mean of its ratios": {
			okr.Ratio, okr.Week, 1,
			[]series.Columns{columns(okr.Day, "", 4, pair{1, 2}, pair{1, 8}, gap, pair{2, 10})},
			[]float64{0.2, none},
		},
		"segments are added up too": {
			okr.Ratio, okr.Day, 4,
			[]series.Columns{columns(okr.Day, "a", 4, pair{9, 10}), columns(okr.Day, "b", 4, pair{0, 90}, pair{1, 1})},
			[]float64{0.09, 1, none},
		},
		"a ratio of nothing has no value": {
			okr.Ratio, okr.Day, 4,
			[]series.Columns{columns(okr.Day, "", 4, pair{0, 0}, pair{3, 0})},
			[]float64{none, none},
		},
		"an empty denominator counts in the week": {
			okr.Ratio, okr.Week, 1,
			[]series.Columns{columns(okr.Day, "", 4, pair{3, 0}, pair{1, 8})},
			[]float64{0.5},
		},
		"a sum of zero is a value": {
			okr.Sum, okr.Day, 4,
			[]series.Columns{columns(okr.Day, "", 4, pair{0, 1}, gap)},
			[]float64{0, none},
		},
		"the last value of a week is the newest that is there": {
			okr.Last, okr.Week, 1,
			[]series.Columns{columns(okr.Day, "", 4, pair{7, 1}, pair{5, 1}, gap, gap, gap, gap, gap, pair{3, 1}, gap)},
			[]float64{5, 3, none},
		},
		"the last value is of the newest day on which no segment misses": {
			okr.Last, okr.Week, 1,
			[]series.Columns{
				columns(okr.Day, "a", 4, pair{100, 1}, pair{10, 1}),
				columns(okr.Day, "b", 4, pair{200, 1}, pair{20, 1}),
				columns(okr.Day, "c", 4, pair{400, 1}, gap),
			},
			[]float64{700},
		},
		"the last value of mixed grains is that which ends last": {
			okr.Last, okr.Week, 1,
			[]series.Columns{
				columns(okr.Hour, "a", 5*24, pair{100, 1}),
				columns(okr.Day, "a", 6, pair{1, 1}),
				columns(okr.Hour, "b", 6*24+23, pair{300, 1}),
			},
			[]float64{301},
		},
		"of mixed grains no segment may miss either": {
			okr.Last, okr.Week, 1,
			[]series.Columns{
				columns(okr.Hour, "a", 5*24, pair{100, 1}),
				columns(okr.Day, "a", 6, pair{1, 1}),
				columns(okr.Hour, "b", 5*24+23, pair{300, 1}),
			},
			[]float64{100},
		},
		"months make quarters": {
			okr.Mean, okr.Quarter, january / 3,
			[]series.Columns{columns(okr.Month, "", january, pair{10, 1}, pair{20, 3}, pair{30, 2}, pair{5, 5})},
			[]float64{10, 1, none},
		},
		"days of mixed grains add up": {
			okr.Sum, okr.Month, january,
			[]series.Columns{
				columns(okr.Month, "", january+1, pair{5, 1}), columns(okr.Day, "", 30, pair{1, 1}, pair{2, 1}),
			},
			[]float64{1, 7},
		},
		"a distinct count is taken as it is": {
			okr.Distinct, okr.Week, 1,
			[]series.Columns{columns(okr.Day, "", 4, pair{1, 1}), columns(okr.Week, "", 0, pair{8, 1}, pair{9, 1}, gap)},
			[]float64{9, none, none},
		},
		"a median that lies before the range is not there": {
			okr.Median, okr.Week, 5,
			[]series.Columns{columns(okr.Week, "", 0, pair{8, 1})},
			[]float64{none},
		},
		"no facts are no values":           {okr.Ratio, okr.Week, 1, nil, []float64{none, none}},
		"no facts of medians are no error": {okr.Median, okr.Week, 1, nil, []float64{none}},
		"an empty range is an empty line":  {okr.Sum, okr.Week, 1, nil, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := mondays(t, "UTC")
			line, err := series.Roll(c, test.typ, test.to, test.from, test.from+series.Bucket(len(test.want)), test.cols)
			if err != nil {
				t.Fatal(err)
			}
			if line.Grain != test.to || line.First != test.from || line.Len() != len(test.want) {
				t.Fatalf("line is %+v", line)
			}
			for i, want := range test.want {
				if !same(line.Value[i], want) {
					t.Errorf("value %d is %v, want %v", i, line.Value[i], want)
				}
			}
		})
	}
}

func TestRollBackwardsIsEmpty(t *testing.T) {
	line, err := series.Roll(mondays(t, "UTC"), okr.Sum, okr.Day, 9, 3, nil)
	if err != nil || line.Len() != 0 {
		t.Errorf("got %+v, %v", line, err)
	}
}

func TestRollErrors(t *testing.T) {
	week := columns(okr.Week, "", 0, pair{1, 1})
	tests := map[string]struct {
		typ  okr.MetricType
		to   okr.Grain
		cols []series.Columns
		want any
	}{
		"weeks cannot be summed per month":      {okr.Ratio, okr.Month, []series.Columns{week}, new(*series.GrainError)},
		"a distinct count of weeks has no days": {okr.Distinct, okr.Day, []series.Columns{week}, new(*series.GrainError)},
		"distinct counts of segments cannot be added up": {
			okr.Distinct, okr.Week,
			[]series.Columns{columns(okr.Week, "a", 0), columns(okr.Week, "b", 0)},
			new(*series.SegmentsError),
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if _, err := series.Roll(mondays(t, "UTC"), test.typ, test.to, 0, 3, test.cols); !errors.As(err, test.want) {
				t.Errorf("error is %v", err)
			}
		})
	}
	for _, typ := range []okr.MetricType{okr.Derived, okr.MetricTypeUnknown} {
		if _, err := series.Roll(mondays(t, "UTC"), typ, okr.Week, 0, 3, []series.Columns{week}); err == nil {
			t.Errorf("type %v is added up", typ)
		}
	}
}

func TestSegmentsErrorNamesTheSegments(t *testing.T) {
	segments := []series.Segment{"", `{"plan":"pro"}`}
	err := series.SegmentsError{Metric: "users", Type: okr.Distinct, Grain: okr.Week, Segments: segments}
	want := "metric users is of type distinct, so its values per week for the segments {}, " +
		`{"plan":"pro"} cannot be combined`
	if got := err.Error(); !contains(got, want) {
		t.Errorf("got %q", got)
	}
}

func drawColumns(t *rapid.T, c series.Calendar, around series.Bucket) []series.Columns {
	cols := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) series.Columns {
		g := rapid.SampledFrom([]okr.Grain{okr.Hour, okr.Day}).Draw(t, "grain")
		first := c.Holding(g, okr.Day, around) + series.Bucket(rapid.IntRange(-60, 60).Draw(t, "first"))
		col := series.Columns{Metric: "m", Grain: g, First: first}
		for range rapid.IntRange(0, 80).Draw(t, "length") {
			num, den := math.NaN(), math.NaN()
			if rapid.IntRange(0, 3).Draw(t, "present") > 0 {
				num, den = rapid.Float64Range(0, 1e6).Draw(t, "num"), float64(rapid.IntRange(0, 1000).Draw(t, "den"))
			}
			col.Num, col.Den = append(col.Num, num), append(col.Den, den)
		}
		return col
	}), 0, 5).Draw(t, "columns")
	for i := range cols {
		cols[i].Segment = series.SegmentOf(map[string]string{"n": fmt.Sprint(i)})
	}
	return cols
}

// TestRollAgreesWithAddingFactsOneByOne compares with the simplest algorithm: find the bucket of each fact.
func TestRollAgreesWithAddingFactsOneByOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCalendar(t)
		around := c.At(okr.Day, drawInstant(t, c))
		to := rapid.SampledFrom([]okr.Grain{okr.Day, okr.Week, okr.Month, okr.Quarter}).Draw(t, "to")
		cols := drawColumns(t, c, around)
		from := c.Holding(to, okr.Day, around-30)
		line, err := series.Roll(c, okr.Ratio, to, from, from+40, cols)
		if err != nil {
			t.Fatal(err)
		}
		nums, dens := map[series.Bucket]float64{}, map[series.Bucket]float64{}
		for _, col := range cols {
			for i, num := range col.Num {
				if !math.IsNaN(num) {
					b := c.Holding(to, col.Grain, col.First+series.Bucket(i))
					nums[b] += num
					dens[b] += col.Den[i]
				}
			}
		}
		for b := from; b < from+40; b++ {
			want := math.NaN()
			if dens[b] != 0 {
				want = nums[b] / dens[b]
			}
			if !same(line.At(b), want) {
				t.Fatalf("%s %d is %v, want %v", to, b, line.At(b), want)
			}
		}
	})
}

func TestTheOrderOfColumnsDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCalendar(t)
		around := c.At(okr.Day, drawInstant(t, c))
		cols := drawColumns(t, c, around)
		shuffled := rapid.Permutation(cols).Draw(t, "shuffled")
		typ := rapid.SampledFrom([]okr.MetricType{okr.Ratio, okr.Mean, okr.Sum, okr.Last}).Draw(t, "type")
		week := c.Holding(okr.Week, okr.Day, around)
		a, errA := series.Roll(c, typ, okr.Week, week-10, week+10, cols)
		b, errB := series.Roll(c, typ, okr.Week, a.First, a.Until(), shuffled)
		if errA != nil || errB != nil {
			t.Fatal(errA, errB)
		}
		if !slices.EqualFunc(a.Value, b.Value, same) || !slices.EqualFunc(a.Den, b.Den, same) {
			t.Fatalf("%v\n%v", a.Value, b.Value)
		}
	})
}

func TestOneRollerServesManyMetrics(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCalendar(t)
		around := c.At(okr.Day, drawInstant(t, c))
		to := rapid.SampledFrom([]okr.Grain{okr.Day, okr.Week, okr.Month}).Draw(t, "to")
		from := c.Holding(to, okr.Day, around-30)
		roller := series.NewRoller(c, to, from, from+20)
		for range 3 {
			cols := drawColumns(t, c, around)
			shared, errA := roller.Roll(okr.Ratio, cols)
			own, errB := series.Roll(c, okr.Ratio, to, from, from+20, cols)
			if errA != nil || errB != nil {
				t.Fatal(errA, errB)
			}
			if !slices.EqualFunc(shared.Value, own.Value, same) {
				t.Fatalf("%v\n%v", shared.Value, own.Value)
			}
		}
	})
}

func TestManySmallFactsAreNotLost(t *testing.T) {
	col := series.Columns{Metric: "m", Grain: okr.Hour}
	start := mondays(t, "UTC").OnDate(okr.Hour, date(t, "2026-01-01"))
	col.Set(start, 1e16, 1)
	for i := series.Bucket(1); i < 31*24; i++ {
		col.Set(start+i, 1, 1)
	}
	line, err := series.Roll(mondays(t, "UTC"), okr.Sum, okr.Month, 2026*12, 2026*12+1, []series.Columns{col})
	if want := 1e16 + 743; err != nil || line.Value[0] != want {
		t.Errorf("sum is %v, %v, want %v", line.Value, err, want)
	}
}

func TestAnHourThatRunsIntoTheNextDayBelongsToTheDayOfItsStart(t *testing.T) {
	c := mondays(t, "Asia/Pyongyang") // on 4 May 2018 clocks went from 23:30 to midnight
	start := c.OnDate(okr.Hour, date(t, "2018-05-04"))
	col := series.Columns{Metric: "m", Grain: okr.Hour}
	for i := range series.Bucket(30) {
		col.Set(start+i, 1, 1)
	}
	day := c.OnDate(okr.Day, date(t, "2018-05-04"))
	line, err := series.Roll(c, okr.Sum, okr.Day, day, day+2, []series.Columns{col})
	if err != nil || line.At(day) != 24 || line.At(day+1) != 6 {
		t.Errorf("days have %v hours, %v, want 24 and 6", line.Value, err)
	}
}
