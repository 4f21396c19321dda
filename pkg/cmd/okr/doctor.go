package main

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/query"
	"github.com/northstar/okrkpi/pkg/series"
)

type doctorCommand struct {
	Output string `short:"o" enum:"table,json" default:"table" help:"Format of the report: table or json."`
}

// diagnosis is the result of one check.
type diagnosis struct {
	Check   string `json:"check"`
	OK      bool   `json:"ok"`
	Message string `json:"message"`
	Fix     string `json:"fix,omitempty"`
}

func (cmd *doctorCommand) Run(a *app) error {
	store, err := a.open()
	if err != nil {
		return err
	}
	defer store.Close()
	var list []diagnosis
	sound := true
	for _, c := range store.Check(a.ctx, true) {
		list = append(list, diagnosis{c.Name, c.OK, c.Message, c.Fix})
		sound = sound && (c.OK || c.OnlyWrites)
	}
	if sound {
		list = append(list, a.diagnoseContent(store)...)
	}
	if cmd.Output == "json" {
		err = a.json(list)
	} else {
		err = a.showDiagnoses(list)
	}
	if err != nil {
		return err
	}
	return doctorError(list)
}

// diagnoseContent checks the content of a working database: the catalog, and the age of the facts.
func (a *app) diagnoseContent(store *postgres.Store) []diagnosis {
	e, current, err := a.silentEngine(store)
	c := current.Catalog
	if none := new(engine.NoCatalogError); errors.As(err, &none) {
		return []diagnosis{{"catalog", false, "no catalog has been applied", "okr apply FOLDER"}}
	}
	if err != nil {
		return []diagnosis{{"catalog", false, err.Error(), ""}}
	}
	list := []diagnosis{{"catalog", true, fmt.Sprintf("revision %d with %s", current.Revision, count(len(c.Metrics), "metric")), ""}}
	if current.Unread != nil {
		list = append(list, diagnosis{"catalog", false, current.Reason(""), engine.UnreadableCure})
	}
	list = append(list, a.diagnoseFacts(store, c)...)
	v, err := e.View(a.ctx, engine.TimeRange{})
	if err != nil {
		return append(list, diagnosis{"catalog", false, err.Error(), ""})
	}
	card, err := v.Scorecard(a.ctx, query.Query{QueryType: query.Scorecard})
	if err != nil {
		return append(list, diagnosis{"facts", false, err.Error(), ""})
	}
	return append(append(list, freshness(card)...), a.oddLabels(store, c)...)
}

// oddLabels lists the metrics with labels that look like others.
func (a *app) oddLabels(store *postgres.Store, c *okr.Catalog) []diagnosis {
	odd, err := store.OddLabels(a.ctx)
	if err != nil {
		return []diagnosis{{"labels", false, err.Error(), ""}}
	}
	var list []diagnosis
	for _, o := range odd {
		message := fmt.Sprintf("%s has %s under %s that look like others or cannot be seen, such as %s", o.Metric, count(o.Facts, "fact"),
			count(o.Labels, "label"), okr.Quote(o.Example))
		fix := "load them again: okr import --replace FILE.csv"
		if m, ok := c.Metric(o.Metric); ok && m.Source.Kind == okr.SourceSQL {
			fix = "okr refresh --full " + o.Metric
		}
		list = append(list, diagnosis{"labels", false, message, fix})
	}
	return list
}

// diagnoseFacts reports stored facts that make numbers wrong, and how many were set aside.
func (a *app) diagnoseFacts(store *postgres.Store, c *okr.Catalog) []diagnosis {
	findings, err := store.FactFindings(a.ctx, series.CalendarOf(c.Organization), c.Metrics)
	if err != nil {
		return []diagnosis{{"facts", false, err.Error(), ""}}
	}
	var list []diagnosis
	for _, f := range findings {
		fix := f.Fix
		if m, ok := c.Metric(f.Metric); ok && m.Source.Kind == okr.SourceSQL {
			fix = "okr refresh --full " + f.Metric
		}
		list = append(list, diagnosis{"facts", false, f.Reason, fix})
	}
	names := []string{}
	for i := range c.Metrics {
		names = append(names, c.Metrics[i].Name)
	}
	others, err := store.OtherMetrics(a.ctx, names)
	if err != nil {
		return append(list, diagnosis{"facts", false, err.Error(), ""})
	}
	for _, metric := range others {
		list = append(list, diagnosis{"facts", true, metric + " has facts, and the catalog has no such metric: they count nowhere", ""})
	}
	aside, err := store.AsideMetrics(a.ctx)
	if err != nil {
		return append(list, diagnosis{"facts", false, err.Error(), ""})
	}
	for _, metric := range slices.Sorted(maps.Keys(aside)) {
		n := aside[metric]
		list = append(list, diagnosis{"facts", true, fmt.Sprintf("%s of %s set aside and in no number: okr export aside writes them",
			count(n, "fact"), metric+verb(int(n))), ""})
	}
	return list
}

// freshness lists the metrics whose facts are missing or late, each once.
func freshness(card *engine.Scorecard) []diagnosis {
	var list []diagnosis
	for i := range card.Rows {
		r := &card.Rows[i]
		message := lateness(r)
		if message == "" || slices.ContainsFunc(list, func(d diagnosis) bool { return d.Message == message }) {
			continue
		}
		list = append(list, diagnosis{"facts", false, message, remedy(r.Metric)})
	}
	if len(list) == 0 {
		message := "every number of the scorecard is up to date at " + card.At.Format(time.DateTime)
		list = append(list, diagnosis{"facts", true, message, ""})
	}
	return list
}

// lateness says that facts of a metric are missing or late; "" where they are not.
func lateness(r *engine.Row) string {
	if r.Metric == nil || r.StaleDays == 0 {
		return ""
	}
	message := fmt.Sprintf("the facts of %s are %s late", r.Metric.Name, count(int(r.StaleDays), "day"))
	if math.IsNaN(r.StaleDays) {
		message = r.Metric.Name + " has no facts"
		if r.ValueReason != "" {
			message = r.Metric.Name + " has no value"
		}
	}
	if r.ValueReason != "" {
		message += ": " + r.ValueReason
	}
	return message
}

func remedy(m *okr.Metric) string {
	switch m.Source.Kind {
	case okr.SourceSQL:
		return "okr refresh " + m.Name
	case okr.SourceFacts, okr.SourceEvents, okr.SourceKindUnknown:
	}
	return "okr import FILE.csv"
}

func (c *console) showDiagnoses(list []diagnosis) error {
	for _, d := range list {
		mark := c.paint("ok  ", text.FgGreen)
		if !d.OK {
			mark = c.paint("FAIL", text.FgRed)
		}
		if err := c.print("%s  %s: %s", mark, d.Check, d.Message); err != nil {
			return err
		}
		if d.Fix != "" {
			if err := c.print("      → %s", d.Fix); err != nil {
				return err
			}
		}
	}
	return nil
}

// doctorError is nil where all checks passed.
func doctorError(list []diagnosis) error {
	for _, d := range list {
		switch {
		case d.OK:
		case d.Check == postgres.CheckConnection || d.Check == postgres.CheckAuthentication:
			return errReportedUnreachable
		default:
			return errReported
		}
	}
	return nil
}
