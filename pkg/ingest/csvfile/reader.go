package csvfile

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// Reader reads facts from one CSV file.
type Reader struct {
	bounded     *bounded
	csv         *csv.Reader
	name        string
	foreignForm string // why the first line is no header, "" where it may be one
	catalog     *okr.Catalog
	columns     columns
	metrics     map[string]*metricReader
	times       timeReader
	seen        seen
	row         row
	repeats     int
	segments    int // that are remembered, of all metrics
	recordLine  int // of the row that was read last
	offset      int64
}

// row is the row that is being read.
type row struct {
	fields []string
	metric *metricReader
	grain  okr.Grain
}

// NewReader makes a reader of a file, which checks its facts against a catalog. The name is only used in errors.
func NewReader(r io.Reader, name string, c *okr.Catalog) *Reader {
	limit := &bounded{reader: r}
	buffered := bufio.NewReaderSize(limit, 1<<16)
	if bom, err := buffered.Peek(3); err == nil && string(bom) == "\ufeff" {
		_, _ = buffered.Discard(3) // cannot fail: the bytes are in the buffer
		limit.start = 3
	}
	start, _ := buffered.Peek(buffered.Buffered()) // cannot fail: the bytes are in the buffer
	reader := &Reader{
		bounded: limit, foreignForm: foreignForm(start), csv: csv.NewReader(buffered), name: name, catalog: c,
		metrics: map[string]*metricReader{},
		times:   newTimeReader(series.CalendarOf(c.Organization)), seen: newSeen(), recordLine: 1,
	}
	reader.csv.ReuseRecord = true
	reader.csv.FieldsPerRecord = -1
	return reader
}

// Read yields the facts of a file, as Reader.Facts does.
func Read(r io.Reader, name string, c *okr.Catalog) iter.Seq2[series.Fact, error] {
	return NewReader(r, name, c).Facts()
}

// Header is the names of the columns; nil until Facts has read a good header.
func (r *Reader) Header() []string { return slices.Clone(r.columns.names) }

// Line is the line on which the row begins that was read last, from 1.
func (r *Reader) Line() int {
	line, _ := r.csv.FieldPos(0)
	return line
}

// Repeated counts the facts so far whose metric, grain, bucket and segment were given before in the file. The last of them counts.
// all is false where the file is too large to find every one.
func (r *Reader) Repeated() (n int, all bool) { return r.repeats, !r.seen.full }

// Facts yields each row as a fact or as a *RowError, and continues after a bad row. It ends at a bad header, at a row that is too
// long (a *LimitError) and at an error of the file. It can be ranged over once.
func (r *Reader) Facts() iter.Seq2[series.Fact, error] {
	return func(yield func(series.Fact, error) bool) {
		if err := r.readHeader(); err != nil {
			yield(series.Fact{}, err)
			return
		}
		for {
			fields, err := r.nextRecord()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				bad := r.splitError(err)
				if !yield(series.Fact{}, bad) || !errors.As(bad, new(*RowError)) {
					return
				}
				continue
			}
			r.row = row{fields: fields}
			fact, failed := r.fact()
			if failed != nil {
				if !yield(series.Fact{}, failed) {
					return
				}
				continue
			}
			if !yield(fact, nil) {
				return
			}
		}
	}
}

// nextRecord splits the next row. The error is a *LimitError where it is too long.
func (r *Reader) nextRecord() ([]string, error) {
	fields, err := r.csv.Read()
	var parse *csv.ParseError
	switch {
	case errors.As(err, &parse):
		r.recordLine = parse.StartLine
	case err == nil:
		r.recordLine, _ = r.csv.FieldPos(0)
	}
	if r.bounded.ended {
		return nil, &LimitError{File: r.name, Line: r.recordLine, Reason: fmt.Sprintf("a row that begins here has more than %d bytes, which no "+
			"row of facts has: close a quotation mark, or see whether this is a CSV file", MaxRow)}
	}
	r.bounded.start += r.csv.InputOffset() - r.offset
	r.offset = r.csv.InputOffset()
	return fields, err
}

func (r *Reader) readHeader() error {
	record, err := r.nextRecord()
	if errors.Is(err, io.EOF) {
		return &RowError{File: r.name, Line: 1, Column: 1, Reason: "the file is empty: it begins with a header " +
			"such as metric,time,numerator,denominator"}
	}
	if err != nil {
		return r.formError(r.splitError(err))
	}
	known := map[string]bool{}
	var segments []string
	for i := range r.catalog.Metrics {
		for _, key := range r.catalog.Metrics[i].Segments {
			if !known[key] {
				known[key] = true
				segments = append(segments, key)
			}
		}
	}
	c, bad := newColumns(record, segments)
	if bad != nil {
		line, column := r.csv.FieldPos(bad.index)
		return r.formError(&RowError{File: r.name, Line: line, Column: column, Reason: bad.reason, Record: slices.Clone(record)})
	}
	r.columns = c
	return nil
}

// formError replaces an error of the header by one about the whole file, where that is in another form.
func (r *Reader) formError(err error) error {
	var (
		bad     *RowError
		tooLong *LimitError
	)
	if r.foreignForm != "" && (errors.As(err, &bad) || errors.As(err, &tooLong)) {
		return &RowError{File: r.name, Line: 1, Column: 1, Reason: r.foreignForm}
	}
	return err
}

// splitError explains a line that is not CSV, as a *RowError. After any other error the file cannot be read any further.
func (r *Reader) splitError(err error) error {
	var (
		parse   *csv.ParseError
		tooLong *LimitError
	)
	if errors.As(err, &tooLong) {
		return err
	}
	if !errors.As(err, &parse) {
		return fmt.Errorf("read %s: %w", r.name, err)
	}
	reason := parse.Err.Error()
	if errors.Is(err, csv.ErrQuote) || errors.Is(err, csv.ErrBareQuote) {
		reason = `a quotation mark is out of place: put the whole field in quotes and write "" for one inside`
	}
	return &RowError{File: r.name, Line: parse.Line, Column: max(parse.Column, 1), Reason: reason}
}

// errorf is an error of the current row at the column with an index.
func (r *Reader) errorf(index int, format string, args ...any) *RowError {
	e := &RowError{
		File: r.name, Field: r.columns.names[index], Reason: fmt.Sprintf(format, args...),
		Record: slices.Clone(r.row.fields),
	}
	e.Line, e.Column = r.csv.FieldPos(index)
	return e
}

func (r *Reader) fact() (series.Fact, *RowError) {
	if n, want := len(r.row.fields), len(r.columns.names); n != want {
		e := r.errorf(0, "the row has %d fields, the header %d", n, want)
		e.Field = ""
		return series.Fact{}, e
	}
	if err := r.readMetric(); err != nil {
		return series.Fact{}, err
	}
	if err := r.checkType(); err != nil {
		return series.Fact{}, err
	}
	if err := r.readGrain(); err != nil {
		return series.Fact{}, err
	}
	bucket, reason := r.times.bucket(r.row.grain, strings.TrimSpace(r.row.fields[r.columns.time]))
	if reason != "" {
		return series.Fact{}, r.errorf(r.columns.time, "%s", reason)
	}
	num, den, err := r.numbers()
	if err != nil {
		return series.Fact{}, err
	}
	m := r.row.metric
	known := len(m.segments) + len(m.known)
	segment, index, reason := m.segment(r.row.fields)
	if reason != "" {
		return series.Fact{}, r.errorf(index, "%s", reason)
	}
	if r.segments += len(m.segments) + len(m.known) - known; r.segments > maxSegments {
		r.forget()
	}
	if r.seen.mark(cell{m, segment, r.row.grain}, bucket) {
		r.repeats++
	}
	return series.Fact{
		Metric: m.metric.Name, Grain: r.row.grain, Bucket: bucket, Segment: segment.segment, Whole: segment.whole,
		Num: num, Den: den,
	}, nil
}

// forget drops the known labels to make room for others. Rows that are given twice are not found any more.
func (r *Reader) forget() {
	r.segments, r.seen.full = 0, true
	for _, m := range r.metrics {
		clear(m.segments)
		clear(m.known)
	}
}

func (r *Reader) readMetric() *RowError {
	name := strings.TrimSpace(r.row.fields[r.columns.metric])
	m, ok := r.metrics[name]
	if !ok {
		found, reason := r.findMetric(name)
		if reason != "" {
			return r.errorf(r.columns.metric, "%s", reason)
		}
		m = newMetricReader(found, r.columns)
		r.metrics[found.Name] = m
	}
	r.row.metric = m
	return nil
}

// findMetric looks up a metric. The reason says why a file may not have facts of it.
func (r *Reader) findMetric(name string) (m *okr.Metric, reason string) {
	if name == "" {
		return nil, "the metric is missing"
	}
	m, ok := r.catalog.Metric(name)
	if !ok {
		reason = fmt.Sprintf("there is no metric %s in the catalog", okr.Quote(name))
		var known []string
		for i := range r.catalog.Metrics {
			known = append(known, r.catalog.Metrics[i].Name)
		}
		if near := okr.Nearest(name, known); near != "" {
			reason += ": did you mean " + near + "?"
		}
		return nil, reason
	}
	if m.Type == okr.Derived {
		return nil, fmt.Sprintf("%s is computed by its formula (%s): give the facts of its operands", m.Name, m.Formula)
	}
	if m.Source.Kind == okr.SourceSQL {
		return nil, fmt.Sprintf("%s is read from its own tables: run `okr refresh %s`", m.Name, m.Name)
	}
	return m, ""
}

// checkType rejects a row that was loaded as another type of metric, where the file has that column.
func (r *Reader) checkType() *RowError {
	if r.columns.metricType < 0 {
		return nil
	}
	word := strings.TrimSpace(r.row.fields[r.columns.metricType])
	m := r.row.metric.metric
	if word == "" || word == m.Type.String() {
		return nil
	}
	t, err := okr.ParseMetricType(word)
	if err != nil {
		return r.errorf(r.columns.metricType, "%v", err)
	}
	if t.HasSample() && m.Type.HasSample() { // both are a ratio of sums
		return nil
	}
	return r.errorf(r.columns.metricType, "%s is of type %v, and a fact that was loaded as %v means something else: leave the row out, or "+
		"correct the number and the type", m.Name, m.Type, t)
}

// readGrain reads the grain of the row: the metric's where the row has none.
func (r *Reader) readGrain() *RowError {
	m := r.row.metric.metric
	r.row.grain = m.Grain
	if r.columns.grain < 0 {
		return nil
	}
	word := strings.TrimSpace(r.row.fields[r.columns.grain])
	if word == "" {
		return nil
	}
	g, err := okr.ParseGrain(word)
	if err != nil {
		return r.errorf(r.columns.grain, "%v", err)
	}
	r.row.grain = g
	return nil
}

// numbers reads numerator and denominator, or the value with the denominator 1.
func (r *Reader) numbers() (num, den float64, err *RowError) {
	m := r.row.metric.metric
	if r.columns.value >= 0 {
		if m.Type == okr.Ratio {
			return 0, 0, r.errorf(r.columns.value, "%s is a ratio: it needs the columns numerator and denominator, "+
				"so that shares of different sizes can be added up", m.Name)
		}
		num, err = r.number(r.columns.value)
		return num, 1, err
	}
	num, err = r.number(r.columns.numerator)
	if err != nil {
		return 0, 0, err
	}
	if !m.Type.HasSample() {
		return num, 1, r.noDenominator()
	}
	den, err = r.number(r.columns.denominator)
	if err == nil && den < 0 {
		err = r.errorf(r.columns.denominator, "a denominator cannot be below 0")
	}
	return num, den, err
}

// noDenominator rejects a denominator that would be ignored.
func (r *Reader) noDenominator() *RowError {
	switch s := strings.TrimSpace(r.row.fields[r.columns.denominator]); s {
	case "", "1":
		return nil
	default:
		if f, err := okr.ParseNumber(s); err == nil && f == 1 {
			return nil
		}
		m := r.row.metric.metric
		return r.errorf(r.columns.denominator, "%s is of type %v, which has no denominator: leave it empty", m.Name, m.Type)
	}
}

func (r *Reader) number(index int) (float64, *RowError) {
	s := strings.TrimSpace(r.row.fields[index])
	if s == "" {
		return 0, r.errorf(index, "the number is missing")
	}
	f, err := okr.ParseNumber(s)
	notation := new(okr.NotationError)
	switch {
	case errors.Is(err, okr.ErrNotFinite):
		return 0, r.errorf(index, "%s is not a finite number", okr.Quote(s))
	case errors.As(err, &notation):
		return 0, r.errorf(index, "%s: %v", okr.Quote(s), notation)
	case err != nil:
		return 0, r.errorf(index, "%s is not a number: write it like 1234.5, without units or separators", okr.Quote(s))
	}
	return f, nil
}
