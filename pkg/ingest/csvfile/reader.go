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
	bounded  *bounded
	csv      *csv.Reader
	name     string
	misread  string // why the first line is no header, if it is none
	catalog  *okr.Catalog
	header   header
	metrics  map[string]*metricReader
	times    timeReader
	seen     seen
	row      row
	repeated int
	segments int // that are remembered, of all metrics
	line     int // of the row that was read last
	offset   int64
}

// row is what is known about the row that is being read.
type row struct {
	fields []string
	metric *metricReader
	grain  okr.Grain
}

// NewReader reads the facts of a file against a catalog. The name is only used in errors.
func NewReader(r io.Reader, name string, c *okr.Catalog) *Reader {
	limit := &bounded{reader: r}
	buffered := bufio.NewReaderSize(limit, 1<<16)
	if bom, err := buffered.Peek(3); err == nil && string(bom) == "\ufeff" {
		_, _ = buffered.Discard(3) // cannot fail: the bytes have been peeked at
		limit.start = 3
	}
	start, _ := buffered.Peek(buffered.Buffered()) // cannot fail: they are there
	reader := &Reader{
		bounded: limit, misread: misread(start), csv: csv.NewReader(buffered), name: name, catalog: c, metrics: map[string]*metricReader{},
		times: newTimeReader(series.CalendarOf(c.Organization)), seen: newSeen(), line: 1,
	}
	reader.csv.ReuseRecord = true
	reader.csv.FieldsPerRecord = -1
	return reader
}

// Read reads the facts of a file against a catalog.
func Read(r io.Reader, name string, c *okr.Catalog) iter.Seq2[series.Fact, error] {
	return NewReader(r, name, c).Facts()
}

// Header is the names of the columns, once Facts has begun.
func (r *Reader) Header() []string { return slices.Clone(r.header.names) }

// Line is where the row begins that was read last.
func (r *Reader) Line() int {
	line, _ := r.csv.FieldPos(0)
	return line
}

// Repeated counts the facts so far whose metric, grain, bucket and segment had been given before in the file. The last
// one of them is the one that counts. all is false where the file is too large to have found every one.
func (r *Reader) Repeated() (n int, all bool) { return r.repeated, !r.seen.full }

// Facts yields each row as a fact or as a *RowError, and goes on after a bad row. A bad header, a row that is too long (a
// *LimitError) and a file that cannot be read end it. It can be ranged over once.
func (r *Reader) Facts() iter.Seq2[series.Fact, error] {
	return func(yield func(series.Fact, error) bool) {
		if err := r.readHeader(); err != nil {
			yield(series.Fact{}, err)
			return
		}
		for {
			fields, err := r.read()
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

// read splits the next row, unless it is too long.
func (r *Reader) read() ([]string, error) {
	fields, err := r.csv.Read()
	var parse *csv.ParseError
	switch {
	case errors.As(err, &parse):
		r.line = parse.StartLine
	case err == nil:
		r.line, _ = r.csv.FieldPos(0)
	}
	if r.bounded.ended {
		return nil, &LimitError{File: r.name, Line: r.line, Reason: fmt.Sprintf("a row that begins here has more than %d bytes, which no row "+
			"of facts has: close a quotation mark, or see whether this is a CSV file", MaxRow)}
	}
	r.bounded.start += r.csv.InputOffset() - r.offset
	r.offset = r.csv.InputOffset()
	return fields, err
}

func (r *Reader) readHeader() error {
	record, err := r.read()
	if errors.Is(err, io.EOF) {
		return &RowError{File: r.name, Line: 1, Column: 1, Reason: "the file is empty: it begins with a header " +
			"such as metric,time,numerator,denominator"}
	}
	if err != nil {
		return r.misreadError(r.splitError(err))
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
	h, bad := newHeader(record, segments)
	if bad != nil {
		line, column := r.csv.FieldPos(bad.index)
		return r.misreadError(&RowError{File: r.name, Line: line, Column: column, Reason: bad.reason, Record: slices.Clone(record)})
	}
	r.header = h
	return nil
}

// misreadError gives an error of the header the reason that it has where the whole file is in another form.
func (r *Reader) misreadError(err error) error {
	var (
		bad     *RowError
		tooLong *LimitError
	)
	if r.misread != "" && (errors.As(err, &bad) || errors.As(err, &tooLong)) {
		return &RowError{File: r.name, Line: 1, Column: 1, Reason: r.misread}
	}
	return err
}

// splitError words a line that is not CSV. Other errors mean that the file cannot be read any further.
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

// errorf is an error of the current row at a column.
func (r *Reader) errorf(index int, format string, args ...any) *RowError {
	e := &RowError{
		File: r.name, Field: r.header.names[index], Reason: fmt.Sprintf(format, args...),
		Record: slices.Clone(r.row.fields),
	}
	e.Line, e.Column = r.csv.FieldPos(index)
	return e
}

func (r *Reader) fact() (series.Fact, *RowError) {
	if n, want := len(r.row.fields), len(r.header.names); n != want {
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
	bucket, reason := r.times.bucket(r.row.grain, strings.TrimSpace(r.row.fields[r.header.time]))
	if reason != "" {
		return series.Fact{}, r.errorf(r.header.time, "%s", reason)
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
	if r.seen.again(cell{m, segment, r.row.grain}, bucket) {
		r.repeated++
	}
	return series.Fact{
		Metric: m.metric.Name, Grain: r.row.grain, Bucket: bucket, Segment: segment.segment, Whole: segment.whole,
		Num: num, Den: den,
	}, nil
}

// forget makes room for other labels. Rows that are given twice are not found any more.
func (r *Reader) forget() {
	r.segments, r.seen.full = 0, true
	for _, m := range r.metrics {
		clear(m.segments)
		clear(m.known)
	}
}

func (r *Reader) readMetric() *RowError {
	name := strings.TrimSpace(r.row.fields[r.header.metric])
	m, ok := r.metrics[name]
	if !ok {
		found, reason := r.findMetric(name)
		if reason != "" {
			return r.errorf(r.header.metric, "%s", reason)
		}
		m = newMetricReader(found, r.header)
		r.metrics[found.Name] = m
	}
	r.row.metric = m
	return nil
}

// findMetric looks a metric up that facts may be given for.
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

// checkType refuses a row that was loaded as another type, where the file tells.
func (r *Reader) checkType() *RowError {
	if r.header.kind < 0 {
		return nil
	}
	word := strings.TrimSpace(r.row.fields[r.header.kind])
	m := r.row.metric.metric
	if word == "" || word == m.Type.String() {
		return nil
	}
	t, err := okr.ParseMetricType(word)
	if err != nil {
		return r.errorf(r.header.kind, "%v", err)
	}
	if t.HasSample() && m.Type.HasSample() { // both are a ratio of sums
		return nil
	}
	return r.errorf(r.header.kind, "%s is of type %v, and a fact that was loaded as %v means something else: leave the row out, or "+
		"correct the number and the type", m.Name, m.Type, t)
}

// readGrain is the grain that the row gives, or else the metric's.
func (r *Reader) readGrain() *RowError {
	m := r.row.metric.metric
	r.row.grain = m.Grain
	if r.header.grain < 0 {
		return nil
	}
	word := strings.TrimSpace(r.row.fields[r.header.grain])
	if word == "" {
		return nil
	}
	g, err := okr.ParseGrain(word)
	if err != nil {
		return r.errorf(r.header.grain, "%v", err)
	}
	r.row.grain = g
	return nil
}

// numbers reads numerator and denominator, or a value.
func (r *Reader) numbers() (num, den float64, err *RowError) {
	m := r.row.metric.metric
	if r.header.value >= 0 {
		if m.Type == okr.Ratio {
			return 0, 0, r.errorf(r.header.value, "%s is a ratio: it needs the columns numerator and denominator, "+
				"so that shares of different sizes can be added up", m.Name)
		}
		num, err = r.number(r.header.value)
		return num, 1, err
	}
	num, err = r.number(r.header.numerator)
	if err != nil {
		return 0, 0, err
	}
	if !m.Type.HasSample() {
		return num, 1, r.noDenominator()
	}
	den, err = r.number(r.header.denominator)
	if err == nil && den < 0 {
		err = r.errorf(r.header.denominator, "a denominator cannot be below 0")
	}
	return num, den, err
}

// noDenominator refuses a denominator that would be ignored.
func (r *Reader) noDenominator() *RowError {
	switch s := strings.TrimSpace(r.row.fields[r.header.denominator]); s {
	case "", "1":
		return nil
	default:
		if f, err := okr.ParseNumber(s); err == nil && f == 1 {
			return nil
		}
		m := r.row.metric.metric
		return r.errorf(r.header.denominator, "%s is of type %v, which has no denominator: leave it empty", m.Name, m.Type)
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
