package main

import (
	"errors"

	"github.com/northstar/okrkpi/pkg/catalog"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/postgres"
)

type applyCommand struct {
	Paths  []string `arg:"" name:"path" help:"${paths_help}"`
	Note   string   `help:"Why the catalog changes; kept with the revision."`
	Author string   `help:"Who changes it. Default: the user of this system."`

	SetAside bool `help:"Let facts go out of every number whose metric means something else now. They are kept: okr export aside."`
}

func (cmd *applyCommand) Run(a *app) error {
	author := a.author(cmd.Author)
	if err := firstError(soundText("--author", author, okr.LineText), soundText("--note", cmd.Note, okr.NoteText)); err != nil {
		return err
	}
	c, findings, err := a.readCatalog(cmd.Paths...)
	if err != nil {
		return err
	}
	a.showFindings(findings)
	if findings.Err() != nil {
		a.say("Nothing was applied.")
		return errReported
	}
	store, err := a.open()
	if err != nil {
		return err
	}
	defer store.Close()
	before, number, err := a.newestCatalog(store)
	if err != nil {
		return err
	}
	if err := a.checkChange(before, c); err != nil {
		return err
	}
	applied, err := a.apply(store, c, applyOptions{
		author: author, note: cmd.Note, base: number, before: before, setAside: cmd.SetAside,
	})
	if err != nil {
		return a.notApplied(err)
	}
	for _, change := range applied.Facts {
		a.say("%v.", change)
	}
	return a.showApplied(applied, before, c, number)
}

// notApplied says what to do about a catalog that was not stored.
func (a *app) notApplied(err error) error {
	var meaning *postgres.MeaningError
	var conflict *postgres.ConflictError
	switch {
	case errors.As(err, &meaning):
		a.say("%v.\nNothing was applied.", err)
	case errors.As(err, &conflict):
		a.say("%v.\nNothing was applied: see `okr diff`, and apply again.", err)
	default:
		return err
	}
	return errReported
}

func (a *app) showApplied(applied postgres.Applied, before, after *okr.Catalog, number int64) error {
	if !applied.Changed {
		return a.print("Nothing to change: this is revision %d already.", applied.Revision.Number)
	}
	if before == nil {
		return a.print("Applied as revision %d, the first: %s, %s, %s.", applied.Revision.Number,
			count(len(after.Metrics), "metric"), count(len(after.KPIs), "KPI"), count(len(after.Objectives), "objective"))
	}
	changes := catalog.Diff(before, after)
	for _, change := range changes {
		if err := a.print("%v", change); err != nil {
			return err
		}
	}
	return a.print("Applied as revision %d (before: %d), %s.", applied.Revision.Number, number, count(len(changes), "change"))
}

// checkChange refuses changes that need a reason which the catalog does not give. before is nil for the first catalog.
func (a *app) checkChange(before, after *okr.Catalog) error {
	if before == nil {
		return nil
	}
	today, err := a.today(after.Organization.Timezone)
	if err != nil {
		return err
	}
	findings := catalog.CheckChange(before, after, today)
	a.showFindings(findings)
	if findings.Err() != nil {
		a.say("Nothing was applied.")
		return errReported
	}
	return nil
}

// applyOptions say who applies a catalog, and what it was judged against.
type applyOptions struct {
	author, note string
	base         int64 // revision that is meant to be in force, 0 for none
	before       *okr.Catalog
	setAside     bool
}

// apply stores a catalog as the newest revision, unless it is that already.
func (a *app) apply(store *postgres.Store, c *okr.Catalog, o applyOptions) (postgres.Applied, error) {
	document, err := catalog.Encode(c)
	if err != nil {
		return postgres.Applied{}, err
	}
	return store.Apply(a.ctx, postgres.ApplyRequest{
		Document: document, Author: o.author, Note: o.note, Base: &o.base, Before: o.before, After: c, SetAside: o.setAside,
	})
}
