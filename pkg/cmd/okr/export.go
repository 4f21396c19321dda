package main

import (
	"io"
	"os"
	"path/filepath"

	"github.com/northstar/okrkpi/pkg/catalog"
	"github.com/northstar/okrkpi/pkg/facts"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/series"
)

type exportCommand struct {
	What   string `arg:"" optional:"" enum:"all,catalog,facts,aside" default:"all" help:"catalog, facts, all (both, the default), or aside."`
	Output string `short:"o" placeholder:"FOLDER" help:"Write catalog.yaml and facts.csv there. Default: standard output."`
}

// Help explains what kong's one line cannot.
func (*exportCommand) Help() string {
	return "The files are what `okr apply` and `okr import` read. Facts of metrics that are read by SQL are left out: " +
		"`okr refresh` gets them back from their tables. `okr export aside` writes the facts that count no more, because " +
		"facts of another grain or of other segments came in their place or because their metric means something else."
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
	if cmd.What == "all" || cmd.What == "catalog" {
		err = cmd.write(a, "catalog.yaml", func(w io.Writer) error {
			document, err := catalog.Encode(c)
			if err != nil {
				return err
			}
			_, err = w.Write(document)
			return err
		})
	}
	if err == nil && (cmd.What == "all" || cmd.What == "facts") {
		err = cmd.write(a, "facts.csv", func(w io.Writer) error { return a.writeFacts(w, store, c, false) })
	}
	if err == nil && cmd.What == "aside" {
		err = cmd.write(a, "aside.csv", func(w io.Writer) error { return a.writeFacts(w, store, c, true) })
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

// writeFacts writes the facts that count, or those that were set aside.
func (a *app) writeFacts(w io.Writer, store *postgres.Store, c *okr.Catalog, aside bool) error {
	cal := series.CalendarOf(c.Organization)
	read := store.StoredFacts
	options := facts.Options{Grain: aside}
	if aside {
		read = store.AsideFacts
	}
	var metrics []string
	for i := range c.Metrics {
		if m := &c.Metrics[i]; m.Type != okr.Derived && (aside || m.Source.Kind != okr.SourceSQL) {
			metrics = append(metrics, m.Name)
		}
	}
	if !aside {
		cover, err := store.Coverage(a.ctx, cal, metrics)
		if err != nil {
			return err
		}
		for _, part := range cover {
			m, _ := c.Metric(part.Metric)
			options.Grain = options.Grain || part.Grain != m.Grain
		}
	}
	keys, err := store.SegmentKeys(a.ctx, metrics, aside)
	if err != nil {
		return err
	}
	options.Segments = keys
	return facts.Write(w, c, func(yield func(series.Fact, error) bool) {
		for _, metric := range metrics {
			for fact, err := range read(a.ctx, cal, metric) {
				if !yield(fact, err) || err != nil {
					return
				}
			}
		}
	}, options)
}
