package main

import (
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/northstar/okrkpi/pkg/dev/demo"
	"github.com/northstar/okrkpi/pkg/dev/localgrafana"
	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/page"
	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/query"
)

type demoCommand struct {
	Once         bool   `help:"End after printing the scorecard."`
	Dir          string `default:".data/demo" placeholder:"FOLDER" help:"Where the demo keeps its data: ${default}."`
	Provisioning string `default:"provisioning" placeholder:"FOLDER" help:"Catalog and Grafana's settings: ${default}."`
	Plugin       string `default:"dist" placeholder:"FOLDER" help:"Folder with the built plugin: ${default}."`
}

// Help is the long help text of the command.
func (*demoCommand) Help() string {
	return "Uses the database of OKR_DATABASE_URL, or starts a PostgreSQL of its own on the loopback interface. Moves the " +
		"catalog's quarter so that it has just ended, loads two years of invented facts, and starts the Grafana that it " +
		"finds in GRAFANA_HOME or on the PATH, until Ctrl-C. With GRAFANA_URL it names that one instead."
}

func (cmd *demoCommand) Run(a *app) error {
	original, findings, err := a.readCatalog(filepath.Join(cmd.Provisioning, "catalog"))
	if err != nil {
		return err
	}
	if err := findings.Err(); err != nil {
		return err
	}
	asOf, err := a.instant(original.Organization.Timezone)
	if err != nil {
		return err
	}
	db, err := cmd.startDatabase(a, dayBefore(asOf.In(original.Organization.Timezone)))
	if err != nil {
		return err
	}
	defer db.stop(a)
	c, err := demo.Shift(original, asOf)
	if err != nil {
		return err
	}
	store, err := openStore(db.config)
	if err != nil {
		return err
	}
	defer store.Close()
	if err := cmd.load(a, store, c, asOf); err != nil {
		return err
	}
	if err := cmd.show(a, store); err != nil {
		return err
	}
	if cmd.Once && a.env(passwordVariable) == "" {
		return nil
	}
	login, err := db.readerLogin(a, cmd.Dir)
	if err != nil || cmd.Once {
		return err
	}
	return cmd.grafana(a, login, asOf)
}

// load stores catalog, facts and journal in the database, unless they are there already.
func (cmd *demoCommand) load(a *app, store *postgres.Store, c *okr.Catalog, asOf time.Time) error {
	b, err := a.base(store)
	if err != nil {
		return err
	}
	if before := b.before; before != nil && before.Organization.Name != c.Organization.Name {
		return fmt.Errorf("this database holds the catalog of %s, which the demo would replace: name another database",
			before.Organization.Label(before.Organization.Locale))
	}
	if b.before == nil && b.newest > 0 {
		return errors.New("this database holds a catalog that cannot be read, which the demo would replace: name another database")
	}
	day := dayBefore(asOf.In(c.Organization.Timezone)).String()
	applied, err := a.apply(store, c, applyOptions{
		author: "okr demo", note: "the demo company as of " + day, base: b, setAside: true,
	})
	if err != nil {
		return err
	}
	if applied.Changed {
		a.say("Applied the catalog as revision %d.", applied.Revision.Number)
	}
	if err := a.loadDemoFacts(store, c, asOf); err != nil {
		return err
	}
	return a.loadDemoJournal(store, c)
}

// show prints the scorecard with its objectives.
func (cmd *demoCommand) show(a *app, store *postgres.Store) error {
	e, _, err := a.engine(store)
	if err != nil {
		return err
	}
	v, err := e.View(a.ctx, engine.TimeRange{})
	if err != nil {
		return err
	}
	card, err := v.Scorecard(a.ctx, query.Query{QueryType: query.Scorecard, Roles: slices.DeleteFunc(query.Roles(), func(r query.Role) bool {
		return r == query.RoleMetric
	})})
	if err != nil {
		return err
	}
	if err := a.print(""); err != nil {
		return err
	}
	return firstError(a.scorecard(card), a.print(""))
}

// grafana shows the demo in a Grafana until the user stops it.
func (cmd *demoCommand) grafana(a *app, login map[string]string, asOf time.Time) error {
	if address := a.env("GRAFANA_URL"); address != "" {
		return a.print("Grafana: %s", a.paint(cmd.link(a, address, asOf), text.Bold))
	}
	program, ok, err := localgrafana.Find(a.env("GRAFANA_HOME"))
	if err != nil {
		return usage("%v", err)
	}
	if !ok {
		return a.print("No Grafana was found. To see the dashboards, download one from https://grafana.com/grafana/download " +
			"and set GRAFANA_HOME to its folder, or with Docker run: npm run build && docker compose up")
	}
	cfg, err := cmd.grafanaConfig(program, login)
	if err != nil {
		return err
	}
	if address := localgrafana.Running(a.ctx, cfg.Dir); address != "" {
		return a.print("Grafana runs already: %s", a.paint(cmd.link(a, address, asOf), text.Bold))
	}
	a.say("Starting Grafana from %s …", program.Home)
	g, err := localgrafana.Start(a.ctx, cfg)
	if err != nil {
		return err
	}
	defer g.Stop()
	if err := g.Wait(a.ctx); err != nil {
		return err
	}
	err = a.print("Grafana:  %s\nSign in:  admin / admin (looking needs no sign-in)\nStop:     Ctrl-C",
		a.paint(cmd.link(a, g.URL, asOf), text.Bold))
	if err != nil {
		return err
	}
	select {
	case <-a.ctx.Done():
		a.say("\nStopping …")
		return nil
	case <-g.Done():
		return fmt.Errorf("grafana ended: see %s", g.Log)
	}
}

// link is the address of the overview. Its time range ends on the day of --as-of; without one it follows the clock.
func (cmd *demoCommand) link(a *app, grafana string, asOf time.Time) string {
	link := strings.TrimSuffix(grafana, "/") + "/d/" + page.Overview.UID("en")
	if a.asOf == "" {
		return link
	}
	values := url.Values{
		"from": {fmt.Sprint(asOf.AddDate(0, 0, -91).UnixMilli())},
		"to":   {fmt.Sprint(asOf.UnixMilli())},
	}
	return link + "?" + values.Encode()
}
