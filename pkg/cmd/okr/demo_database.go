package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/northstar/okrkpi/pkg/dev/demo"
	"github.com/northstar/okrkpi/pkg/dev/localpg"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/series"
)

// demoDatabase is the database of the demo.
type demoDatabase struct {
	config postgres.Config
	server *localpg.Server // nil for the user's own server
}

// startDatabase prepares a database with tables: the user's own, or one on a private server. There, a demo as of another day than
// today gets a database of its own, so that it does not see facts of later days.
func (cmd *demoCommand) startDatabase(a *app, day okr.Date) (*demoDatabase, error) {
	db := &demoDatabase{}
	var err error
	if firstText(a.databaseURL, a.env(databaseVariable)) != "" {
		if db.config, err = a.database(); err != nil {
			return nil, err
		}
	} else {
		name := "okr"
		if a.asOf != "" {
			name += "_" + strings.ReplaceAll(day.String(), "-", "")
		}
		a.say("Starting PostgreSQL …")
		// The server outlives Ctrl-C until everything that uses it has stopped.
		db.server, err = localpg.Start(context.WithoutCancel(a.ctx), localpg.Config{DataDir: filepath.Join(cmd.Dir, "pg")})
		if err != nil {
			return nil, err
		}
		db.config = postgres.Config{URL: db.server.URL(name)}
		if _, err := postgres.CreateDatabase(a.ctx, db.config); err != nil {
			return nil, errors.Join(err, db.server.Stop())
		}
	}
	if _, err := postgres.Migrate(a.ctx, db.config, func(step string) { a.say("PostgreSQL: %s", step) }); err != nil {
		db.stop(a)
		return nil, err
	}
	return db, nil
}

func (db *demoDatabase) stop(a *app) {
	if db.server == nil {
		return
	}
	if err := db.server.Stop(); err != nil {
		a.say("%v", err)
	}
}

// loadDemoFacts imports the invented facts, unless the newest week of them is there already.
func (a *app) loadDemoFacts(store *postgres.Store, c *okr.Catalog, asOf time.Time) error {
	cal := series.CalendarOf(c.Organization)
	var all []series.Fact
	for f := range demo.Facts(c, asOf) {
		all = append(all, f)
	}
	loaded, err := a.holdsNewest(store, cal, all, asOf)
	if err != nil || loaded {
		return err
	}
	a.say("Loading %d facts …", len(all))
	bar := a.progress("Loading facts", int64(len(all)))
	defer bar.end()
	result, err := store.Import(a.ctx, postgres.ImportRequest{
		Calendar: cal, Metrics: c.Metrics, Facts: sound(all), Report: bar.set,
	})
	bar.end()
	if err == nil {
		a.say("Loaded: %d new, %d changed.", result.Inserted, result.Updated)
	}
	return err
}

func sound(facts []series.Fact) iter.Seq2[series.Fact, error] {
	return func(yield func(series.Fact, error) bool) {
		for _, f := range facts {
			if !yield(f, nil) {
				return
			}
		}
	}
}

// holdsNewest reports whether the database has exactly the given facts of the week before asOf. An import is all or
// nothing, so the others are there too.
func (a *app) holdsNewest(store *postgres.Store, cal series.Calendar, all []series.Fact, asOf time.Time) (bool, error) {
	from := dayBefore(asOf.In(cal.Location())).AddDays(-7)
	type key struct {
		metric  string
		grain   okr.Grain
		segment series.Segment
		bucket  series.Bucket
	}
	missing := map[key][2]float64{}
	metrics := map[string]bool{}
	var names []string
	for _, f := range all {
		if !metrics[f.Metric] {
			metrics[f.Metric] = true
			names = append(names, f.Metric)
		}
		if f.Bucket >= cal.OnDate(f.Grain, from) {
			missing[key{f.Metric, f.Grain, f.Segment, f.Bucket}] = [2]float64{f.Num, f.Den}
		}
	}
	columns, err := store.Facts(a.ctx, series.FactsRequest{
		Calendar: cal, Metrics: names, From: from.AddDays(-100),
	})
	if err != nil {
		return false, err
	}
	for _, col := range columns {
		for f := range col.Facts() {
			k := key{f.Metric, f.Grain, f.Segment, f.Bucket}
			if want, ok := missing[k]; ok && want == [2]float64{f.Num, f.Den} {
				delete(missing, k)
			}
		}
	}
	return len(missing) == 0, nil
}

// passwordVariable is the environment variable with the password of Grafana's database user, for a Grafana that okr does not start.
const passwordVariable = "OKR_DB_PASSWORD"

// readerUser is Grafana's database user, a member of okr_reader only.
const readerUser = "okr_demo_grafana"

// readerLogin creates Grafana's database user and returns the variables of the provisioned data source.
func (db *demoDatabase) readerLogin(a *app, dir string) (map[string]string, error) {
	password, err := readerPassword(a, dir)
	if err != nil {
		return nil, err
	}
	login, err := postgres.CreateReader(a.ctx, db.config, readerUser, password)
	if err != nil {
		return nil, err
	}
	return map[string]string{
		"OKR_DB_HOST":     strings.Join(login.Hosts, ","),
		"OKR_DB_NAME":     login.Database,
		"OKR_DB_USER":     login.User,
		"OKR_DB_TLS_MODE": login.TLSMode,
		passwordVariable:  password,
	}, nil
}

// readerPassword is the password from the environment, or a random one that the first run keeps in a file.
func readerPassword(a *app, dir string) (string, error) {
	if password := a.env(passwordVariable); password != "" {
		return password, nil
	}
	file := filepath.Join(dir, "grafana-password")
	text, err := os.ReadFile(file) //nolint:gosec // below the folder that the user chose
	if err == nil && len(text) > 0 {
		return string(text), nil
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return "", err
	}
	password := rand.Text()
	if err := os.WriteFile(file, []byte(password), 0o600); err != nil {
		return "", fmt.Errorf("keep the password of Grafana's database user: %w", err)
	}
	return password, nil
}
