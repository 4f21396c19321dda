package main

import (
	"errors"
	"fmt"

	"github.com/northstar/okrkpi/pkg/catalog"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/postgres"
)

// newestCatalog is the newest revision in the database. The catalog is nil when there is none.
func (a *app) newestCatalog(store *postgres.Store) (*okr.Catalog, int64, error) {
	number, err := store.Revision(a.ctx)
	if err != nil || number == 0 {
		return nil, 0, err
	}
	document, err := store.Document(a.ctx, number)
	if err != nil {
		return nil, 0, err
	}
	name := fmt.Sprintf("catalog revision %d", number)
	c, findings := catalog.Parse([]catalog.File{{Name: name, Data: document}})
	if err := findings.Err(); err != nil {
		return nil, 0, fmt.Errorf("%s was written by another version of okr: %w", name, err)
	}
	return c, number, nil
}

// currentCatalog is the newest revision, which must exist.
func (a *app) currentCatalog(store *postgres.Store) (*okr.Catalog, error) {
	c, _, err := a.newestCatalog(store)
	if err == nil && c == nil {
		err = errors.New("no catalog has been applied to this database yet: run `okr apply FOLDER`")
	}
	return c, err
}
