package main

import (
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/northstar/okrkpi/pkg/catalog"
	"github.com/northstar/okrkpi/pkg/ingest/csvfile"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/series"
)

type exportCommand struct {
	What   string `arg:"" optional:"" enum:"all,catalog,facts,aside" default:"all" help:"catalog, facts, all (both, the default), or aside."`
	Output string `short:"o" placeholder:"FOLDER" help:"Write catalog.yaml and facts.csv there. Default: standard output."`
}

// Help is the long help text of the command.
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
		err = cmd.write(a, "facts.csv", func(w io.Writer) error { return a.writeFacts(w, store, c) })
	}
	if err == nil && cmd.What == "aside" {
		err = cmd.write(a, "aside.csv", func(w io.Writer) error { return a.writeAside(w, store) })
	}
	return err
}

// write writes content to a file, which appears only when it is complete, or to standard output.
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
	defer os.Remove(f.Name()) //nolint:errcheck // after the rename it does not exist
	if err := firstError(content(f), f.Close()); err != nil {
		return err
	}
	target := filepath.Join(cmd.Output, name)
	if err := os.Rename(f.Name(), target); err != nil {
		return err
	}
	return a.print("Wrote %s.", target)
}

// writeFacts writes the facts that count, in a form for an import.
func (a *app) writeFacts(w io.Writer, store *postgres.Store, c *okr.Catalog) error {
	cal := series.CalendarOf(c.Organization)
	var metrics []string
	for i := range c.Metrics {
		if m := &c.Metrics[i]; m.Type != okr.Derived && m.Source.Kind != okr.SourceSQL {
			metrics = append(metrics, m.Name)
		}
	}
	cover, err := store.Coverage(a.ctx, cal, metrics)
	if err != nil {
		return err
	}
	var options csvfile.Options
	for _, part := range cover {
		m, _ := c.Metric(part.Metric)
		options.Grain = options.Grain || part.Grain != m.Grain
	}
	if options.Segments, err = store.SegmentKeys(a.ctx, metrics); err != nil {
		return err
	}
	return csvfile.Write(w, c, func(yield func(series.Fact, error) bool) {
		for _, metric := range metrics {
			for fact, err := range store.StoredFacts(a.ctx, cal, metric) {
				if !yield(fact, err) || err != nil {
					return
				}
			}
		}
	}, options)
}

// writeAside writes the facts that were set aside, also of metrics that the catalog does not have any more.
func (a *app) writeAside(w io.Writer, store *postgres.Store) error {
	counts, err := store.AsideMetrics(a.ctx)
	if err != nil {
		return err
	}
	var list []series.AsideFact
	for _, metric := range slices.Sorted(maps.Keys(counts)) {
		aside, err := store.AsideFacts(a.ctx, metric)
		if err != nil {
			return err
		}
		list = append(list, aside...)
	}
	return csvfile.WriteAside(w, list)
}
