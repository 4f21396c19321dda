package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"strings"

	"github.com/northstar/okrkpi/pkg/facts"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/series"
)

type importCommand struct {
	Files   []string `arg:"" name:"file" help:"CSV files; - is standard input."`
	SkipBad bool     `help:"Load the good rows of a file and write the bad ones beside it, as FILE.rejects.csv."`
}

// Help explains what kong's one line cannot.
func (*importCommand) Help() string {
	return "A file begins with the header metric,time,numerator,denominator (or metric,time,value), then the names of " +
		"segments. Each file is loaded as a whole or not at all; the same row again replaces its value."
}

// shownRows is how many bad rows of a file are printed.
const shownRows = 20

// errBadRows stops the load of a file.
var errBadRows = errors.New("the file has bad rows")

func (cmd *importCommand) Run(a *app) error {
	store, err := a.open()
	if err != nil {
		return err
	}
	defer store.Close()
	c, err := a.currentCatalog(store)
	if err != nil {
		return err
	}
	var failed error
	for _, name := range cmd.Files {
		err := cmd.load(a, store, c, name)
		if err != nil && !errors.Is(err, errReported) {
			return err
		}
		failed = firstError(failed, err)
	}
	return failed
}

func (cmd *importCommand) load(a *app, store *postgres.Store, c *okr.Catalog, name string) error {
	in, size, err := a.openFile(name)
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // only read
	bar := a.progress("Loading "+name, size)
	defer bar.end()
	reader := facts.NewReader(&counted{Reader: in, report: bar.set}, name, c)
	checked := &checkedRows{reader: reader, skipBad: cmd.SkipBad}
	result, err := store.Import(a.ctx, series.CalendarOf(c.Organization), checked.facts(), nil)
	bar.end()
	a.showBadRows(checked.bad)
	switch {
	case errors.Is(err, errBadRows):
		a.say("%s: nothing was loaded, %s bad. Correct the file, or load the rest with --skip-bad.", name,
			count(len(checked.bad), "row")+verb(len(checked.bad)))
		return errReported
	case err != nil:
		return fmt.Errorf("%s: %w", name, err)
	}
	if n := reader.Repeated(); n > 0 {
		a.say("%s: %s given more than once; the last one counts.", name, count(n, "row")+verb(n))
	}
	if n := result.Replaced; n > 0 {
		a.say("%s: %s replaced that had labels which look the same.", name, count(n, "fact")+verb(int(n)))
	}
	err = a.print("%s: %s, %d new, %d changed.", name, count(result.Rows, "row"), result.Inserted, result.Updated)
	if err != nil || len(checked.bad) == 0 {
		return err
	}
	return cmd.reject(a, name, reader.Header(), checked.bad)
}

func verb(n int) string {
	if n == 1 {
		return " is"
	}
	return " are"
}

func (a *app) openFile(name string) (io.ReadCloser, int64, error) {
	if name == "-" {
		return io.NopCloser(a.in), -1, nil
	}
	f, err := os.Open(name) //nolint:gosec // the user names the file
	if err != nil {
		return nil, 0, usage("%v", err)
	}
	info, err := f.Stat()
	if err != nil {
		return nil, 0, errors.Join(err, f.Close())
	}
	return f, info.Size(), nil
}

// counted reports how many bytes have been read.
type counted struct {
	io.Reader
	done   int64
	report func(int64)
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.done += int64(n)
	c.report(c.done)
	return n, err
}

// checkedRows passes good rows on and keeps bad ones.
type checkedRows struct {
	reader  *facts.Reader
	skipBad bool
	bad     []*facts.RowError
}

// facts yields the good rows. Unless bad ones are skipped, the first of them ends the load, but not before the rest of
// the file has been checked too.
func (c *checkedRows) facts() iter.Seq2[series.Fact, error] {
	return func(yield func(series.Fact, error) bool) {
		for fact, err := range c.reader.Facts() {
			var row *facts.RowError
			switch {
			case errors.As(err, &row):
				c.bad = append(c.bad, row)
			case err != nil:
				yield(series.Fact{}, err)
				return
			case len(c.bad) > 0 && !c.skipBad:
			case !yield(fact, nil):
				return
			}
		}
		if len(c.bad) > 0 && (!c.skipBad || c.reader.Header() == nil) {
			yield(series.Fact{}, errBadRows)
		}
	}
}

func (c *console) showBadRows(bad []*facts.RowError) {
	for i, row := range bad {
		if i == shownRows {
			c.say("… and %s more.", count(len(bad)-shownRows, "bad row"))
			return
		}
		c.say("%v", row)
	}
}

// reject writes the bad rows to a file that can be corrected and imported.
func (cmd *importCommand) reject(a *app, name string, header []string, bad []*facts.RowError) error {
	if name == "-" {
		name = "stdin"
	}
	target := strings.TrimSuffix(name, ".csv") + ".rejects.csv"
	f, err := os.Create(target) //nolint:gosec // stands beside the file that the user named
	if err != nil {
		return err
	}
	out := csv.NewWriter(f)
	err = out.Write(header)
	for _, row := range bad {
		if row.Record != nil && err == nil {
			err = out.Write(row.Record)
		}
	}
	out.Flush()
	if err := errors.Join(err, out.Error(), f.Close()); err != nil {
		return err
	}
	a.say("%s left out and written to %s.", count(len(bad), "bad row")+verb(len(bad)), target)
	return nil
}
