package csvfile

import (
	"encoding/csv"
	"errors"
	"io"
	"iter"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/series"
)

// File is a file to load.
type File struct {
	Name string // in errors
	// Open gives the content. It is called when the rows of the file are asked for, and closed after the last of them.
	Open func() io.ReadCloser
	// Rejects gives what takes the header and the bad rows, as CSV. It is called for the first bad row. nil: bad rows end the load.
	Rejects func() (io.Writer, error)
}

// ErrBadRows ends the load of a file with bad rows that are not left out.
var ErrBadRows = errors.New("there are bad rows")

// maxShown is how many errors of a file are kept.
const maxShown = 20

// Rows passes the good rows of a file on. Of the bad ones it keeps the first errors, and writes all rows to the rejects of the file.
type Rows struct {
	file     File
	catalog  *okr.Catalog
	calendar series.Calendar
	reader   *Reader // nil until the rows are asked for
	lines    firstLines
	bad      int
	shown    []*RowError
	rejects  *csv.Writer // nil where there is no bad row that can be left out
}

// NewRows checks a file against a catalog.
func NewRows(f File, c *okr.Catalog) *Rows {
	return &Rows{file: f, catalog: c, calendar: series.CalendarOf(c.Organization)}
}

// AllFacts yields the good rows of all files, one file after the other. Bad rows that are not left out end the load with
// ErrBadRows, but not before the rows of all files have been checked.
func AllFacts(files []*Rows) iter.Seq2[series.Fact, error] {
	return func(yield func(series.Fact, error) bool) {
		bad := false
		for _, rows := range files {
			for fact, err := range rows.Facts() {
				switch {
				case errors.Is(err, ErrBadRows):
					bad = true
				case bad && err == nil:
				case !yield(fact, err) || err != nil:
					return
				}
			}
		}
		if bad {
			yield(series.Fact{}, ErrBadRows)
		}
	}
}

// Facts yields the good rows. Bad rows that are not left out end the load with ErrBadRows, but not before the rest of the file has
// been checked. It can be ranged over once.
func (r *Rows) Facts() iter.Seq2[series.Fact, error] {
	return func(yield func(series.Fact, error) bool) {
		content := r.file.Open()
		defer func() { _ = content.Close() }() // only read
		r.reader = NewReader(content, r.file.Name, r.catalog)
		for fact, err := range r.reader.Facts() {
			var row *RowError
			switch {
			case errors.As(err, &row):
				err = r.add(row)
			case err == nil && r.bad > 0 && !r.leavesOut():
				continue
			}
			if row != nil && err == nil {
				continue
			}
			if err == nil {
				r.lines.note(fact.Metric, r.calendar.Stamp(fact.Grain, fact.Bucket).Year(), r.reader.Line())
			}
			if !yield(fact, err) || err != nil {
				return
			}
		}
		switch err := r.flush(); {
		case err != nil:
			yield(series.Fact{}, err)
		case r.bad > 0 && !r.leavesOut():
			yield(series.Fact{}, ErrBadRows)
		}
	}
}

// leavesOut reports whether bad rows are left out. A bad header cannot be.
func (r *Rows) leavesOut() bool { return r.file.Rejects != nil && r.reader.Header() != nil }

// add takes a bad row. The error is that of writing it down.
func (r *Rows) add(row *RowError) error {
	r.bad++
	if len(r.shown) < maxShown {
		r.shown = append(r.shown, row)
	}
	if !r.leavesOut() {
		return nil
	}
	if r.rejects == nil {
		out, err := r.file.Rejects()
		if err != nil {
			return err
		}
		r.rejects = csv.NewWriter(out)
		if err := r.rejects.Write(r.reader.Header()); err != nil {
			return err
		}
	}
	if row.Record == nil {
		return nil // it could not be split
	}
	return r.rejects.Write(row.Record)
}

func (r *Rows) flush() error {
	if r.rejects == nil {
		return nil
	}
	r.rejects.Flush()
	return r.rejects.Error()
}

// Bad is how many rows are bad.
func (r *Rows) Bad() int { return r.bad }

// Shown are the errors of the first bad rows.
func (r *Rows) Shown() []*RowError { return r.shown }

// Repeated counts the rows that were given before, as Reader.Repeated does.
func (r *Rows) Repeated() (n int, all bool) {
	if r.reader == nil {
		return 0, true
	}
	return r.reader.Repeated()
}

// FirstLine is the line of the first fact of a metric in some years, both included; 0 where there is none.
func (r *Rows) FirstLine(metric string, from, until int) int {
	return r.lines.first(metric, from, until)
}
