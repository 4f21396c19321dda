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
	// Open opens the content. It is called when Facts begins, and the content is closed after the last row.
	Open func() io.ReadCloser
	// Rejects opens what the header and the bad rows are written to, as CSV. It is called at the first bad row. nil: bad rows end
	// the load.
	Rejects func() (io.Writer, error)
}

// ErrBadRows ends the load of a file with bad rows that are not left out.
var ErrBadRows = errors.New("there are bad rows")

// maxShown is how many errors of a file are kept.
const maxShown = 20

// Rows reads the good rows of a file. It keeps the first errors of the bad ones, and writes all bad rows to the rejects.
type Rows struct {
	file     File
	catalog  *okr.Catalog
	calendar series.Calendar
	reader   *Reader // nil until Facts begins
	lines    firstLines
	badCount int
	errors   []*RowError // at most maxShown
	rejects  *csv.Writer // nil until there is a bad row that can be left out
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
			case err == nil && r.badCount > 0 && !r.leavesOut():
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
		case r.badCount > 0 && !r.leavesOut():
			yield(series.Fact{}, ErrBadRows)
		}
	}
}

// leavesOut reports whether bad rows are left out. A bad header cannot be.
func (r *Rows) leavesOut() bool { return r.file.Rejects != nil && r.reader.Header() != nil }

// add records a bad row. The error is one of writing it to the rejects.
func (r *Rows) add(row *RowError) error {
	r.badCount++
	if len(r.errors) < maxShown {
		r.errors = append(r.errors, row)
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

// Bad counts the bad rows.
func (r *Rows) Bad() int { return r.badCount }

// Shown are the errors of the first bad rows.
func (r *Rows) Shown() []*RowError { return r.errors }

// Repeated counts the rows that were given before, as Reader.Repeated does.
func (r *Rows) Repeated() (n int, all bool) {
	if r.reader == nil {
		return 0, true
	}
	return r.reader.Repeated()
}

// FirstLine is the line of the first fact of a metric in some years, both inclusive; 0 where there is none.
func (r *Rows) FirstLine(metric string, from, until int) int {
	return r.lines.first(metric, from, until)
}
