package main

import (
	"io"
	"iter"
	"math"
	"os"
	"path/filepath"

	"github.com/northstar/okrkpi/pkg/catalog"
	"github.com/northstar/okrkpi/pkg/facts"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/series"
)

type exportCommand struct {
	What   string `arg:"" optional:"" enum:"all,catalog,facts" default:"all" help:"catalog, facts or all (the default)."`
	Output string `short:"o" placeholder:"FOLDER" help:"Write catalog.yaml and facts.csv there. Default: standard output."`
}

// Help explains what kong's one line cannot.
func (*exportCommand) Help() string {
	return "The files are what `okr apply` and `okr import` read. Facts of metrics that are read by SQL are left out: " +
		"`okr refresh` gets them back from their tables."
}

func (cmd *exportCommand) Run(a *app) error {
	if cmd.Output == "" && cmd.What == "all" {
		return usage("catalog and facts do not fit into one stream: choose `okr export catalog`, `okr export facts`, or " +
			"a folder with -o")
	}
	store, err := a.open()
	if err != nil {
		return err
	}
	defer store.Close()
	c, err := a.currentCatalog(store)
	if err != nil {
		return err
	}
	if cmd.What != "facts" {
		err = cmd.write(a, "catalog.yaml", func(w io.Writer) error {
			document, err := catalog.Encode(c)
			if err != nil {
				return err
			}
			_, err = w.Write(document)
			return err
		})
	}
	if err == nil && cmd.What != "catalog" {
		err = cmd.write(a, "facts.csv", func(w io.Writer) error {
			return facts.Write(w, c, a.allFacts(store, c))
		})
	}
	return err
}

// write gives content a file, which appears only when it is complete, or standard output.
func (cmd *exportCommand) write(a *app, name string, content func(io.Writer) error) error {
	if cmd.Output == "" {
		return content(a.out)
	}
	if err := os.MkdirAll(cmd.Output, 0o750); err != nil {
		return err
	}
	f, err := os.CreateTemp(cmd.Output, name+".*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) //nolint:errcheck // it is gone once it has its name
	if err := firstError(content(f), f.Close()); err != nil {
		return err
	}
	target := filepath.Join(cmd.Output, name)
	if err := os.Rename(f.Name(), target); err != nil {
		return err
	}
	return a.print("Wrote %s.", target)
}

// allFacts reads every fact that can be imported again, metric by metric.
func (a *app) allFacts(store *postgres.Store, c *okr.Catalog) iter.Seq2[series.Fact, error] {
	return func(yield func(series.Fact, error) bool) {
		for i := range c.Metrics {
			m := &c.Metrics[i]
			if m.Type == okr.Derived || m.Source.Kind == okr.SourceSQL {
				continue
			}
			columns, err := store.Facts(a.ctx, postgres.FactsRequest{
				Calendar: series.CalendarOf(c.Organization), Metrics: []string{m.Name},
			})
			if err != nil {
				yield(series.Fact{}, err)
				return
			}
			for _, col := range columns {
				for fact := range factsOf(col) {
					if !yield(fact, nil) {
						return
					}
				}
			}
		}
	}
}

// factsOf lists the facts of a column, oldest first.
func factsOf(col series.Columns) iter.Seq[series.Fact] {
	return func(yield func(series.Fact) bool) {
		for i, num := range col.Num {
			if math.IsNaN(num) {
				continue
			}
			fact := series.Fact{
				Metric: col.Metric, Grain: col.Grain, Bucket: col.First + series.Bucket(i), Segment: col.Segment,
				Num: num, Den: col.Den[i],
			}
			if !yield(fact) {
				return
			}
		}
	}
}
