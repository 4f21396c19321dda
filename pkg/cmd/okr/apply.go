package main

import (
	"errors"
	"fmt"

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
	b, err := a.base(store)
	if err != nil {
		return err
	}
	if err := a.checkChange(b.before, c); err != nil {
		return err
	}
	applied, err := a.apply(store, c, applyOptions{author: author, note: cmd.Note, base: b, setAside: cmd.SetAside})
	if err != nil {
		return a.notApplied(err)
	}
	for _, change := range applied.Facts {
		a.say("%v.", change)
	}
	return a.showApplied(applied, b, c)
}

// notApplied explains why a catalog was not stored, and what to do.
func (a *app) notApplied(err error) error {
	var meaning *postgres.MeaningError
	var conflict *postgres.ConflictError
	var unknown *postgres.UnknownOutcomeError
	switch {
	case errors.As(err, &unknown):
		a.say("Whether the catalog was applied is not known. Apply it again: where it was, there is nothing to change.")
		return err
	case errors.As(err, &meaning):
		a.say("%v.\nNothing was applied.", err)
	case errors.As(err, &conflict):
		a.say("%v.\nNothing was applied: see `okr diff`, and apply again.", err)
	default:
		return err
	}
	return errReported
}

func (a *app) showApplied(applied postgres.Applied, b base, after *okr.Catalog) error {
	if !applied.Changed {
		return a.print("Nothing to change: this is revision %d already.", applied.Revision.Number)
	}
	if b.before == nil {
		first := ", the first"
		if b.newest > 0 {
			first = fmt.Sprintf(" (before: %d, which cannot be read)", b.newest)
		}
		return a.print("Applied as revision %d%s: %s, %s, %s.", applied.Revision.Number, first,
			count(len(after.Metrics), "metric"), count(len(after.KPIs), "KPI"), count(len(after.Objectives), "objective"))
	}
	changes := catalog.Diff(b.before, after)
	for _, change := range changes {
		if err := a.print("%v", change); err != nil {
			return err
		}
	}
	since := ""
	if b.replaced() {
		since = fmt.Sprintf(" since revision %d", b.readable)
	}
	return a.print("Applied as revision %d (before: %d), %s%s.", applied.Revision.Number, b.newest, count(len(changes), "change"), since)
}

// checkChange refuses changes without the reason that they need. before is nil for the first catalog.
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

// applyOptions are who applies a catalog and why, and what it was checked against.
type applyOptions struct {
	author, note string
	base         base
	setAside     bool
}

// apply stores a catalog as the newest revision, unless it is that already.
func (a *app) apply(store *postgres.Store, c *okr.Catalog, o applyOptions) (postgres.Applied, error) {
	document, err := catalog.Encode(c)
	if err != nil {
		return postgres.Applied{}, err
	}
	return store.Apply(a.ctx, postgres.ApplyRequest{
		Document: document, Author: o.author, Note: o.note, Base: &o.base.newest, BaseChecksum: o.base.checksum,
		Before: o.base.before, After: c, SetAside: o.setAside,
	})
}
