package engine

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/northstar/okrkpi/pkg/condition"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// instance is one rule for one number, with the courses that its condition looks at.
type instance struct {
	*numbers
	rule    *alertRule
	subject okr.Subject
	segment series.Segment
	locale  string
	grain   okr.Grain
	line    series.Line   // of the subject's metric
	others  []series.Line // of the condition's operands
	audited []series.Line // of the audit line's operands
	env     condition.Env // reused from bucket to bucket
}

// instances are the numbers of a rule over the buckets from (inclusive) to until (exclusive).
func (n *numbers) instances(rule *alertRule, x okr.Subject, locale string, from, until series.Bucket) ([]*instance, error) {
	grain := rule.grainOf(x.Metric)
	filters, err := segmentFilters(x.KeyResult)
	if err != nil {
		return nil, err
	}
	back := max(rule.condition.History(), series.AnomalyWindow, yearOf(grain)) + 1
	sp := span{grain, from - series.Bucket(back), until}
	groups, err := n.lines(x.Metric, sp, rule.GroupBy, filters)
	if err != nil {
		return nil, err
	}
	if len(groups) == 0 && len(rule.GroupBy) == 0 {
		groups = []segmentLine{{Line: emptyLine(sp)}}
	}
	result := make([]*instance, len(groups))
	for i, g := range groups {
		in := &instance{numbers: n, rule: rule, subject: x, segment: g.Segment, locale: locale, grain: grain, line: g.Line}
		if in.others, err = in.operandLines(rule.condition, sp); err != nil {
			return nil, err
		}
		if rule.audit != nil {
			if in.audited, err = in.operandLines(rule.audit, sp); err != nil {
				return nil, err
			}
		}
		result[i] = in
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

func segmentFilters(kr *okr.KeyResult) ([]series.Filter, error) {
	if kr == nil {
		return nil, nil
	}
	return labelFilters(kr.Segment)
}

// labelFilters chooses exactly the given segment.
func labelFilters(labels map[string]string) ([]series.Filter, error) {
	var filters []series.Filter
	for key, value := range labels {
		f, err := series.NewFilter(key, "=", value)
		if err != nil {
			return nil, err
		}
		filters = append(filters, f)
	}
	return filters, nil
}

// operandLines are the courses of the metrics that a condition names, in this instance's segment where they have it.
func (in *instance) operandLines(c *condition.Condition, sp span) ([]series.Line, error) {
	operands := c.Operands()
	lines := make([]series.Line, len(operands))
	for i, o := range operands {
		grain := cmp.Or(o.Grain, in.grain)
		if o.Metric == in.subject.Metric.Name && grain == in.grain {
			lines[i] = in.line
			continue
		}
		m, ok := in.catalog.Metric(o.Metric)
		if !ok {
			return nil, badQuery("rules", "alert rule %s names metric %s, which is not in the catalog", in.rule.Name, o.Metric)
		}
		labels := in.segment.Labels()
		maps.DeleteFunc(labels, func(key, _ string) bool { return !slices.Contains(m.Segments, key) })
		filters, err := labelFilters(labels)
		if err != nil {
			return nil, err
		}
		first := in.calendar.OnDate(grain, in.calendar.StartDate(in.grain, sp.from))
		until := in.calendar.OnDate(grain, in.calendar.StartDate(in.grain, sp.until)) + 1
		line, err := in.numbers.line(m, span{grain, first, until}, filters)
		if err != nil {
			return nil, err
		}
		lines[i] = line
	}
	return lines, nil
}

// look fills in what a condition sees at the end of a bucket, and evaluates at the given time.
func (in *instance) look(c *condition.Condition, operands []series.Line, b series.Bucket, now time.Time,
) (*condition.Env, error) {
	e, nan := &in.env, math.NaN()
	value := in.line.At(b)
	*e = condition.Env{
		Metric: in.subject.Metric.Name, Grain: in.grain, Bucket: in.calendar.Start(in.grain, b), Now: now,
		Value: value, WoW: nan, MoM: nan, YoY: nan, Baseline: nan, Target: nan, Attainment: nan, Pace: nan, Z: nan,
		Sample: nan, StaleDays: nan, History: e.History[:0], Operands: e.Operands[:0],
	}
	for h := b - series.Bucket(c.History()); h < b; h++ {
		e.History = append(e.History, in.line.At(h))
	}
	for i, o := range c.Operands() {
		e.Operands = append(e.Operands, in.operandValues(operands[i], o, b))
	}
	judged := false
	for _, name := range c.Variables() {
		switch name {
		case "wow":
			e.WoW = in.change(b, series.WeekAgo)
		case "mom":
			e.MoM = in.change(b, series.MonthAgo)
		case "yoy":
			e.YoY = in.change(b, series.YearAgo)
		case "z":
			e.Z = in.unusual(b).Score
		case "stale_days":
			e.StaleDays = in.staleDays(b)
		case "baseline", "target", "attainment", "pace", "status":
			judged = true
		}
	}
	if in.subject.Metric.Type.HasSample() {
		e.Sample = in.line.SampleAt(b)
	}
	if judged {
		return e, in.judge(e, b)
	}
	return e, nil
}

// operandValues are a metric's values at the end of each of the rule's buckets up to b: where its own buckets are longer,
// those of the newest one that was over by then.
func (in *instance) operandValues(line series.Line, o condition.Operand, b series.Bucket) []float64 {
	values := make([]float64, 0, o.Buckets)
	for h := b - series.Bucket(o.Buckets) + 1; h <= b; h++ {
		at := h
		if line.Grain != in.grain {
			at = in.calendar.LastComplete(line.Grain, in.calendar.Start(in.grain, h+1))
		}
		values = append(values, line.At(at))
	}
	return values
}

func (in *instance) change(b series.Bucket, c series.Comparison) float64 {
	then, ok := series.Back(in.calendar, in.grain, b, c)
	if !ok {
		return math.NaN()
	}
	return change(in.line.At(b), in.line.At(then))
}

func (in *instance) unusual(b series.Bucket) series.Z {
	history := make([]float64, 0, series.AnomalyWindow)
	for h := b - series.AnomalyWindow; h < b; h++ {
		history = append(history, in.line.At(h))
	}
	return series.ModifiedZ(history, in.line.At(b))
}

// staleDays counts the days from the end of the newest bucket with a value to the end of b.
func (in *instance) staleDays(b series.Bucket) float64 {
	for h := b; h >= in.line.First; h-- {
		if !math.IsNaN(in.line.At(h)) {
			end, due := in.calendar.StartDate(in.grain, h+1), in.calendar.StartDate(in.grain, b+1)
			return float64(due.Days() - end.Days())
		}
	}
	return math.NaN()
}

// judge fills in what the number is measured against at the end of a bucket, just as a scorecard of that time shows it.
func (in *instance) judge(e *condition.Env, b series.Bucket) error {
	filters, err := labelFilters(in.segment.Labels())
	if err != nil {
		return err
	}
	end := in.calendar.StartDate(in.grain, b+1)
	ev := &evaluator{numbers: in.numbers, moments: map[momentKey]*moment{}, request: request{
		grain: in.grain, filters: filters, at: in.calendar.Start(in.grain, b+1), today: end, locale: in.locale,
	}}
	it := item{role: RoleMetric, metric: in.subject.Metric, kpi: in.subject.KPI}
	if in.subject.KeyResult != nil {
		it.role, it.objective, it.keyResult = RoleKeyResult, in.subject.Objective, in.subject.KeyResult
		ev.period, _ = in.catalog.Period(in.subject.Objective.Period)
	} else {
		ev.period, _ = in.catalog.PeriodAt(end)
	}
	row, err := ev.row(it)
	e.Baseline, e.Target, e.Attainment, e.Pace, e.Status = row.Baseline, row.Target, row.Attainment, row.Pace, row.Status
	return err
}
