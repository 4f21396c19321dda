package main

import (
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/northstar/okrkpi/pkg/catalog"
)

type diffCommand struct {
	Paths  []string `arg:"" name:"path" help:"${paths_help}"`
	Output string   `short:"o" enum:"table,json" default:"table" help:"Format of the changes: table or json."`
}

func (cmd *diffCommand) Run(a *app) error {
	c, findings, err := a.readCatalog(cmd.Paths...)
	if err != nil {
		return err
	}
	if errs := findings.Of(catalog.Error); len(errs) > 0 {
		a.showFindings(errs)
		return errReported
	}
	store, err := a.open()
	if err != nil {
		return err
	}
	defer store.Close()
	b, err := a.base(store)
	if err != nil {
		return err
	}
	changes := catalog.Diff(b.before, c)
	if cmd.Output == "json" {
		err = a.json(diffReport(changes))
	} else {
		err = a.showChanges(changes, b)
	}
	if err == nil && (len(changes) > 0 || b.replaced()) {
		err = errReported
	}
	return err
}

func (a *app) showChanges(changes []catalog.Change, b base) error {
	for _, change := range changes {
		if err := a.print("%s", a.paint(change.String(), changeColour(change.Kind))); err != nil {
			return err
		}
	}
	switch {
	case b.replaced():
		return a.print("%s since revision %d, the newest that can be read. Applying the catalog replaces revision %d.",
			count(len(changes), "change"), b.readable, b.newest)
	case len(changes) == 0:
		return a.print("No changes: the catalog is revision %d.", b.newest)
	}
	return a.print("%s since revision %d.", count(len(changes), "change"), b.newest)
}

func changeColour(kind catalog.ChangeKind) text.Color {
	switch kind {
	case catalog.Added:
		return text.FgGreen
	case catalog.Removed:
		return text.FgRed
	case catalog.Changed, catalog.ChangeUnknown:
	}
	return text.FgYellow
}

// diffChange is a change in JSON.
type diffChange struct {
	Change string `json:"change"`
	Kind   string `json:"kind"`
	Name   string `json:"name"`
	Path   string `json:"path,omitempty"`
	Old    string `json:"old,omitempty"`
	New    string `json:"new,omitempty"`
}

func diffReport(changes []catalog.Change) []diffChange {
	report := make([]diffChange, 0, len(changes))
	for _, c := range changes {
		report = append(report, diffChange{c.Kind.String(), c.Resource, c.Name, c.Path, c.Old, c.New})
	}
	return report
}
