package postgres

import (
	"encoding/binary"
	"fmt"
	"iter"
	"math"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// sourceRows combines the rows of a statement into facts.
type sourceRows struct {
	metric      okr.Metric
	calendar    series.Calendar
	first, last series.Bucket
	limits      sourceLimits

	rows, incomplete, outside int64

	found     map[sourceKey]int32 // index in list
	list      []sourceFact
	byValues  map[string]int32 // index in segments, by the values as they came, so that each is read once
	bySegment map[series.Segment]int32
	segments  []series.Segment
	labels    int // bytes of all labels, as they came and normalised
	scratch   []byte
}

type sourceKey struct {
	bucket  series.Bucket
	segment int32 // index in segments
}

type sourceFact struct {
	num, den float64
	moment   int64 // microseconds of the time column
}

func newSourceRows(m okr.Metric, cal series.Calendar, first, last series.Bucket, limits sourceLimits) *sourceRows {
	return &sourceRows{
		metric: m, calendar: cal, first: first, last: last, limits: limits,
		found: map[sourceKey]int32{}, byValues: map[string]int32{}, bySegment: map[series.Segment]int32{"": 0},
		segments: []series.Segment{""},
	}
}

// add adds a row in binary form: time, numbers, segments. nil is NULL.
func (s *sourceRows) add(c sourceColumns, values [][]byte) error {
	if s.rows++; s.rows > s.limits.rows {
		return &LimitError{Metric: s.metric.Name, What: fmt.Sprintf("gives more than %d rows", s.limits.rows), Fix: s.group()}
	}
	numbers := values[1 : 1+len(c.numbers)]
	for _, n := range numbers {
		if n == nil {
			s.incomplete++
			return nil
		}
	}
	at, err := s.place(c.timeType, values[0])
	if err != nil {
		return err
	}
	if at.bucket < s.first || at.bucket > s.last {
		s.outside++
		return nil
	}
	row := sourceFact{num: floatAt(numbers[0]), den: 1, moment: at.moment}
	if len(numbers) == 2 {
		row.den = floatAt(numbers[1])
	}
	if math.IsNaN(row.num) || math.IsInf(row.num, 0) || !(row.den >= 0) || math.IsInf(row.den, 0) {
		return s.bad("a row of %s has the numbers %v and %v: want finite ones and a denominator of 0 or more",
			at.text, row.num, row.den)
	}
	segment, err := s.segment(c.segments, values[1+len(c.numbers):], at)
	if err != nil {
		return err
	}
	return s.combine(sourceKey{at.bucket, segment}, row, at)
}

// combine adds a row to the fact of the same bucket and segment.
func (s *sourceRows) combine(key sourceKey, row sourceFact, at placed) error {
	place, known := s.found[key]
	var old *sourceFact
	if known {
		old = &s.list[place]
	}
	switch {
	case !s.metric.Type.Additive() && !at.exact:
		return s.bad("a row of type %v has the time %s, which is inside a bucket: give the start of its %v, %s",
			s.metric.Type, at.text, s.metric.Grain, s.startText(key.bucket))
	case !s.metric.Type.Additive() && old != nil:
		return s.bad("there are two rows for %s %s, and values of type %v cannot be combined",
			s.startText(key.bucket), s.segments[key.segment], s.metric.Type)
	case !known && len(s.found) == s.limits.facts:
		return &LimitError{Metric: s.metric.Name, What: fmt.Sprintf("gives more than %d facts", s.limits.facts), Fix: s.group()}
	case !known:
		s.found[key] = int32(len(s.list))
		s.list = append(s.list, row)
	case s.metric.Type == okr.Last && row.moment > old.moment:
		*old = row
	case s.metric.Type == okr.Last && row.moment < old.moment:
	default:
		old.num += row.num
		old.den += row.den
	}
	return nil
}

// placed is the bucket of a row.
type placed struct {
	bucket series.Bucket
	exact  bool // the time is the start of the bucket
	moment int64
	text   string // for messages
}

func (s *sourceRows) place(timeType uint32, value []byte) (placed, error) {
	if value == nil {
		return placed{}, s.bad("a row has no time")
	}
	g, cal := s.metric.Grain, s.calendar
	if timeType == pgtype.DateOID {
		days := int32(binary.BigEndian.Uint32(value))
		if days == math.MaxInt32 || days == math.MinInt32 {
			return placed{}, s.bad("a row has an infinite time")
		}
		t := stampFromWire(0).AddDate(0, 0, int(days))
		b := cal.OnDate(g, okr.DateOf(t))
		exact := g == okr.Hour || cal.StartDate(g, b) == okr.DateOf(t)
		return placed{b, exact, t.UnixMicro(), t.Format(time.DateOnly)}, nil
	}
	wire := int64(binary.BigEndian.Uint64(value))
	if wire == math.MaxInt64 || wire == math.MinInt64 {
		return placed{}, s.bad("a row has an infinite time")
	}
	t := stampFromWire(wire)
	if timeType == pgtype.TimestamptzOID {
		b := cal.At(g, t)
		return placed{b, cal.Start(g, b).Equal(t), t.UnixMicro(), t.In(cal.Location()).Format(time.RFC3339)}, nil
	}
	return s.placeCivil(t), nil
}

// placeCivil places a time without zone, which is the wall clock in the zone of the organisation.
func (s *sourceRows) placeCivil(t time.Time) placed {
	g, cal := s.metric.Grain, s.calendar
	at := placed{moment: t.UnixMicro(), text: t.Format("2006-01-02 15:04:05.999999")}
	if g == okr.Hour {
		y, m, d := t.Date()
		at.bucket = cal.At(g, time.Date(y, m, d, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), cal.Location()))
		at.exact = t.Truncate(time.Hour).Equal(t)
		return at
	}
	at.bucket = cal.OnDate(g, okr.DateOf(t))
	at.exact = t.Equal(cal.StartDate(g, at.bucket).UTC())
	return at
}

func (s *sourceRows) startText(b series.Bucket) string {
	if s.metric.Grain == okr.Hour {
		return s.calendar.Start(s.metric.Grain, b).Format(time.RFC3339)
	}
	return s.calendar.StartDate(s.metric.Grain, b).UTC().Format(time.DateOnly)
}

// segment reads the labels of a row and returns their index in segments. NULL and empty text are no label.
func (s *sourceRows) segment(names []string, values [][]byte, at placed) (place int32, err error) {
	if len(names) == 0 {
		return 0, nil
	}
	s.scratch = s.scratch[:0]
	for _, v := range values {
		s.scratch = binary.AppendUvarint(s.scratch, uint64(len(v)))
		s.scratch = append(s.scratch, v...)
	}
	if known, ok := s.byValues[string(s.scratch)]; ok {
		return known, nil
	}
	labels := make(map[string]string, len(names))
	for i, name := range names {
		if len(values[i]) > maxSourceLabel && utf8.RuneCount(values[i]) > maxSourceLabel {
			return 0, s.bad("the row of %s has in %q the label %s, which has more than %d characters: a label has at most %d bytes",
				at.text, name, okr.Quote(string(values[i])), maxSourceLabel, series.MaxLabel)
		}
		label, err := series.NormalLabel(string(values[i]))
		if err != nil {
			return 0, s.bad("the row of %s has in %q the label %s, which %v", at.text, name, okr.Quote(string(values[i])), err)
		}
		if label == series.WholeLabel {
			return 0, s.bad("the row of %s has in %q the label *, which stands for all labels together: give it another name, or "+
				"leave such rows out", at.text, name)
		}
		labels[name] = label
	}
	segment := series.SegmentOf(labels)
	place, known := s.bySegment[segment]
	if !known {
		place = int32(len(s.segments))
		s.segments = append(s.segments, segment)
		s.bySegment[segment] = place
		s.labels += len(segment)
	}
	s.byValues[string(s.scratch)] = place
	if s.labels += len(s.scratch) + labelsCost; s.labels > s.limits.labels {
		return 0, &LimitError{
			Metric: s.metric.Name, What: fmt.Sprintf("gives different labels of more than %d bytes together (row %d)", s.limits.labels, s.rows),
			Fix: "segments are for a few thousand groups: leave out what names single things, such as ids",
		}
	}
	return place, nil
}

// combined yields the combined facts, in no order.
func (s *sourceRows) combined() iter.Seq2[series.Fact, error] {
	return func(yield func(series.Fact, error) bool) {
		for key, place := range s.found {
			f := s.list[place]
			fact := series.Fact{
				Metric: s.metric.Name, Grain: s.metric.Grain, Bucket: key.bucket, Segment: s.segments[key.segment], Num: f.num, Den: f.den,
			}
			if !yield(fact, nil) {
				return
			}
		}
	}
}

func (s *sourceRows) bad(format string, args ...any) error {
	return &SourceError{s.metric.Name, fmt.Sprintf("its statement gives a wrong row: %s (row %d)", fmt.Sprintf(format, args...), s.rows)}
}
