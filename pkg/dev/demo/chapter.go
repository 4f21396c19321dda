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

// chapter turns the story of one metric into facts.
type chapter struct {
	timeline
	story
	metric *okr.Metric
	cells  []cell
	seed   uint64
}

func newChapter(t timeline, m *okr.Metric, s story) *chapter {
	h := fnv.New64a()
	_, _ = h.Write([]byte(m.Name)) // never fails
	return &chapter{timeline: t, story: s, metric: m, cells: cells(m.Segments, s.without), seed: h.Sum64()}
}

func (c *chapter) generate() iter.Seq[series.Fact] {
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

// perDay splits each week, the running one too, over its days and the segments. A metric with weekly facts gets complete
// weeks as a whole.
func (c *chapter) perDay(yield func(series.Fact) bool) {
	grain, rhythm := okr.Day, rhythm[:]
	if c.metric.Grain == okr.Week {
		grain, rhythm = okr.Week, []float64{1}
	}
	running := *c
	running.until = c.until.AddDays(7)
	for b, week := range running.bucketsWithFacts(okr.Week) {
		nums, dens := c.split(week, rhythm)
		first := c.calendar.Holding(grain, okr.Week, b)
		for i := range nums {
			bucket := first + series.Bucket(i/len(c.cells))
			if c.calendar.StartDate(grain, bucket+1).Days() > c.until.Days() {
				break
			}
			if dens[i] > 0 && !yield(c.fact(grain, bucket, c.cells[i%len(c.cells)].segment, nums[i], dens[i])) {
				return
			}
		}
	}
}

// bucketsWithFacts are the buckets of the timeline without the weeks that the story leaves out.
func (c *chapter) bucketsWithFacts(g okr.Grain) iter.Seq2[series.Bucket, int] {
	return func(yield func(series.Bucket, int) bool) {
		for b, week := range c.bucketsOf(g) {
			lost := slices.Contains(c.missing, week) || c.since > 0 && week < c.since
			if !lost && !yield(b, week) {
				return
			}
		}
	}
}

// split spreads the sums of a week over days (outer) and segments (inner).
func (c *chapter) split(week int, rhythm []float64) (nums, dens []float64) {
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
	if c.metric.Type.HasSample() {
		return apportioned(num, weighted(dens, pull), c.limits(whole)), dens
	}
	for i := range dens {
		dens[i] = 1
	}
	return apportioned(num, weighted(volume, pull), nil), dens
}

// limits keep a share at 100 % or less in every segment and day.
func (c *chapter) limits(dens []int64) []int64 {
	if upper := c.metric.Bounds.Max; c.metric.Unit == "percentunit" && (upper == nil || *upper <= 1) {
		return dens
	}
	return nil
}

// sums are the numerator and denominator of a whole week. In the weeks with an exact value in the story, both are whole numbers with
// exactly that ratio.
func (c *chapter) sums(week int) (num, den float64) {
	r := c.random(week, 2)
	if !c.metric.Type.HasSample() {
		return math.Round(c.value(week)), 1
	}
	den = c.volume * c.grown(week) * (1 + 0.04*wobble(r))
	if week >= 0 && week < len(c.percent) {
		hundredths := int64(math.Round(c.percent[week] * 100))
		step := 10_000 / gcd(hundredths, 10_000)
		n := max(1, int64(math.Round(den/float64(step)))) * step
		return float64(n * hundredths / 10_000), float64(n)
	}
	den = max(1, math.Round(den))
	return math.Round(c.value(week) * den), den
}

// levels are the states at the end of each day, moving steadily from week to week.
func (c *chapter) levels(yield func(series.Fact) bool) {
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
func (c *chapter) perBucket(yield func(series.Fact) bool) {
	for b, week := range c.bucketsWithFacts(c.metric.Grain) {
		days := c.calendar.StartDate(c.metric.Grain, b+1).Days() - c.calendar.StartDate(c.metric.Grain, b).Days()
		for _, cl := range c.cells {
			value, den := c.rounded(c.value(week)*cl.share), 1.0
			if c.metric.Type.HasSample() {
				den = max(1, math.Round(c.volume*cl.share*float64(days)/7))
				value = math.Round(c.value(week) * den)
			}
			if !yield(c.fact(c.metric.Grain, b, cl.segment, value, den)) {
				return
			}
		}
	}
}

// measured makes values that cannot be added up, for the whole and for each segment.
func (c *chapter) measured(yield func(series.Fact) bool) {
	for b, week := range c.bucketsWithFacts(c.metric.Grain) {
		for _, cl := range cuts(c.metric.Segments, c.without) {
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

func (c *chapter) fact(g okr.Grain, b series.Bucket, s series.Segment, num, den float64) series.Fact {
	return series.Fact{Metric: c.metric.Name, Grain: g, Bucket: b, Segment: s, Num: num, Den: den}
}

// rounded makes whole numbers of values that are large enough to be counts.
func (c *chapter) rounded(v float64) float64 {
	if at(c.course, 0) < 100 {
		return v
	}
	return math.Round(v)
}

// value is the value of a week.
func (c *chapter) value(week int) float64 {
	if week >= 0 && week < len(c.percent) {
		return c.percent[week] / 100
	}
	v := at(c.course, week)
	if week >= len(c.percent) && len(c.percent) > 0 {
		v = c.percent[len(c.percent)-1] / 100
	}
	if !c.metric.Type.HasSample() {
		v *= c.grown(week)
	}
	v *= 1 + c.spread*wobble(c.random(week, 3))
	if factor, ok := c.outlier[week]; ok {
		v *= factor
	}
	return c.metric.Bounds.Clamp(v)
}

// grown is the growth until a week, compared with the end of the period.
func (c *chapter) grown(week int) float64 {
	return math.Pow(1+c.growth, float64(week-c.weeks+1)/52)
}

// random is a separate random generator for each metric, week and purpose.
func (c *chapter) random(week int, purpose uint64) *rand.Rand {
	return rand.New(rand.NewPCG(c.seed, purpose<<32+uint64(week+history*2))) //nolint:gosec // invented data, no secret
}

// wobble is a normal deviate without its tails, so that no week becomes an outlier by chance.
func wobble(r *rand.Rand) float64 { return max(-1.6, min(1.6, r.NormFloat64())) }

func weighted(volume, pull []float64) []float64 {
	w := make([]float64, len(volume))
	for i := range w {
		w[i] = volume[i] * pull[i]
	}
	return w
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
