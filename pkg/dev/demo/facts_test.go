package demo

import (
	"math"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/northstar/okrkpi/pkg/catalog"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// taskflow is the catalog that the demo ships with.
func taskflow(t testing.TB) *okr.Catalog {
	t.Helper()
	files, err := catalog.ReadFolder(os.DirFS("../../../provisioning/catalog"))
	if err != nil {
		t.Fatal(err)
	}
	c, findings := catalog.Parse(files)
	if err := findings.Err(); err != nil {
		t.Fatal(err)
	}
	return c
}

// shifted is the demo on a day, at noon of the organisation's time.
func shifted(t testing.TB, c *okr.Catalog, day string) (*okr.Catalog, time.Time) {
	t.Helper()
	asOf := date(day).In(c.Organization.Timezone).Add(12 * time.Hour)
	moved, err := Shift(c, asOf)
	if err != nil {
		t.Fatal(err)
	}
	return moved, asOf
}

// weekly adds the facts of a metric up by weeks of the newest period, counting days on the calendar by itself.
func weekly(c *okr.Catalog, facts []series.Fact, metric string) map[int][2]float64 {
	start := c.Periods[len(c.Periods)-1].Start.Days()
	sums := map[int][2]float64{}
	for _, f := range facts {
		if f.Metric == metric {
			week := int(math.Floor(float64(int64(f.Bucket)-start) / 7))
			s := sums[week]
			sums[week] = [2]float64{s[0] + f.Num, s[1] + f.Den}
		}
	}
	return sums
}

func TestFactsTellTheCaseStudyToTheLastDigit(t *testing.T) {
	// The case study: percent in each of the 13 weeks, then baseline and target.
	want := map[string]struct {
		weeks            [13]float64
		baseline, target float64
		attainment       float64
	}{
		"onboarding_completion_rate": {
			[13]float64{45.0, 45.8, 47.5, 50.2, 52.0, 53.5, 54.8, 56.0, 57.1, 58.2, 59.2, 60.1, 61.0}, 45, 65, 0.80,
		},
		"day7_active_rate": {
			[13]float64{32.0, 32.6, 37.6, 38.1, 38.3, 39.0, 39.6, 40.2, 40.7, 41.2, 41.6, 42.0, 42.4}, 32, 45, 0.80,
		},
		"paid_conversion_rate": {
			[13]float64{8.0, 8.0, 8.1, 8.3, 8.5, 8.7, 8.9, 9.1, 9.3, 9.6, 9.8, 10.0, 10.24}, 8, 12, 0.56,
		},
	}
	source := taskflow(t)
	for _, day := range []string{"2026-09-28", "2026-11-22", "2027-01-01", "2028-02-29"} {
		t.Run(day, func(t *testing.T) {
			c, asOf := shifted(t, source, day)
			facts := slices.Collect(Facts(c, asOf))
			objective := 0.0
			for metric, w := range want {
				sums := weekly(c, facts, metric)
				for week, percent := range w.weeks {
					if got := 100 * sums[week][0] / sums[week][1]; math.Abs(got-percent) > 1e-9 {
						t.Errorf("%s is %.12f %% in week %d, want %g %%", metric, got, week+1, percent)
					}
				}
				last := 100 * sums[12][0] / sums[12][1]
				attainment := (last - w.baseline) / (w.target - w.baseline)
				if math.Abs(attainment-w.attainment) > 1e-9 {
					t.Errorf("%s attains %.12f, want %g", metric, attainment, w.attainment)
				}
				objective += attainment / 3
			}
			if math.Abs(objective-0.72) > 1e-9 {
				t.Errorf("the objective attains %.12f, want 0.72", objective)
			}
		})
	}
}

func TestFactsHoverAroundTheBaselineBeforeThePeriod(t *testing.T) {
	c, asOf := shifted(t, taskflow(t), "2026-11-22")
	facts := slices.Collect(Facts(c, asOf))
	for metric, baseline := range map[string]float64{
		"onboarding_completion_rate": 0.45, "day7_active_rate": 0.32, "paid_conversion_rate": 0.08,
	} {
		var values []float64
		for week, s := range weekly(c, facts, metric) {
			if week >= -13 && week < 0 {
				values = append(values, s[0]/s[1])
			}
		}
		slices.Sort(values)
		if len(values) != 13 {
			t.Fatalf("%s has %d weeks before the period, want 13", metric, len(values))
		}
		if median := values[6]; math.Abs(median/baseline-1) > 0.02 {
			t.Errorf("the median of %s before the period is %g, want about %g", metric, median, baseline)
		}
	}
}

func TestFactsAreSoundOnAnyDay(t *testing.T) {
	source := taskflow(t)
	days := []string{"2024-02-29", "2025-12-31", "2026-01-01", "2027-03-31"}
	for d := date("2026-11-16"); d.Before(date("2026-11-24")); d = d.AddDays(1) {
		days = append(days, d.String())
	}
	for _, day := range days {
		t.Run(day, func(t *testing.T) {
			c, asOf := shifted(t, source, day)
			newest := checkFacts(t, c, asOf, date(day))
			cal := series.CalendarOf(c.Organization)
			for i := range c.Metrics {
				m := &c.Metrics[i]
				if m.Type == okr.Derived {
					continue
				}
				if want := cal.StartDate(m.Grain, cal.OnDate(m.Grain, date(day))); newest[m.Name] != want {
					t.Errorf("the facts of %s end on %v, want %v", m.Name, newest[m.Name], want)
				}
			}
		})
	}
}

// checkFacts checks each fact by itself and returns the day on which the facts of each metric end.
func checkFacts(t *testing.T, c *okr.Catalog, asOf time.Time, today okr.Date) map[string]okr.Date {
	t.Helper()
	type key struct {
		metric  string
		grain   okr.Grain
		bucket  series.Bucket
		segment series.Segment
	}
	cal := series.CalendarOf(c.Organization)
	seen := map[key]bool{}
	newest := map[string]okr.Date{}
	for f := range Facts(c, asOf) {
		m, ok := c.Metric(f.Metric)
		if !ok || m.Type == okr.Derived {
			t.Fatalf("%s cannot have facts", f.Metric)
		}
		k := key{f.Metric, f.Grain, f.Bucket, f.Segment}
		if seen[k] {
			t.Fatalf("%+v twice", k)
		}
		seen[k] = true
		end := cal.StartDate(f.Grain, f.Bucket+1)
		if today.Before(end) {
			t.Fatalf("%s has a fact of a bucket that ends on %v, as of %v", f.Metric, end, today)
		}
		if newest[f.Metric].IsZero() || newest[f.Metric].Before(end) {
			newest[f.Metric] = end
		}
		if f.Num < 0 || f.Den <= 0 || m.Unit == "percentunit" && f.Num > f.Den || math.IsNaN(f.Num+f.Den) {
			t.Fatalf("%+v is not a possible number", f)
		}
		for label := range f.Segment.Labels() {
			if !slices.Contains(m.Segments, label) {
				t.Fatalf("%s has no segment %s", f.Metric, label)
			}
		}
	}
	return newest
}

func TestFactsGoBackTwoYears(t *testing.T) {
	c, asOf := shifted(t, taskflow(t), "2026-11-22")
	oldest := int64(math.MaxInt64)
	for f := range Facts(c, asOf) {
		if f.Grain == okr.Day {
			oldest = min(oldest, int64(f.Bucket))
		}
	}
	// 104 weeks before Monday, 16 November 2026.
	if got := okr.DateFromDays(oldest); got != date("2024-11-18") {
		t.Errorf("the oldest fact is of %v, want 2024-11-18", got)
	}
}

func TestFactsAreTheSameEveryTime(t *testing.T) {
	c, asOf := shifted(t, taskflow(t), "2026-11-22")
	again, _ := shifted(t, taskflow(t), "2026-11-22")
	if diff := cmp.Diff(slices.Collect(Facts(c, asOf)), slices.Collect(Facts(again, asOf.Add(3*time.Hour)))); diff != "" {
		t.Error(diff)
	}
}

func TestEveryMetricOfTheDemoHasItsStoryAndEverySegmentItsValues(t *testing.T) {
	c := taskflow(t)
	for i := range c.Metrics {
		m := &c.Metrics[i]
		if _, ok := stories[m.Name]; !ok && m.Type != okr.Derived && m.Source.Kind != okr.SourceSQL {
			t.Errorf("%s has no story", m.Name)
		}
		for _, key := range m.Segments {
			if _, ok := portions[key]; !ok {
				t.Errorf("segment %s of %s has no values", key, m.Name)
			}
		}
	}
	for name, s := range stories {
		m, ok := c.Metric(name)
		if !ok {
			t.Errorf("the story of %s has no metric", name)
		} else if m.Type.HasSample() != (s.volume > 0) {
			t.Errorf("%s is of type %v; its story has a volume of %g", name, m.Type, s.volume)
		}
	}
}

func TestAMetricWithoutAStoryGetsAPlausibleOne(t *testing.T) {
	yellow, baseline := 0.5, 0.2
	c := &okr.Catalog{
		Metrics: []okr.Metric{
			{Meta: okr.Meta{Name: "x"}, Type: okr.Ratio, Unit: "percentunit", Direction: okr.Up},
			{Meta: okr.Meta{Name: "watched"}, Type: okr.Ratio, Unit: "percentunit", Direction: okr.Down},
			{Meta: okr.Meta{Name: "aimed"}, Type: okr.Ratio, Unit: "percentunit", Direction: okr.Up},
		},
		KPIs: []okr.KPI{{Metric: "watched", Thresholds: okr.Thresholds{Yellow: &yellow}}},
		Objectives: []okr.Objective{{
			KeyResults: []okr.KeyResult{{Metric: "aimed", Baseline: &baseline, Target: 0.3, Adopted: okr.Target}},
		}},
	}
	for i, want := range [][2]float64{{0.4, 0.4}, {0.45, 0.45}, {0.2, 0.26}} {
		s := storyOf(c, &c.Metrics[i])
		got := [2]float64{at(s.course, -1), at(s.course, 12)}
		if math.Abs(got[0]-want[0]) > 1e-9 || math.Abs(got[1]-want[1]) > 1e-9 {
			t.Errorf("%s goes from %g to %g, want %v", c.Metrics[i].Name, got[0], got[1], want)
		}
	}
}
