package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend/log"

	"github.com/northstar/okrkpi/pkg/dev/bench"
)

// options of a run.
type options struct {
	home    string // of an installed Grafana
	url     string // of one that runs
	dir     string // for everything that a run leaves behind
	viewers int
	load    time.Duration
	only    string // part of the names of the queries
}

func main() {
	o := options{home: os.Getenv("GRAFANA_HOME"), url: os.Getenv("GRAFANA_URL")}
	flag.StringVar(&o.dir, "dir", filepath.Join(".data", "bench"), "folder for data, logs and the report; plugins/ in it holds the plugins")
	flag.IntVar(&o.viewers, "viewers", 200, "viewers who refresh a dashboard every five seconds")
	flag.DurationVar(&o.load, "load", 2*time.Minute, "how long they do so")
	flag.StringVar(&o.only, "only", "", "measure the queries whose names contain this")
	flag.Parse()
	log.DefaultLogger = log.NewNullLogger() // the plugin runs in this process for a moment, too
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) (err error) {
	if o.home == "" && o.url == "" {
		return errors.New("set GRAFANA_HOME to the folder of an installed Grafana, or GRAFANA_URL to the address of a running one")
	}
	if o.dir, err = filepath.Abs(o.dir); err != nil {
		return err
	}
	report := newReport()
	fmt.Println("Loading the company into PostgreSQL")
	db, err := openDatabase(ctx, filepath.Join(o.dir, "postgres"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.close()) }()
	if err := record(ctx, db, filepath.Join(o.dir, "plugins", cannedID)); err != nil {
		return err
	}
	server := &grafana{url: o.url}
	if o.url == "" {
		fmt.Println("Starting Grafana")
		if server, err = startGrafana(ctx, o.home, filepath.Join(o.dir, "plugins"), o.dir); err != nil {
			return err
		}
		defer server.stop()
	}
	sources, err := server.addSources(ctx, db)
	if err != nil {
		return err
	}
	if report.Grafana, err = server.version(ctx); err != nil {
		return err
	}
	report.Postgres = db.version(ctx)
	for _, q := range bench.Queries() {
		if !strings.Contains(q.Name, o.only) {
			continue
		}
		requests := requestsFor(q, sources)
		if err := checkAgreement(ctx, server, q, requests, report); err != nil {
			return err
		}
		for _, clients := range []int{1, 8} {
			fmt.Printf("Measuring %s with %d at once\n", q.Name, clients)
			results, err := measure(ctx, server, requests, clients)
			if err != nil {
				return fmt.Errorf("%s: %w", q.Name, err)
			}
			report.add(q.Name, clients, results)
		}
	}
	fmt.Printf("Letting %d viewers refresh for %v\n", o.viewers, o.load)
	report.Load = refresh(ctx, server, sources[0], o.viewers, o.load)
	if err := report.write(filepath.Join(o.dir, "grafana.md")); err != nil {
		return err
	}
	if report.Load.Errors > 0 {
		return fmt.Errorf("%d of %d requests of the viewers failed: %s", report.Load.Errors, report.Load.Requests, report.Load.FirstError)
	}
	return nil
}
