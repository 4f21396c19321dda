package main

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/northstar/okrkpi/pkg/facts"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/series"
)

type importCommand struct {
	Files   []string `arg:"" name:"file" help:"CSV files; - is standard input."`
	SkipBad bool     `help:"Load the good rows and write the bad ones beside their file, as FILE.rejects.csv."`
	Replace bool     `help:"Set stored facts aside that the files do not give, in the time that they cover for a metric."`
}

// Help explains what kong's one line cannot.
func (*importCommand) Help() string {
	return "A file begins with the header metric,time,numerator,denominator (or metric,time,value), then the names of " +
		"segments; a column grain is for facts that are coarser or finer than their metric. * as a label stands for all of " +
		"a segment together. All files are one transaction: they are loaded as a whole or not at all. The same row again " +
		"replaces its value; a row also takes the place of facts of another grain or of other segments that cover the same."
}

func (cmd *importCommand) Run(a *app) error {
	if cmd.SkipBad && cmd.Replace {
		return usage("--skip-bad and --replace do not go together: what a bad row means would be taken away")
	}
	files, err := a.openAll(cmd.Files)
	if err != nil {
		return err
	}
	defer files.close()
	store, err := a.open()
	if err != nil {
		return err
	}
	defer store.Close()
	c, err := a.currentCatalog(store)
	if err != nil {
		return err
	}
	checked := make([]*checkedRows, len(files))
	for i := range files {
		checked[i] = &checkedRows{file: &files[i], skipBad: cmd.SkipBad, calendar: series.CalendarOf(c.Organization)}
	}
	defer func() {
		for _, rows := range checked {
			rows.rejects.drop()
		}
	}()
	result, err := store.Import(a.ctx, postgres.ImportRequest{
		Calendar: series.CalendarOf(c.Organization), Metrics: c.Metrics, Facts: a.allRows(c, checked), Replace: cmd.Replace, Now: a.now(),
	})
	for _, rows := range checked {
		a.showBadRows(rows)
	}
	switch {
	case errors.Is(err, errBadRows):
		a.sayNotLoaded(checked)
		return errReported
	case err != nil:
		return fmt.Errorf("%s: nothing was loaded: %w", strings.Join(cmd.Files, ", "), err)
	}
	if err := a.showLoaded(checked, result); err != nil {
		return err
	}
	for _, rows := range checked {
		if err := a.reject(rows); err != nil {
			return err
		}
	}
	return nil
}

// allRows yields the rows of all files, one file after the other. Where bad rows are not skipped, they end the load, but
// not before the rest has been checked too.
func (a *app) allRows(c *okr.Catalog, files []*checkedRows) iter.Seq2[series.Fact, error] {
	return func(yield func(series.Fact, error) bool) {
		bad := false
		for _, rows := range files {
			bar := a.progress("Loading "+rows.file.name, rows.file.size)
			rows.reader = facts.NewReader(&counted{Reader: rows.file, report: bar.set}, rows.file.name, c)
			for fact, err := range rows.facts() {
				switch {
				case errors.Is(err, errBadRows):
					bad = true
				case bad && err == nil:
				case !yield(fact, err) || err != nil:
					bar.end()
					return
				}
			}
			bar.end()
		}
		if bad {
			yield(series.Fact{}, errBadRows)
		}
	}
}

func (a *app) sayNotLoaded(files []*checkedRows) {
	n := 0
	var names []string
	for _, rows := range files {
		if rows.bad > 0 {
			n += rows.bad
			names = append(names, rows.file.name)
		}
	}
	what := "the file"
	if len(files) > 1 {
		what = "the files"
	}
	a.say("%s: nothing was loaded, %s bad. Correct %s, or load the rest with --skip-bad.", strings.Join(names, ", "),
		count(n, "row")+verb(n), what)
}

func (a *app) showLoaded(files []*checkedRows, result postgres.ImportResult) error {
	names := files[0].file.name
	for _, rows := range files {
		if n, all := rows.reader.Repeated(); n > 0 {
			least := ""
			if !all {
				least = "at least "
			}
			a.say("%s: %s%s given more than once; the last one counts.", rows.file.name, least, count(n, "row")+verb(n))
		}
	}
	if len(files) > 1 {
		names = count(len(files), "file")
	}
	for _, change := range result.Settled {
		a.say("%v.", change)
	}
	for _, metric := range slices.Sorted(maps.Keys(result.SetAside)) {
		n := result.SetAside[metric]
		a.say("%s: %s set aside: %s.", metric, count(n, "fact")+verb(int(n)),
			"others that cover the same came in their place, or the load does not give them")
	}
	for _, far := range result.Far {
		a.say("%v (%s). %s", far, placeOf(far, files), farAdvice)
	}
	return a.print("%s: %s, %d new, %d changed.", names, count(result.Rows, "row"), result.Inserted, result.Updated)
}

func verb(n int) string {
	if n == 1 {
		return " is"
	}
	return " are"
}

// inputFile is a file to load.
type inputFile struct {
	io.ReadCloser
	name string
	size int64 // −1 where it is not known
}

type inputFiles []inputFile

// openAll opens files before any of them is read, so that a missing one stops nothing half-way.
func (a *app) openAll(names []string) (files inputFiles, err error) {
	defer func() {
		if err != nil {
			files.close()
		}
	}()
	for i, name := range names {
		if slices.Contains(names[:i], name) {
			return files, usage("%s is given twice", name)
		}
		f, err := a.openFile(name)
		if err != nil {
			return files, err
		}
		files = append(files, f)
	}
	return files, nil
}

func (f inputFiles) close() {
	for _, file := range f {
		_ = file.Close() // only read
	}
}

func (a *app) openFile(name string) (inputFile, error) {
	if name == "-" {
		return inputFile{io.NopCloser(a.in), "standard input", -1}, nil
	}
	f, err := os.Open(name) //nolint:gosec // the user names the file
	if err != nil {
		return inputFile{}, usage("%v", err)
	}
	info, err := f.Stat()
	if err != nil {
		return inputFile{}, errors.Join(err, f.Close())
	}
	if info.IsDir() {
		return inputFile{}, errors.Join(usage("%s is a folder: name the CSV files in it", name), f.Close())
	}
	return inputFile{f, name, info.Size()}, nil
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

// reject names the file that has the bad rows of another.
func (a *app) reject(rows *checkedRows) error {
	if rows.rejects == nil {
		return nil
	}
	if err := rows.rejects.keep(); err != nil {
		return err
	}
	a.say("%s left out and written to %s.", count(rows.bad, "bad row")+verb(rows.bad), rows.target())
	return nil
}
