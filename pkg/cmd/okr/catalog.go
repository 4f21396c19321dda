package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/northstar/okrkpi/pkg/catalog"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/postgres"
)

// readCatalog reads and checks the catalog in a folder. The catalog is nil when a finding is an error.
func readCatalog(folder string) (*okr.Catalog, catalog.Findings, error) {
	info, err := os.Stat(folder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil, usage("there is no folder %s", folder)
	case err != nil:
		return nil, nil, err
	case !info.IsDir():
		return nil, nil, usage("%s is a file: name the folder that holds the catalog", folder)
	}
	files, err := catalog.ReadFolder(os.DirFS(folder))
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", folder, err)
	}
	for i := range files {
		files[i].Name = filepath.Join(folder, files[i].Name)
	}
	c, findings := catalog.Parse(files)
	return c, findings, nil
}

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
