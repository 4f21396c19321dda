package series_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// TestSumsCompareLikeCents compares sums of amounts with two decimals, refunds among them, with whole cents.
func TestSumsCompareLikeCents(t *testing.T) {
	c := mondays(t, "Europe/Berlin")
	week := c.OnDate(okr.Week, date(t, "2026-11-02"))
	monday := c.OnDate(okr.Day, date(t, "2026-11-02"))
	rapid.Check(t, func(t *rapid.T) {
		cents := rapid.SliceOfN(rapid.OneOf(rapid.IntRange(-1000, 1000), rapid.IntRange(-1_000_000_000, 1_000_000_000)), 1, 6).Draw(t, "cents")
		total := 0
		for _, x := range cents {
			total += x
		}
		if rapid.Bool().Draw(t, "cancel") {
			cents, total = append(cents, -total), 0
		}
		limit := total + rapid.IntRange(-1, 1).Draw(t, "beside")
		days := series.Columns{Metric: "m", Grain: okr.Day}
		for i, x := range cents {
			days.Set(monday+series.Bucket(i), float64(x)/100, 1)
		}
		for _, typ := range []okr.MetricType{okr.Sum, okr.Mean} {
			line, err := series.Roll(c, typ, okr.Week, week, week+1, []series.Columns{days})
			if err != nil {
				t.Fatal(err)
			}
			got, on, n := line.At(week), float64(limit)/100, 1.0
			if typ == okr.Mean {
				n = float64(len(cents))
			}
			if okr.Above(got, on/n) != (total > limit) || okr.Below(got, on/n) != (total < limit) || total == 0 && got != 0 {
				t.Fatalf("the %v of %v cents is %v, limit %v", typ, cents, got, on/n)
			}
		}
		running := series.Cumulative(series.Line{Grain: okr.Day, First: monday, Num: days.Num, Den: days.Den, Value: days.Num}, okr.Sum)
		if got := running.At(monday + series.Bucket(len(cents)-1)); total == 0 && got != 0 {
			t.Fatalf("the running sum of %v cents is %v", cents, got)
		}
	})
}

func TestTheNewestLevelsOfSegmentsCanCancelOut(t *testing.T) {
	c := mondays(t, "Europe/Berlin")
	monday := c.OnDate(okr.Day, date(t, "2026-11-02"))
	var cols []series.Columns
	for name, level := range map[string]float64{"a": 1.1, "b": 2.2, "c": -3.3} {
		col := series.Columns{Metric: "m", Grain: okr.Day, Segment: series.SegmentOf(map[string]string{"account": name})}
		col.Set(monday, level, 1)
		cols = append(cols, col)
	}
	week := c.OnDate(okr.Week, date(t, "2026-11-02"))
	line, err := series.Roll(c, okr.Last, okr.Week, week, week+1, cols)
	if err != nil || line.At(week) != 0 {
		t.Errorf("1.10 + 2.20 − 3.30 is %v (%v)", line.At(week), err)
	}
}

// flat is a history of 3.30 only, once as a literal and once as 1.10 + 2.20.
func flat(t *testing.T) (history []float64, again float64) {
	t.Helper()
	x, y := 1.1, 2.2
	again = x + y
	history = slices.Repeat([]float64{3.3}, series.AnomalyWindow)
	history[3] = again
	if again == 3.3 {
		t.Fatal("1.10 + 2.20 is exactly 3.30: the test shows nothing")
	}
	return history, again
}

func TestRoundingIsNoVariation(t *testing.T) {
	history, again := flat(t)
	if z := series.ModifiedZ(history, again); z.Verdict != series.NoVariation || z.Unusual() {
		t.Errorf("3.30 after 3.30 has the score %+v", z)
	}
	if jump := series.Jump(history, again); !math.IsNaN(jump) {
		t.Errorf("3.30 after 3.30 is a jump by %v", jump)
	}
	if slope, ok := series.TheilSen(history); !ok || slope != 0 {
		t.Errorf("3.30 has the slope %v (%v)", slope, ok)
	}
	if mad := series.MAD(history); mad != 0 {
		t.Errorf("3.30 is scattered by %v", mad)
	}
	if low, high := series.ControlLimits(history); !math.IsNaN(low) || !math.IsNaN(high) {
		t.Errorf("3.30 has the control limits %v and %v", low, high)
	}
}

func TestAScoreOnTheLimitIsNotUnusual(t *testing.T) {
	for score, want := range map[float64]bool{3.5: false, 3.5000000000000004: false, -3.5000000000000004: false, 3.51: true, -3.51: true} {
		if got := (series.Z{Score: score}).Unusual(); got != want {
			t.Errorf("a score of %v is unusual: %t", score, got)
		}
	}
	if (series.Z{Score: math.NaN()}).Unusual() {
		t.Error("what has no score is unusual")
	}
}
