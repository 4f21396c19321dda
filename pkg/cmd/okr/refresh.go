package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/series"
)

type refreshCommand struct {
	Metrics []string `arg:"" optional:"" name:"metric" help:"Metrics to refresh. Default: all that are read by SQL."`
	Full    bool     `help:"Read every fact again from the metric's first day on, not only what is new or late."`
	Output  string   `short:"o" enum:"table,json" default:"table" help:"Format of the report: table or json."`
}

// refreshesAtOnce limits the load on the user's own tables.
const refreshesAtOnce = 4

// refreshed is the result of refreshing one metric.
type refreshed struct {
	Metric     string   `json:"metric"`
	Result     string   `json:"result"` // refreshed, skipped (another process is at it) or failed
	Rows       int64    `json:"rows"`
	Inserted   int64    `json:"inserted"`
	Updated    int64    `json:"updated"`
	Deleted    int64    `json:"deleted"`
	Incomplete int64    `json:"incomplete"`         // rows without a number, left out
	Outside    int64    `json:"outside"`            // rows outside the time that was asked for, left out
	Warnings   []string `json:"warnings,omitempty"` // facts whose dates are probably wrong
	Seconds    float64  `json:"seconds"`
	Error      string   `json:"error,omitempty"`
	err        error
}

func (cmd *refreshCommand) Run(a *app) error {
	store, err := a.open()
	if err != nil {
		return err
	}
	defer store.Close()
	current, err := a.catalogInForce(store)
	if err != nil {
		return err
	}
	c := current.Catalog
	if c == nil {
		return &engine.NoCatalogError{}
	}
	metrics, err := cmd.choose(c)
	if err != nil {
		return err
	}
	if len(metrics) == 0 {
		return a.print("No metric of the catalog is read by SQL.")
	}
	until, err := a.instant(c.Organization.Timezone)
	if err != nil {
		return err
	}
	results := cmd.refreshAll(a, store, current, metrics, until)
	if err := cmd.report(a, results); err != nil {
		return err
	}
	return refreshError(results)
}

// choose selects the metrics to refresh.
func (cmd *refreshCommand) choose(c *okr.Catalog) ([]*okr.Metric, error) {
	var known []string
	var metrics []*okr.Metric
	for i := range c.Metrics {
		m := &c.Metrics[i]
		if m.Source.Kind != okr.SourceSQL {
			continue
		}
		known = append(known, m.Name)
		if len(cmd.Metrics) == 0 || slices.Contains(cmd.Metrics, m.Name) {
			metrics = append(metrics, m)
		}
	}
	for _, name := range cmd.Metrics {
		if slices.Contains(known, name) {
			continue
		}
		if _, ok := c.Metric(name); ok {
			return nil, usage("metric %s is not read by SQL, so there is nothing to refresh: load its facts by `okr import`", name)
		}
		if near := okr.Nearest(name, known); near != "" {
			return nil, usage("the catalog has no metric %q: did you mean %s?", name, near)
		}
		return nil, usage("the catalog has no metric %q", name)
	}
	return metrics, nil
}

func (cmd *refreshCommand) refreshAll(
	a *app, store *postgres.Store, c engine.InForce, metrics []*okr.Metric, until time.Time,
) []refreshed {
	results := make([]refreshed, len(metrics))
	bar := a.progress("Refreshing", int64(len(metrics)))
	defer bar.end()
	var group errgroup.Group
	group.SetLimit(refreshesAtOnce)
	for i, m := range metrics {
		group.Go(func() error {
			results[i] = cmd.refreshOne(a.ctx, store, c, m, until)
			bar.add(1)
			return nil
		})
	}
	_ = group.Wait() // failures are in the results
	return results
}

func (cmd *refreshCommand) refreshOne(
	ctx context.Context, store *postgres.Store, c engine.InForce, m *okr.Metric, until time.Time,
) refreshed {
	started := time.Now()
	result, err := store.Refresh(ctx, postgres.RefreshRequest{
		Metric: *m, Calendar: series.CalendarOf(c.Catalog.Organization), Revision: c.Revision, Until: until, Full: cmd.Full,
	})
	r := refreshed{
		Metric: m.Name, Result: "refreshed", Rows: result.Rows, Inserted: result.Inserted, Updated: result.Updated,
		Deleted: result.Deleted, Incomplete: result.Incomplete, Outside: result.Outside,
		Seconds: time.Since(started).Seconds(), err: err,
	}
	for _, far := range result.Far {
		r.Warnings = append(r.Warnings, fmt.Sprintf("%v: look at the statement of the metric's source", far))
	}
	switch {
	case err != nil:
		r.Result, r.Error = "failed", err.Error()
	case result.Running:
		r.Result = "skipped"
	}
	return r
}

func (cmd *refreshCommand) report(a *app, results []refreshed) error {
	if cmd.Output == "json" {
		return a.json(results)
	}
	g := grid{
		header: []string{"metric", "result", "rows", "new", "changed", "removed", "left out", "seconds"},
		right:  []int{2, 3, 4, 5, 6, 7},
	}
	for _, r := range results {
		g.add(r.Metric, r.Result, fmt.Sprint(r.Rows), fmt.Sprint(r.Inserted), fmt.Sprint(r.Updated),
			fmt.Sprint(r.Deleted), fmt.Sprint(r.Incomplete+r.Outside), fmt.Sprintf("%.1f", r.Seconds))
	}
	if err := a.grid(g); err != nil {
		return err
	}
	for _, r := range results {
		if r.err != nil {
			a.say("%s: %v", r.Metric, r.err)
		}
		for _, warning := range r.Warnings {
			a.say("%s.", warning)
		}
	}
	return nil
}

// refreshError is the error of the command. A lost database decides the exit code.
func refreshError(results []refreshed) error {
	var outcome error
	for _, r := range results {
		unavailable, short := new(postgres.UnavailableError), new(postgres.ResourceError)
		if errors.As(r.err, &unavailable) || errors.As(r.err, &short) && short.Metric == "" {
			return r.err
		}
		if r.err != nil {
			outcome = errReported
		}
	}
	return outcome
}
