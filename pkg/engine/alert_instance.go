package engine

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/northstar/okrkpi/pkg/condition"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
	"github.com/northstar/okrkpi/pkg/series"
)

// instance is one rule for one number, with the courses that its condition looks at.
type instance struct {
	*courses
	course
	rule    *alertRule
	subject okr.Subject
	locale  string
	grain   okr.Grain
	others  []segmentLine // of the condition's operands
	audited []segmentLine // of the audit line's operands
	blank   *Alert        // what is the same in every bucket and segment
	env     condition.Env // reused from bucket to bucket
}

// instances are the numbers of a rule over the buckets from (inclusive) to until (exclusive).
func (c *courses) instances(rule *alertRule, x okr.Subject, locale string, from, until series.Bucket) ([]instance, error) {
	grain := rule.grainOf(x.Metric)
	back := max(rule.condition.History(), series.AnomalyWindow, yearOf(grain)) + 1
	sp := span{grain, from - series.Bucket(back), until}
	var segment map[string]string
	if x.KeyResult != nil {
		segment = x.KeyResult.Segment
	}
	all, err := c.of(x.Metric, sp, rule.GroupBy, segment)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 && len(rule.GroupBy) == 0 {
		all = []course{{segmentLine: c.loaded(emptyLine(sp), nil)}}
	}
	blank := c.blank(rule, x, locale)
	result := make([]instance, len(all))
	for i := range all {
		if err := c.ctx.Err(); err != nil {
			return nil, err
		}
		in := &result[i]
		*in = instance{courses: c, course: all[i], rule: rule, subject: x, locale: locale, grain: grain, blank: &blank}
		if in.others, err = in.operandLines(&rule.condition, sp); err != nil {
			return nil, err
		}
		if rule.audit != nil {
			if in.audited, err = in.operandLines(rule.audit, sp); err != nil {
				return nil, err
			}
		}
	}
	return result, nil
}

// grainOf is the grain at which a rule looks at a metric.
func (r *alertRule) grainOf(m *okr.Metric) okr.Grain {
	if r.Grain == okr.GrainUnknown {
		return m.ReviewGrain()
	}
	return r.Grain
}

// yearOf is how many buckets back the same time of last year is.
func yearOf(g okr.Grain) int {
	switch g {
	case okr.Hour:
		return 364*24 + 1
	case okr.Day:
		return 364
	case okr.Month:
		return 12
	case okr.Quarter:
		return 4
	case okr.Week, okr.GrainUnknown:
	}
	return 52
}

// operandLines are the courses of the metrics that a condition names, in this instance's segment and that of its key
// result, as far as they have it.
func (in *instance) operandLines(c *alertCondition, sp span) ([]segmentLine, error) {
	if len(c.operands) == 0 {
		return nil, nil
	}
	by, labels := in.rule.GroupBy, in.labels
	if kr := in.subject.KeyResult; kr != nil && len(kr.Segment) > 0 {
		by, labels = slices.Concat(by, slices.Collect(maps.Keys(kr.Segment))), maps.Clone(kr.Segment)
		maps.Copy(labels, in.labels)
	}
	lines := make([]segmentLine, len(c.operands))
	for i, o := range c.operands {
		grain := cmp.Or(o.Grain, in.grain)
		if o.Metric == in.subject.Metric.Name && grain == in.grain {
			lines[i] = in.segmentLine
			continue
		}
		m, ok := in.catalog.Metric(o.Metric)
		if !ok {
			return nil, query.Errorf("rules", "alert rule %s names metric %s, which is not in the catalog", in.rule.Name, o.Metric)
		}
		there := sp
		if grain != in.grain {
			there = span{
				grain: grain,
				from:  in.calendar.OnDate(grain, in.calendar.StartDate(in.grain, sp.from)),
				until: in.calendar.OnDate(grain, in.calendar.StartDate(in.grain, sp.until)) + 1,
			}
		}
		var err error
		if lines[i], err = in.beside(m, there, by, labels); err != nil {
			return nil, err
		}
	}
	return lines, nil
}

// look fills in what a condition sees at the end of a bucket, and evaluates at the given time.
func (in *instance) look(c *alertCondition, operands []segmentLine, b series.Bucket, now time.Time) (*condition.Env, error) {
	e, nan := &in.env, math.NaN()
	*e = condition.Env{
		Metric: in.subject.Metric.Name, Grain: in.grain, Bucket: in.calendar.Start(in.grain, b), Now: now,
		WoW: nan, MoM: nan, YoY: nan, Baseline: nan, Target: nan, Attainment: nan, Pace: nan, Z: nan, Jump: nan,
		Sample: nan, StaleDays: nan, Operands: e.Operands[:0],
	}
	in.measure(e, c, b)
	for i, o := range c.operands {
		e.Operands = append(e.Operands, in.operandValues(&operands[i], o, b))
	}
	for _, name := range c.variables {
		switch name {
		case "z":
			e.Z = in.unusual(b).Score
		case "jump":
			e.Jump = series.Jump(in.usual(b), e.Value)
		case "stale_days":
			e.StaleDays = in.staleDays(now)
		}
	}
	if in.subject.Metric.Type.HasSample() {
		e.Sample = in.SampleAt(b)
	}
	if c.judged() {
		return e, in.judge(e, b, nil)
	}
	return e, nil
}

// operandValues are a metric's values at the end of each of the rule's buckets up to b: where its own buckets are longer,
// those of the newest one that was over by then.
func (in *instance) operandValues(line *segmentLine, o condition.Operand, b series.Bucket) []float64 {
	first := b - series.Bucket(o.Buckets) + 1
	if line.Grain == in.grain {
		return line.Window(first, b+1)
	}
	values := make([]float64, 0, o.Buckets)
	for h := first; h <= b; h++ {
		values = append(values, line.At(in.newest(line, h)))
	}
	return values
}

// changes are the variables that compare with an earlier time.
var changes = map[string]series.Comparison{"wow": series.WeekAgo, "mom": series.MonthAgo, "yoy": series.YearAgo}

// measure fills in what a condition reads of the course of the rule's own metric.
func (in *instance) measure(e *condition.Env, c *alertCondition, b series.Bucket) {
	e.Value, e.History = in.At(b), in.Window(b-series.Bucket(c.History()), b)
	for _, name := range c.variables {
		comparison, ok := changes[name]
		if !ok {
			continue
		}
		if then, ok := series.Back(in.calendar, in.grain, b, comparison); ok {
			*changeIn(e, comparison) = okr.Change(e.Value, in.At(then))
		}
	}
}

// changeIn is where a condition reads a change.
func changeIn(e *condition.Env, c series.Comparison) *float64 {
	switch c {
	case series.MonthAgo:
		return &e.MoM
	case series.YearAgo:
		return &e.YoY
	case series.Previous, series.WeekAgo:
	}
	return &e.WoW
}

func (in *instance) unusual(b series.Bucket) series.Z { return series.ModifiedZ(in.usual(b), in.At(b)) }

// usual are the values that those of a bucket are compared with to find unusual ones.
func (in *instance) usual(b series.Bucket) []float64 { return in.Window(b-series.AnomalyWindow, b) }

// lastComplete is the newest bucket that is complete in everything that the condition compares bucket by bucket, where another
// is the newest that is over.
func (in *instance) lastComplete(over series.Bucket) series.Bucket {
	last := in.segmentLine.lastComplete(over)
	for _, lines := range [][]segmentLine{in.others, in.audited} {
		for i := range lines {
			if lines[i].Grain == in.grain {
				last = min(last, lines[i].lastComplete(over))
			}
		}
	}
	return last
}

// staleDays counts the days that the facts are late at the end of the newest bucket that was over by then.
func (in *instance) staleDays(now time.Time) float64 {
	over := in.calendar.LastComplete(in.grain, now)
	newest, ok := in.newestLoaded(over)
	if !ok {
		return math.NaN()
	}
	return in.lateDays(&in.segmentLine, newest, over)
}

// judge fills in what the number is measured against at the end of a bucket, just as a scorecard of that time shows it.
// supposed is the value to judge instead of the one that is known, or nil.
func (in *instance) judge(e *condition.Env, b series.Bucket, supposed *float64) error {
	filters, err := labelFilters(in.labels)
	if err != nil {
		return err
	}
	end := in.calendar.StartDate(in.grain, b+1)
	facts := in.numbers
	if len(in.labels) > 0 && len(in.labels) == len(in.rule.GroupBy) {
		if facts, err = in.part(in.subject.Metric, in.rule.GroupBy, in.Segment); err != nil {
			return err
		}
	}
	ev := &evaluator{numbers: facts, moments: map[momentKey]*moment{}, supposed: supposed, request: request{
		grain: in.grain, filters: filters, at: in.calendar.Start(in.grain, b+1), today: end, locale: in.locale,
	}}
	it := item{role: query.RoleMetric, metric: in.subject.Metric, kpi: in.subject.KPI}
	if in.subject.KeyResult != nil {
		it.role, it.objective, it.keyResult = query.RoleKeyResult, in.subject.Objective, in.subject.KeyResult
		ev.period, _ = in.catalog.Period(in.subject.Objective.Period)
	} else {
		ev.period, _ = in.catalog.PeriodAt(end)
	}
	row, err := ev.row(it)
	e.Baseline, e.Target, e.Attainment, e.Pace, e.Status = row.Baseline, row.Target, row.Attainment, row.Pace, row.Status
	return err
}
