package series_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

func benchmarkColumns(c series.Calendar, g okr.Grain, segments, length int) []series.Columns {
	random := rand.New(rand.NewPCG(1, 2))
	cols := make([]series.Columns, segments)
	for s := range cols {
		cols[s] = series.Columns{Metric: "m", Grain: g, First: c.OnDate(g, okr.NewDate(2023, 11, 18))}
		for range length {
			cols[s].Num = append(cols[s].Num, random.Float64())
			cols[s].Den = append(cols[s].Den, 1)
		}
	}
	return cols
}

func BenchmarkRoll(b *testing.B) {
	c := series.NewCalendar(zone(b, "Europe/Berlin"), time.Monday, time.January)
	tests := []struct {
		name   string
		fine   okr.Grain
		length int
		coarse okr.Grain
	}{
		{"days_to_weeks", okr.Day, 1100, okr.Week},
		{"days_to_days", okr.Day, 1100, okr.Day},
		{"days_to_months", okr.Day, 1100, okr.Month},
		{"hours_to_days", okr.Hour, 24 * 90, okr.Day},
	}
	for _, test := range tests {
		cols := benchmarkColumns(c, test.fine, 10, test.length)
		from := c.Holding(test.coarse, test.fine, cols[0].First)
		until := c.Holding(test.coarse, test.fine, cols[0].Until())
		b.Run(test.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := series.Roll(c, okr.Ratio, test.coarse, from, until, cols); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkTheilSen(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 2))
	ys := make([]float64, 60)
	for i := range ys {
		ys[i] = random.NormFloat64()
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := series.TheilSen(ys); !ok {
			b.Fatal("no slope")
		}
	}
}

func BenchmarkGroup(b *testing.B) {
	var cols []series.Columns
	for _, plan := range []string{"free", "pro", "team", "enterprise"} {
		for _, country := range []string{"JP", "DE", "US", "IN", "BR"} {
			cols = append(cols, series.Columns{Segment: series.SegmentOf(map[string]string{"plan": plan, "country": country})})
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		if got := series.Group(okr.Sum, cols, []string{"plan"}, nil); len(got) != 4 {
			b.Fatal(got)
		}
	}
}
