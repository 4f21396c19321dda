package alert

import (
	"cmp"
	"context"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/northstar/okrkpi/pkg/condition"
	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
	"github.com/northstar/okrkpi/pkg/series"
)

// instance is one rule for one subject and segment, with the lines that its condition reads.
type instance struct {
	lines   *lines
	line    engine.SegmentLine // of the subject
	labels  map[string]string  // of the line's segment
	rule    *engine.Rule
	subject okr.Subject
	locale  string
	grain   okr.Grain
	others  []engine.SegmentLine // of the condition's operands
	audited []engine.SegmentLine // of the operands of the audit expression
	blank   *Alert               // the same for all buckets and segments
	env     condition.Env        // reused from bucket to bucket
}

// instances returns the instances of a rule and a subject over the buckets in [from, until), one for each segment.
func (l *lines) instances(ctx context.Context, rule *engine.Rule, s okr.Subject, locale string, from, until series.Bucket,
) ([]instance, error) {
	grain := grainOf(rule, s.Metric)
	sp := engine.Span{Grain: grain, From: from - series.Bucket(linesBack(rule, grain)+1), Until: until}
	var segment map[string]string
	if s.KeyResult != nil {
		segment = s.KeyResult.Segment
	}
	all, err := l.get(s.Metric, sp, rule.GroupBy, segment)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 && len(rule.GroupBy) == 0 {
		all = []segmentLine{{line: l.facts.NoLine(sp)}}
	}
	blank := blankAlert(l.facts.Catalog(), rule, s, locale)
	result := make([]instance, len(all))
	for i := range all {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		in := &result[i]
		*in = instance{
			lines: l, line: all[i].line, labels: all[i].labels,
			rule: rule, subject: s, locale: locale, grain: grain, blank: &blank,
		}
		if in.others, err = in.operandLines(rule.Condition, sp); err != nil {
			return nil, err
		}
		if rule.AuditCondition != nil {
			if in.audited, err = in.operandLines(rule.AuditCondition, sp); err != nil {
				return nil, err
			}
		}
	}
	return result, nil
}

// operandLines returns the lines of the metrics that a condition names. Each is in the segment of this instance and of its key result, as
// far as the operand has these segments.
func (in *instance) operandLines(c *condition.Condition, sp engine.Span) ([]engine.SegmentLine, error) {
	if len(c.Operands()) == 0 {
		return nil, nil
	}
	by, labels := in.rule.GroupBy, in.labels
	if kr := in.subject.KeyResult; kr != nil && len(kr.Segment) > 0 {
		by, labels = slices.Concat(by, slices.Collect(maps.Keys(kr.Segment))), maps.Clone(kr.Segment)
		maps.Copy(labels, in.labels)
	}
	lines := make([]engine.SegmentLine, len(c.Operands()))
	for i, o := range c.Operands() {
		grain := cmp.Or(o.Grain, in.grain)
		if o.Metric == in.subject.Metric.Name && grain == in.grain {
			lines[i] = in.line
			continue
		}
		m, ok := in.lines.catalog.Metric(o.Metric)
		if !ok {
			return nil, query.Errorf("rules", "alert rule %s names metric %s, which is not in the catalog", in.rule.Name, o.Metric)
		}
		there := sp
		if grain != in.grain {
			there = engine.Span{
				Grain: grain,
				From:  in.lines.calendar.OnDate(grain, in.lines.calendar.StartDate(in.grain, sp.From)),
				Until: in.lines.calendar.OnDate(grain, in.lines.calendar.StartDate(in.grain, sp.Until)) + 1,
			}
		}
		var err error
		if lines[i], err = in.lines.other(m, there, by, labels); err != nil {
			return nil, err
		}
	}
	return lines, nil
}

// look fills in what a condition reads at the end of bucket b. now is the time from which the age of the facts is counted. The result is
// valid until the next call.
func (in *instance) look(c *condition.Condition, operands []engine.SegmentLine, b series.Bucket, now time.Time) (*condition.Env, error) {
	e, nan := &in.env, math.NaN()
	*e = condition.Env{
		Metric: in.subject.Metric.Name, Grain: in.grain, Bucket: in.lines.calendar.Start(in.grain, b), Now: now,
		WoW: nan, MoM: nan, YoY: nan, Baseline: nan, Target: nan, Attainment: nan, Pace: nan, Z: nan, Jump: nan,
		Sample: nan, StaleDays: nan, Operands: e.Operands[:0],
	}
	in.measure(e, c, b)
	for i, o := range c.Operands() {
		e.Operands = append(e.Operands, in.operandValues(&operands[i], o, b))
	}
	for _, name := range c.Variables() {
		switch name {
		case "z":
			e.Z = in.unusual(b).Score
		case "jump":
			e.Jump = series.Jump(in.history(b), e.Value)
		case "stale_days":
			e.StaleDays = in.staleDays(now)
		}
	}
	if in.subject.Metric.Type.HasSample() {
		e.Sample = in.line.SampleAt(b)
	}
	if judges(c) {
		return e, in.judge(e, b, nil)
	}
	return e, nil
}

// operandValues returns an operand's values at the end of each of the rule's buckets up to b. If the operand's buckets are longer, these
// are the values of its newest bucket that was complete by then.
func (in *instance) operandValues(line *engine.SegmentLine, o condition.Operand, b series.Bucket) []float64 {
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

// measure fills in what a condition reads of the subject's own line.
func (in *instance) measure(e *condition.Env, c *condition.Condition, b series.Bucket) {
	e.Value, e.History = in.line.At(b), in.line.Window(b-series.Bucket(c.History()), b)
	for _, name := range c.Variables() {
		comparison, ok := changes[name]
		if !ok {
			continue
		}
		if then, ok := series.Back(in.lines.calendar, in.grain, b, comparison); ok {
			*changeIn(e, comparison) = okr.Change(e.Value, in.line.At(then))
		}
	}
}

// changeIn returns the field of a change.
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

func (in *instance) unusual(b series.Bucket) series.Z {
	return series.ModifiedZ(in.history(b), in.line.At(b))
}

// history returns the values before bucket b that its value is compared with to find unusual ones.
func (in *instance) history(b series.Bucket) []float64 {
	return in.line.Window(b-series.AnomalyWindow, b)
}

// lastComplete returns the newest bucket in which all lines of the rule's grain are complete. over is the newest ended bucket.
func (in *instance) lastComplete(over series.Bucket) series.Bucket {
	last := in.line.LastComplete(over)
	for _, lines := range [][]engine.SegmentLine{in.others, in.audited} {
		for i := range lines {
			if lines[i].Grain == in.grain {
				last = min(last, lines[i].LastComplete(over))
			}
		}
	}
	return last
}

// staleDays returns by how many days the facts are late at the end of the newest bucket that had ended by now, NaN without facts.
func (in *instance) staleDays(now time.Time) float64 {
	over := in.lines.calendar.LastComplete(in.grain, now)
	newest, ok := in.line.NewestLoaded(over)
	if !ok {
		return math.NaN()
	}
	return in.lines.facts.LateDays(&in.line, newest, over)
}

// judge fills in baseline, target, attainment, pace and status at the end of a bucket, as a scorecard of that time has them. supposed is
// the value to judge instead of the observed one, nil for the observed one.
func (in *instance) judge(e *condition.Env, b series.Bucket, supposed *float64) error {
	facts := in.lines.facts
	if len(in.labels) > 0 && len(in.labels) == len(in.rule.GroupBy) {
		var err error
		if facts, err = in.lines.part(in.subject.Metric, in.rule.GroupBy, in.line.Segment); err != nil {
			return err
		}
	}
	row, err := facts.Judge(in.subject, engine.BucketEnd{
		Grain: in.grain, Bucket: b, Segment: in.labels, Locale: in.locale, Supposed: supposed,
	})
	e.Baseline, e.Target, e.Attainment, e.Pace, e.Status = row.Baseline, row.Target, row.Attainment, row.Pace, row.Status
	return err
}

// incomplete returns which line that the condition compares is half-loaded in a bucket, "" if none is.
func (in *instance) incomplete(b series.Bucket) string {
	reason := in.lines.facts.Incomplete(in.subject.Metric, &in.line, b, in.locale)
	for _, lines := range [][]engine.SegmentLine{in.others, in.audited} {
		for i := range lines {
			if reason == "" && lines[i].Grain == in.grain {
				reason = in.lines.facts.Incomplete(in.subject.Metric, &lines[i], b, in.locale)
			}
		}
	}
	return reason
}
