package alert

import (
	"math"
	"slices"

	"github.com/northstar/okrkpi/pkg/condition"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// doubt is a number that a condition reads and whose true value may be anything from low to high.
type doubt struct {
	number    *float64
	low, high float64
	words     func() string // the reason for silencing an alert that depends on the number
}

// supposition evaluates a condition with other numbers than the observed ones.
type supposition struct {
	*instance
	bucket series.Bucket
	env    condition.Env
	known  condition.Env // the observed numbers
}

// unsure returns why the condition is not certain to hold, or "" if it is. It makes these tests:
//
//  1. Where the value is a share with few observations, the condition must hold at both ends of the 95 % interval (Wilson) of the true
//     share.
//  2. Every other uncertain number is moved to both ends of its own interval, one number at a time, with the value at both ends of its
//     interval. To be wrong here takes two errors at once. Both intervals are therefore narrower by √2, which gives the difference 95 %.
//  3. A change from bucket to bucket counts as observed if it is certain that there is one: the 99 % interval of the difference
//     (Newcombe) does not contain zero. Otherwise it is NaN.
func (in *instance) unsure(env *condition.Env, b series.Bucket) (string, error) {
	s := supposition{instance: in, bucket: b, known: *env}
	s.env = s.known
	s.env.History = slices.Clone(env.History)
	s.env.Operands = slices.Clone(env.Operands)
	for i, values := range env.Operands {
		s.env.Operands[i] = slices.Clone(values)
	}
	doubts := slices.Concat(s.earlierDoubts(), s.changeDoubts(), s.operandDoubts())
	few := in.fewAt(b)
	if in.countsChanges() {
		s.env.Changes = in.sureChanges(b)
	}
	if !few && len(doubts) == 0 && s.env.Changes == nil {
		return "", nil
	}
	if s.env.Changes != nil && !s.holds() {
		return in.chance(b-1, b), nil
	}
	values := []float64{env.Value}
	if few {
		low, high := in.interval(in.line.Line, b, series.Z95)
		for _, end := range [...]float64{low, high} {
			if err := s.suppose(end); err != nil {
				return "", err
			}
			if !s.holds() {
				m := in.subject.Metric
				return unsureText.Format(in.locale, okr.FormatValue(in.line.SampleAt(b), "", nil),
					okr.FormatValue(low, m.Unit, m.Decimals), okr.FormatValue(high, m.Unit, m.Decimals)), nil
			}
		}
		low, high = in.interval(in.line.Line, b, series.Z95/math.Sqrt2)
		values = []float64{low, high}
	}
	return s.brokenBy(values, doubts)
}

// brokenBy returns the reason of the first doubt for which the condition may not hold, or "". It tests every doubt with each of the given
// values.
func (s *supposition) brokenBy(values []float64, doubts []doubt) (string, error) {
	if len(doubts) == 0 {
		return "", nil
	}
	for _, value := range values {
		if err := s.suppose(value); err != nil {
			return "", err
		}
		for _, d := range doubts {
			known := *d.number
			for _, end := range []float64{d.low, d.high} {
				if *d.number = end; !s.holds() {
					return d.words(), nil
				}
			}
			*d.number = known
		}
	}
	return "", nil
}

// suppose replaces the value, and recomputes attainment, pace and status for it if the condition reads them.
func (s *supposition) suppose(value float64) error {
	s.env.Value = value
	if value != s.known.Value && judges(s.rule.Condition) {
		supposed := value // a copy: with &value every call would allocate, even if nothing is judged
		return s.judge(&s.env, s.bucket, &supposed)
	}
	s.env.Attainment, s.env.Pace, s.env.Status = s.known.Attainment, s.known.Pace, s.known.Status
	return nil
}

func (s *supposition) holds() bool { return s.rule.Condition.Eval(&s.env).State == condition.True }

// earlierDoubts returns the doubts about earlier values with few observations.
func (s *supposition) earlierDoubts() []doubt {
	var result []doubt
	first := s.bucket - series.Bucket(len(s.env.History))
	for i := range s.env.History {
		b := first + series.Bucket(i)
		if !s.fewAt(b) {
			continue
		}
		low, high := s.interval(s.line.Line, b, series.Z95/math.Sqrt2)
		result = append(result, doubt{&s.env.History[i], low, high, func() string {
			return unsureBeforeText.Format(s.locale, s.lines.calendar.StartDate(s.grain, b), okr.FormatValue(s.line.SampleAt(b), "", nil))
		}})
	}
	return result
}

// changeDoubts returns the doubts about wow, mom and yoy where the change may be chance.
func (s *supposition) changeDoubts() []doubt {
	if s.minSample() == 0 || s.subject.Metric.Type != okr.Ratio {
		return nil
	}
	var result []doubt
	for _, name := range s.rule.Condition.Variables() {
		c, ok := changes[name]
		if !ok {
			continue
		}
		then, ok := series.Back(s.lines.calendar, s.grain, s.bucket, c)
		if !ok {
			continue
		}
		before := s.line.At(then)
		low, high := s.difference(then, s.bucket)
		if before > 0 && low <= 0 && high >= 0 {
			result = append(result, doubt{changeIn(&s.env, c), low / before, high / before, func() string {
				return s.chance(then, s.bucket)
			}})
		}
	}
	return result
}

// operandDoubts returns the doubts about operands that are shares with few observations.
func (s *supposition) operandDoubts() []doubt {
	var result []doubt
	for i, o := range s.rule.Condition.Operands() {
		m, ok := s.lines.catalog.Metric(o.Metric)
		if !ok || m.Type != okr.Ratio || m.MinSample == 0 || m == s.subject.Metric && s.others[i].Grain == s.grain {
			continue
		}
		line := &s.others[i]
		newest := s.newest(line, s.bucket)
		if n := line.SampleAt(newest); okr.Below(n, m.MinSample) {
			low, high := s.interval(line.Line, newest, series.Z95/math.Sqrt2)
			values := s.env.Operands[i]
			result = append(result, doubt{&values[len(values)-1], low, high, func() string {
				return unsureOtherText.Format(s.locale, m.Label(s.locale), okr.FormatValue(n, "", nil))
			}})
		}
	}
	return result
}

// fewAt reports whether a share has fewer observations in bucket b than minSample.
func (in *instance) fewAt(b series.Bucket) bool {
	return in.subject.Metric.Type == okr.Ratio && okr.Below(in.line.SampleAt(b), in.minSample())
}

// countsChanges reports whether the condition reads changes from bucket to bucket, and the metric is a share with a minimum of
// observations.
func (in *instance) countsChanges() bool {
	return in.rule.Condition.Changes() && in.minSample() > 0 && in.subject.Metric.Type == okr.Ratio
}

// sureChanges returns the changes from bucket to bucket up to b that the condition reads. A change that may be chance is NaN.
func (in *instance) sureChanges(b series.Bucket) []float64 {
	result := make([]float64, max(in.rule.Condition.History(), 1))
	for i := range result {
		h := b - series.Bucket(len(result)-1-i)
		result[i] = okr.Change(in.line.At(h), in.line.At(h-1))
		if low, high := in.difference(h-1, h); low <= 0 && high >= 0 {
			result[i] = math.NaN()
		}
	}
	return result
}

// difference returns the 99 % interval of the difference between the true shares of two buckets, NaN if it is unknown.
func (in *instance) difference(then, now series.Bucket) (low, high float64) {
	if in.line.Num == nil || min(then, now) < in.line.First || max(then, now) >= in.line.Until() {
		return math.NaN(), math.NaN()
	}
	then, now = then-in.line.First, now-in.line.First
	return series.Newcombe(in.line.Num[then], in.line.Den[then], in.line.Num[now], in.line.Den[now], series.Z99)
}

// interval returns the interval of the true share of a bucket, NaN if it is unknown. z is the quantile of the normal distribution.
func (*instance) interval(l series.Line, b series.Bucket, z float64) (low, high float64) {
	if l.Num == nil || b < l.First || b >= l.Until() {
		return math.NaN(), math.NaN()
	}
	return series.Wilson(l.Num[b-l.First], l.Den[b-l.First], z)
}

// chance returns the reason that the values of two buckets may differ by chance alone.
func (in *instance) chance(then, now series.Bucket) string {
	m := in.subject.Metric
	return chanceText.Format(in.locale, okr.FormatValue(in.line.At(then), m.Unit, m.Decimals),
		okr.FormatValue(in.line.At(now), m.Unit, m.Decimals),
		okr.FormatValue(in.line.SampleAt(then), "", nil), okr.FormatValue(in.line.SampleAt(now), "", nil))
}
