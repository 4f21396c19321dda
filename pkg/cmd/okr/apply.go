package main

import (
	"github.com/northstar/okrkpi/pkg/catalog"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/postgres"
)

type applyCommand struct {
	Paths  []string `arg:"" name:"path" help:"${paths_help}"`
	Note   string   `help:"Why the catalog changes; kept with the revision."`
	Author string   `help:"Who changes it. Default: the user of this system."`
}

func (cmd *applyCommand) Run(a *app) error {
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
	revision, changed, err := a.apply(store, c, a.author(cmd.Author), cmd.Note)
	if err != nil {
		return err
	}
	if !changed {
		return a.print("Nothing to change: this is revision %d already.", revision.Number)
	}
	if before == nil {
		return a.print("Applied as revision %d, the first: %s, %s, %s.", revision.Number, count(len(c.Metrics), "metric"),
			count(len(c.KPIs), "KPI"), count(len(c.Objectives), "objective"))
	}
	changes := catalog.Diff(before, c)
	for _, change := range changes {
		if err := a.print("%v", change); err != nil {
			return err
		}
	}
	return a.print("Applied as revision %d (before: %d), %s.", revision.Number, number, count(len(changes), "change"))
}

// checkChange refuses changes that need a reason which the catalog does not give. before is nil for the first catalog.
func (a *app) checkChange(before, after *okr.Catalog) error {
	if before == nil {
		return nil
	}
	now, err := a.instant(after.Organization.Timezone)
	if err != nil {
		return err
	}
	findings := catalog.CheckChange(before, after, okr.DateOf(now.In(after.Organization.Timezone)))
	a.showFindings(findings)
	if findings.Err() != nil {
		a.say("Nothing was applied.")
		return errReported
	}
	return nil
}

// apply stores a catalog as the newest revision, unless it is that already.
func (a *app) apply(store *postgres.Store, c *okr.Catalog, author, note string) (postgres.Revision, bool, error) {
	document, err := catalog.Encode(c)
	if err != nil {
		return postgres.Revision{}, false, err
	}
	return store.Apply(a.ctx, postgres.ApplyRequest{Document: document, Author: author, Note: note})
}
