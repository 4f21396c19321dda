package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/northstar/okrkpi/pkg/ingest/csvfile"
	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/series"
)

type importCommand struct {
	Files   []string `arg:"" name:"file" help:"CSV files; - is standard input."`
	SkipBad bool     `help:"Load the good rows and write the bad ones beside their file, as FILE.rejects.csv."`
	Replace bool     `help:"Set stored facts aside that the files do not give, in the time that they cover for a metric."`
}

// Help is the long help text of the command.
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
	defer files.closeAll()
	store, err := a.open()
	if err != nil {
		return err
	}
	defer store.Close()
	c, err := a.currentCatalog(store)
	if err != nil {
		return err
	}
	loads, rows := make([]*importFile, len(files)), make([]*csvfile.Rows, len(files))
	for i, f := range files {
		loads[i] = a.newImportFile(f, c, cmd.SkipBad)
		rows[i] = loads[i].rows
	}
	defer func() {
		for _, f := range loads {
			f.rejects.drop()
		}
	}()
	result, err := store.Import(a.ctx, postgres.ImportRequest{
		Calendar: series.CalendarOf(c.Organization), Metrics: c.Metrics, Facts: csvfile.AllFacts(rows), Replace: cmd.Replace, Now: a.now(),
	})
	for _, f := range loads {
		a.showBadRows(f.rows)
	}
	switch {
	case errors.Is(err, csvfile.ErrBadRows):
		a.sayNotLoaded(loads)
		return errReported
	case err != nil:
		return fmt.Errorf("%s: nothing was loaded: %w", strings.Join(cmd.Files, ", "), err)
	}
	err = a.showLoaded(loads, result)
	for _, f := range loads { // the facts are loaded: no error may lose the bad rows of another file
		err = errors.Join(err, a.keepRejects(f))
	}
	return err
}

func (c *console) showBadRows(rows *csvfile.Rows) {
	for _, row := range rows.Shown() {
		c.say("%v", row)
	}
	if more := rows.Bad() - len(rows.Shown()); more > 0 {
		c.say("… and %s more.", count(more, "bad row"))
	}
}

func (a *app) sayNotLoaded(files []*importFile) {
	n := 0
	var names []string
	for _, f := range files {
		if bad := f.rows.Bad(); bad > 0 {
			n += bad
			names = append(names, f.input.name)
		}
	}
	what := "the file"
	if len(files) > 1 {
		what = "the files"
	}
	a.say("%s: nothing was loaded, %s bad. Correct %s, or load the rest with --skip-bad.", strings.Join(names, ", "),
		count(n, "row")+verb(n), what)
}

func (a *app) showLoaded(files []*importFile, result postgres.ImportResult) error {
	names := files[0].input.name
	for _, f := range files {
		if n, all := f.rows.Repeated(); n > 0 {
			least := ""
			if !all {
				least = "at least "
			}
			a.say("%s: %s%s given more than once; the last one counts.", f.input.name, least, count(n, "row")+verb(n))
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

// keepRejects keeps the bad rows of a file and prints where they are.
func (a *app) keepRejects(f *importFile) error {
	if f.rejects == nil {
		return nil
	}
	if err := f.rejects.keep(); err != nil {
		return err
	}
	n := f.rows.Bad()
	a.say("%s left out and written to %s.", count(n, "bad row")+verb(n), f.rejects.target)
	return nil
}
