package main

import (
	"errors"
	"time"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/postgres"
)

// catalogInForce is the newest revision in the database that this version can read. It prints a notice where that is not
// the newest one. The catalog is nil where none was applied.
func (a *app) catalogInForce(store *postgres.Store) (engine.InForce, error) {
	e, err := newEngine(store, a.now)
	if err != nil {
		return engine.InForce{}, err
	}
	c, err := e.InForce(a.ctx)
	if none := new(engine.NoCatalogError); errors.As(err, &none) {
		return engine.InForce{}, nil
	}
	a.sayNotice(c)
	return c, err
}

// currentCatalog is the catalog in force. It is an error if there is none.
func (a *app) currentCatalog(store *postgres.Store) (*okr.Catalog, error) {
	c, err := a.catalogInForce(store)
	if err == nil && c.Catalog == nil {
		err = &engine.NoCatalogError{}
	}
	return c.Catalog, err
}

// sayNotice prints which revision is in force, where it is not the newest.
func (a *app) sayNotice(c engine.InForce) {
	if text := c.Notice(""); text != "" {
		a.say("Note: %s.", text)
	}
}

// base is the revision that a new catalog is checked against.
type base struct {
	before   *okr.Catalog // the newest that this version can read, nil for none
	readable int64        // its revision
	newest   int64        // that is stored, 0 for none
	checksum string       // of the document of the newest
}

// replaced reports whether the newest revision is not the one that changes are compared with.
func (b base) replaced() bool { return b.readable != b.newest }

// base reads the revision that a new catalog is checked against. Where this version can read none, there is none.
func (a *app) base(store *postgres.Store) (base, error) {
	newest, err := store.Revisions(a.ctx, time.Time{}, time.Time{}, 1)
	if err != nil {
		return base{}, err
	}
	c, err := a.catalogInForce(store)
	b := base{before: c.Catalog, readable: c.Revision, newest: c.Newest}
	if none := new(engine.NoReadableError); errors.As(err, &none) {
		a.say("Note: %v.", err)
		b.newest, err = none.Newest.Revision, nil
	}
	if len(newest) > 0 && newest[0].Number == b.newest {
		b.checksum = newest[0].Checksum
	}
	return b, err
}
