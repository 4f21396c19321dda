package demo

import (
	"hash/fnv"
	"iter"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// rhythm is the share of a week's activity by day, from Monday on.
var rhythm = [7]float64{0.19, 0.2, 0.19, 0.18, 0.15, 0.05, 0.04}

// course turns the story of one metric into facts.
type course struct {
	timeline
	story
	metric *okr.Metric
	cells  []cell
	seed   uint64
}

func newCourse(t timeline, m *okr.Metric, s story) *course {
	h := fnv.New64a()
	_, _ = h.Write([]byte(m.Name)) // never fails
	return &course{timeline: t, story: s, metric: m, cells: cells(m.Segments), seed: h.Sum64()}
}

func (c *course) facts() iter.Seq[series.Fact] {
	switch {
	case !c.metric.Type.Additive():
		return c.measured
	case c.metric.Grain >= okr.Month:
		return c.perBucket
	case c.metric.Type == okr.Last:
		return c.levels
	default:
		return c.perDay
	}
}

// perDay splits each week over its days and the segments. A metric with weekly facts gets the week as a whole.
func (c *course) perDay(yield func(series.Fact) bool) {
	grain, rhythm := okr.Day, rhythm[:]
	if c.metric.Grain == okr.Week {
		grain, rhythm = okr.Week, []float64{1}
	}
	for b, week := range c.bucketsWithFacts(okr.Week) {
		nums, dens := c.split(week, rhythm)
		first := c.calendar.Holding(grain, okr.Week, b)
		for i := range nums {
			bucket := first + series.Bucket(i/len(c.cells))
			if c.calendar.StartDate(grain, bucket+1).Days() > c.until.Days() {
				break
			}
			if !yield(c.fact(grain, bucket, c.cells[i%len(c.cells)].segment, nums[i], dens[i])) {
				return
			}
		}
	}
}

// bucketsWithFacts are the buckets of the timeline without the weeks that the story leaves out. Of weeks it has the
// running one too.
func (c *course) bucketsWithFacts(g okr.Grain) iter.Seq2[series.Bucket, int] {
	t := c.timeline
	if g == okr.Week {
		t.until = t.until.AddDays(7)
	}
	return func(yield func(series.Bucket, int) bool) {
		for b, week := range t.bucketsOf(g) {
			if !slices.Contains(c.missing, week) && !yield(b, week) {
				return
			}
		}
	}
}

// split spreads the sums of a week over days (outer) and segments (inner).
func (c *course) split(week int, rhythm []float64) (nums, dens []float64) {
	num, den := c.sums(week)
	r := c.random(week, 1)
	volume := make([]float64, 0, len(rhythm)*len(c.cells))
	pull := make([]float64, 0, cap(volume))
	for _, share := range rhythm {
		for _, cl := range c.cells {
			volume = append(volume, share*cl.share*(1+0.06*wobble(r)))
			pull = append(pull, cl.pull*(1+0.03*wobble(r)))
		}
	}
	whole := apportion(int64(den), volume, nil)
	dens = make([]float64, len(volume))
	for i, n := range whole {
		dens[i] = float64(n)
	}
	switch c.metric.Type {
	case okr.Ratio:
		return apportioned(num, weighted(dens, pull), c.limits(whole)), dens
	case okr.Mean:
		nums = weighted(dens, pull)
		scale := num / total(nums)
		for i := range nums {
			nums[i] *= scale
		}
		return nums, dens
	default:
		for i := range dens {
			dens[i] = 1
		}
		return apportioned(num, weighted(volume, pull), nil), dens
	}
}

// limits keep a share at 100 % or less in every segment and day.
func (c *course) limits(dens []int64) []int64 {
	if upper := c.metric.Bounds.Max; c.metric.Unit == "percentunit" && (upper == nil || *upper <= 1) {
		return dens
	}
	return nil
}

// sums are the numerator and denominator of a whole week. In the weeks that the story tells exactly, both are whole
// numbers with exactly that ratio.
func (c *course) sums(week int) (num, den float64) {
	r := c.random(week, 2)
	if !c.metric.Type.HasSample() {
		return math.Round(c.value(week)), 1
	}
	den = c.volume * math.Pow(1+c.growth, float64(week)/52) * (1 + 0.04*wobble(r))
	if week >= 0 && week < len(c.percent) {
		hundredths := int64(math.Round(c.percent[week] * 100))
		step := 10_000 / gcd(hundredths, 10_000)
		n := max(1, int64(math.Round(den/float64(step)))) * step
		return float64(n * hundredths / 10_000), float64(n)
	}
	den = max(1, math.Round(den))
	num = c.value(week) * den
	if c.metric.Type == okr.Ratio {
		num = math.Round(num)
	}
	return num, den
}

// levels are the states at the end of each day, moving steadily from week to week.
func (c *course) levels(yield func(series.Fact) bool) {
	grain := okr.Day
	if c.metric.Grain == okr.Week {
		grain = okr.Week
	}
	for b, week := range c.bucketsWithFacts(grain) {
		end := c.calendar.StartDate(grain, b+1).Days()
		weekEnd := c.calendar.StartDate(okr.Week, c.start+series.Bucket(week)+1).Days()
		before := float64(weekEnd-end) / 7
		level := (1-before)*c.value(week) + before*c.value(week-1)
		for _, cl := range c.cells {
			if !yield(c.fact(grain, b, cl.segment, c.rounded(level*cl.share), 1)) {
				return
			}
		}
	}
}

// perBucket makes facts for a metric that is only known per month or quarter.
func (c *course) perBucket(yield func(series.Fact) bool) {
	for b, week := range c.bucketsWithFacts(c.metric.Grain) {
		days := c.calendar.StartDate(c.metric.Grain, b+1).Days() - c.calendar.StartDate(c.metric.Grain, b).Days()
		for _, cl := range c.cells {
			value, den := c.rounded(c.value(week)*cl.share), 1.0
			if c.metric.Type.HasSample() {
				den = max(1, math.Round(c.volume*cl.share*float64(days)/7))
				value = c.value(week) * den
				if c.metric.Type == okr.Ratio {
					value = math.Round(value)
				}
			}
			if !yield(c.fact(c.metric.Grain, b, cl.segment, value, den)) {
				return
			}
		}
	}
}

// measured makes values that stand for themselves, for the whole and for each segment.
func (c *course) measured(yield func(series.Fact) bool) {
	for b, week := range c.bucketsWithFacts(c.metric.Grain) {
		for _, cl := range cuts(c.metric) {
			value := c.value(week) * cl.pull
			if c.metric.Type == okr.Distinct {
				value = math.Round(c.value(week) * cl.share)
			}
			if !yield(c.fact(c.metric.Grain, b, cl.segment, value, 1)) {
				return
			}
		}
	}
}

func (c *course) fact(g okr.Grain, b series.Bucket, s series.Segment, num, den float64) series.Fact {
	return series.Fact{Metric: c.metric.Name, Grain: g, Bucket: b, Segment: s, Num: num, Den: den}
}

// rounded keeps whole numbers where the values are large enough to be counts.
func (c *course) rounded(v float64) float64 {
	if c.before < 100 {
		return v
	}
	return math.Round(v)
}

// value is the value of a week.
func (c *course) value(week int) float64 {
	v := c.before
	switch {
	case week >= 0 && week < len(c.percent):
		return c.percent[week] / 100
	case week >= 0 && len(c.percent) > 0:
		v = c.percent[len(c.percent)-1] / 100
	case week >= 0:
		v += (c.after - c.before) * min(1, float64(week+1)/float64(c.weeks))
	case !c.metric.Type.HasSample():
		v *= math.Pow(1+c.growth, float64(week)/52)
	}
	v *= 1 + c.spread*wobble(c.random(week, 3))
	if factor, ok := c.unusual[week]; ok {
		v *= factor
	}
	return c.metric.Bounds.Clamp(v)
}

// random is a source of chance of its own for each metric, week and purpose.
func (c *course) random(week int, purpose uint64) *rand.Rand {
	return rand.New(rand.NewPCG(c.seed, purpose<<32+uint64(week+history*2))) //nolint:gosec // invented data, no secret
}

// wobble is a normal deviate without its tails, so that no week looks unusual by chance.
func wobble(r *rand.Rand) float64 { return max(-1.6, min(1.6, r.NormFloat64())) }

func weighted(volume, pull []float64) []float64 {
	w := make([]float64, len(volume))
	for i := range w {
		w[i] = volume[i] * pull[i]
	}
	return w
}

func total(values []float64) float64 {
	var sum float64
	for _, v := range values {
		sum += v
	}
	return sum
}

func apportioned(sum float64, weights []float64, limits []int64) []float64 {
	parts := make([]float64, len(weights))
	for i, n := range apportion(int64(sum), weights, limits) {
		parts[i] = float64(n)
	}
	return parts
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
