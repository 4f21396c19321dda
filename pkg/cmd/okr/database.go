package main

import (
	"errors"
	"time"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/postgres"
)

// databaseVariable is the environment variable with the URL of the database.
const databaseVariable = "OKR_DATABASE_URL"

// database is the connection of the command line or the environment.
func (a *app) database() (postgres.Config, error) {
	url := firstText(a.databaseURL, a.env(databaseVariable))
	if url == "" {
		return postgres.Config{}, usage("no database is given: set --database-url or %s to "+
			"postgres://user:password@host:5432/database", databaseVariable)
	}
	return postgres.Config{URL: url}, nil
}

// open opens the database. It does not connect yet.
func (a *app) open() (*postgres.Store, error) {
	cfg, err := a.database()
	if err != nil {
		return nil, err
	}
	return openStore(cfg)
}

func openStore(cfg postgres.Config) (*postgres.Store, error) {
	store, err := postgres.Open(cfg)
	if wrong := new(postgres.ConfigError); errors.As(err, &wrong) {
		return nil, usage("%v", err)
	}
	return store, err
}

// engine is an engine on a store, at the time of the command. It prints a notice where the newest revision of the catalog
// is not in force.
func (a *app) engine(store *postgres.Store) (*engine.Engine, *okr.Catalog, error) {
	e, c, err := a.silentEngine(store)
	if err != nil {
		return nil, nil, err
	}
	a.sayNotice(c)
	return e, c.Catalog, nil
}

func (a *app) silentEngine(store *postgres.Store) (*engine.Engine, engine.InForce, error) {
	var now time.Time
	e, err := newEngine(store, func() time.Time { return now })
	if err != nil {
		return nil, engine.InForce{}, err
	}
	c, err := e.InForce(a.ctx)
	if err != nil {
		return nil, engine.InForce{}, err
	}
	now, err = a.instant(c.Catalog.Organization.Timezone)
	return e, c, err
}

func newEngine(store *postgres.Store, clock func() time.Time) (*engine.Engine, error) {
	return engine.New(engine.Config{Catalog: store, Series: store, Journal: store, Clock: clock})
}
