package e2e_test

import (
	"iter"
	"math"
	"math/rand/v2"
	"time"

	"pgregory.net/rapid"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
	"github.com/northstar/okrkpi/pkg/series"
)

// facts are random facts of the company: at one or two grains, for some segments, with gaps, from years ago to days
// ahead.
func (c *company) facts() iter.Seq2[series.Fact, error] {
	var facts []series.Fact
	random := rand.New(rand.NewPCG(rapid.Uint64().Draw(c.t, "seed"), 1))
	for _, m := range c.metrics {
		if m.kind == "derived" || random.IntN(8) == 0 {
			continue
		}
		grains := []okr.Grain{m.grain}
		if random.IntN(3) == 0 {
			grains = append(grains, okr.Grain(random.IntN(int(okr.Quarter))+1))
		}
		for _, g := range grains {
			for range 1 + random.IntN(3) {
				facts = append(facts, c.run(random, m, g)...)
			}
		}
	}
	return func(yield func(series.Fact, error) bool) {
		for _, f := range facts {
			if !yield(f, nil) {
				return
			}
		}
	}
}

// run is one stretch of facts of one segment.
func (c *company) run(random *rand.Rand, m metric, g okr.Grain) []series.Fact {
	labels := map[string]string{}
	for _, key := range m.segments {
		if random.IntN(4) > 0 {
			labels[key] = map[string][]string{"plan": plans[:2], "region": regions}[key][random.IntN(2)]
		}
	}
	if len(labels) > 0 && random.IntN(4) == 0 {
		labels["plan"] = plans[2+random.IntN(2)]
	}
	segment := series.SegmentOf(labels)
	reach := []int{0, 400, 600, 120, 40, 12}[g]
	first := c.calendar.At(g, c.now) - series.Bucket(random.IntN(reach))
	share := 0.2 + 0.8*random.Float64()
	var facts []series.Fact
	for b := first; b < first+series.Bucket(1+random.IntN(reach)); b++ {
		if random.Float64() > share || c.calendar.Start(g, b).After(c.now.AddDate(0, 0, 10)) {
			continue
		}
		f := series.Fact{Metric: m.name, Grain: g, Bucket: b, Segment: segment, Den: float64(random.IntN(50))}
		f.Num = math.Round(random.NormFloat64()*1000) / 10
		if random.IntN(50) == 0 {
			f.Num *= 1e12
		}
		facts = append(facts, f)
	}
	if random.IntN(3) == 0 {
		facts = append(facts, c.far(random, m, g, segment)...)
	}
	return facts
}

// far are a few facts with a wrong year, or of long ago.
func (c *company) far(random *rand.Rand, m metric, g okr.Grain, segment series.Segment) []series.Fact {
	var facts []series.Fact
	for range 1 + random.IntN(4) {
		day := okr.NewDate([]int{1901, 1950, 1999, 2000, 2019, 2049, 2190}[random.IntN(7)], time.January, 2+random.IntN(300))
		facts = append(facts, series.Fact{
			Metric: m.name, Grain: g, Bucket: c.calendar.OnDate(g, day), Segment: segment, Num: float64(random.IntN(50)), Den: 50,
		})
	}
	return facts
}

// randomQuery is a random query with its time range.
func (c *company) randomQuery() (query.Query, engine.TimeRange) {
	t := c.t
	q := query.Query{
		QueryType: pick(t, "type", query.Scorecard, query.Series, query.Series, query.Tree, query.Definitions,
			query.Objectives),
		Period: pick(t, "of period", "", "running", "current"),
		Locale: pick(t, "locale", "", "en", "ja"),
		Limit:  pick(t, "limit", 0, 0, 3),
	}
	if q.QueryType != query.Objectives {
		q.Metrics = some(t, "of", append(c.names(), query.OverviewMetrics)...)
	}
	hasGrain := q.QueryType != query.Definitions && q.QueryType != query.Objectives
	if hasGrain {
		q.Grain = pick(t, "per", "", "auto", "hour", "day", "week", "month", "quarter")
	}
	switch q.QueryType {
	case query.Scorecard:
		q.Format = pick(t, "format", query.FormatTable, query.FormatStat)
	case query.Series:
		if len(q.Metrics) == 0 {
			q.Metrics = []string{pick(t, "metric", c.names()...)}
		}
		q.GroupBy = some(t, "by", "plan", "region")
		q.Compare = some(t, "compare", "previous", "week_ago", "month_ago", "year_ago")
		q.Lines = some(t, "lines", query.Lines()...)
	default:
	}
	if hasGrain && rapid.IntRange(0, 3).Draw(t, "filtered") == 0 {
		q.Filters = []query.Filter{{
			Key: pick(t, "key", "plan", "plan", "region"), Operator: pick(t, "operator", "=", "!=", "=~", "!~"),
			Value: pick(t, "value", "pro", "free", "", "p.*", "日本"),
		}}
	}
	r := engine.TimeRange{To: c.now.AddDate(0, 0, rapid.IntRange(-100, 20).Draw(t, "to"))}
	reach := pick(t, "reach", 24, 24*7, 24*60, 24*500) // hours
	r.From = r.To.Add(-time.Duration(rapid.IntRange(1, reach).Draw(t, "hours")) * time.Hour)
	if r.From.After(c.now) {
		r.From = c.now.Add(-time.Hour)
	}
	return q, r
}

func (c *company) names() []string {
	names := make([]string, len(c.metrics))
	for i, m := range c.metrics {
		names[i] = m.name
	}
	return names
}

func some[T comparable](t *rapid.T, what string, from ...T) []T {
	return rapid.SliceOfNDistinct(rapid.SampledFrom(from), 0, 3, rapid.ID[T]).Draw(t, what)
}
