package main

import (
	"encoding/csv"
	"errors"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"github.com/northstar/okrkpi/pkg/facts"
	"github.com/northstar/okrkpi/pkg/series"
)

// shownRows is how many bad rows of a file are printed, and kept in memory.
const shownRows = 20

// errBadRows stops a load.
var errBadRows = errors.New("there are bad rows")

// checkedRows passes the good rows of a file on. Of the bad ones it keeps the first, and writes all to the file of rejects
// where they are skipped.
type checkedRows struct {
	file     *inputFile
	reader   *facts.Reader
	calendar series.Calendar
	skipBad  bool
	years    firstLines
	bad      int
	first    []*facts.RowError // at most shownRows
	rejects  *rejectFile       // nil where there is none
}

// facts yields the good rows. Unless bad ones are skipped, the first of them ends the load, but not before the rest of
// the file has been checked too.
func (c *checkedRows) facts() iter.Seq2[series.Fact, error] {
	return func(yield func(series.Fact, error) bool) {
		for fact, err := range c.reader.Facts() {
			var row *facts.RowError
			switch {
			case errors.As(err, &row):
				err = c.add(row)
			case err == nil && c.bad > 0 && !c.skipBad:
				continue
			}
			if row != nil && err == nil {
				continue
			}
			if err == nil {
				c.years.note(fact.Metric, c.calendar.Stamp(fact.Grain, fact.Bucket).Year(), c.reader.Line())
			}
			if !yield(fact, err) || err != nil {
				return
			}
		}
		if c.bad > 0 && (!c.skipBad || c.reader.Header() == nil) {
			yield(series.Fact{}, errBadRows)
		}
	}
}

// add takes a bad row. The error is that of writing it down.
func (c *checkedRows) add(row *facts.RowError) error {
	c.bad++
	if len(c.first) < shownRows {
		c.first = append(c.first, row)
	}
	if !c.skipBad || c.reader.Header() == nil {
		return nil
	}
	if c.rejects == nil {
		var err error
		if c.rejects, err = newRejectFile(c.target(), c.reader.Header()); err != nil {
			return err
		}
	}
	return c.rejects.add(row)
}

// target is the name of the file of bad rows.
func (c *checkedRows) target() string {
	name := c.file.name
	if c.file.size < 0 {
		name = "stdin"
	}
	return strings.TrimSuffix(name, ".csv") + ".rejects.csv"
}

func (c *console) showBadRows(rows *checkedRows) {
	for _, row := range rows.first {
		c.say("%v", row)
	}
	if more := rows.bad - len(rows.first); more > 0 {
		c.say("… and %s more.", count(more, "bad row"))
	}
}

// rejectFile takes the bad rows of a file, to be corrected and imported. It has its name only once keep has been called.
type rejectFile struct {
	target string
	file   *os.File
	out    *csv.Writer
}

func newRejectFile(target string, header []string) (*rejectFile, error) {
	f, err := os.CreateTemp(filepath.Dir(target), "."+filepath.Base(target)+".*")
	if err != nil {
		return nil, err
	}
	r := &rejectFile{target, f, csv.NewWriter(f)}
	if err := r.out.Write(header); err != nil {
		r.drop()
		return nil, err
	}
	return r, nil
}

func (r *rejectFile) add(row *facts.RowError) error {
	if row.Record == nil {
		return nil // it could not be split
	}
	return r.out.Write(row.Record)
}

// keep gives the file its name.
func (r *rejectFile) keep() error {
	r.out.Flush()
	err := errors.Join(r.out.Error(), r.file.Close())
	if err == nil {
		err = os.Rename(r.file.Name(), r.target)
	}
	return err
}

// drop takes the file away, unless it has been kept. It may be called on none.
func (r *rejectFile) drop() {
	if r == nil {
		return
	}
	_ = r.file.Close()
	_ = os.Remove(r.file.Name())
}
