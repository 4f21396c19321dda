package main

import (
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/northstar/okrkpi/pkg/alert"
	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
)

type rulesEvalCommand struct {
	Rules  []string `arg:"" optional:"" name:"rule" help:"Rules to evaluate. Default: all."`
	Team   string   `placeholder:"NAME" help:"Only what goes to this team and the teams below it."`
	Output string   `short:"o" enum:"table,json" default:"table" help:"Format: table or json."`
}

func (cmd *rulesEvalCommand) Run(a *app) error {
	store, err := a.open()
	if err != nil {
		return err
	}
	defer store.Close()
	e, _, err := a.engine(store)
	if err != nil {
		return err
	}
	v, err := e.View(a.ctx, engine.TimeRange{})
	if err != nil {
		return err
	}
	alerts, err := alert.Evaluate(a.ctx, v, query.Query{QueryType: query.Alerts, Rules: cmd.Rules, Team: cmd.Team})
	if err != nil {
		return err
	}
	if cmd.Output == "table" {
		return a.showAlerts(alerts)
	}
	rows := make([]alertRow, 0, len(alerts.Rows))
	for i := range alerts.Rows {
		instance := &alerts.Rows[i]
		row := alertRowOf(instance)
		row.Threshold, row.Decision = instance.Threshold, instance.Decision
		if !instance.Since.IsZero() {
			row.Since = okr.DateOf(instance.Since).String()
		}
		rows = append(rows, row)
	}
	return a.json(rows)
}

func (c *console) showAlerts(alerts *alert.Alerts) error {
	g := grid{header: []string{"rule", "number", "bucket", "value", "threshold", "state", "since", "reason"}, right: []int{3}}
	firing := 0
	for i := range alerts.Rows {
		a := &alerts.Rows[i]
		since := ""
		if !a.Since.IsZero() {
			since = okr.DateOf(a.Since).String()
		}
		if a.State == alert.Firing {
			firing++
		}
		g.add(a.Rule.Name, a.SubjectName(), startOf(a), a.ValueText, a.Threshold, c.stateWord(a.State), since, a.Reason)
	}
	if err := c.grid(g); err != nil {
		return err
	}
	return c.print("\n%s, %d firing, as of %s.", count(len(alerts.Rows), "alert"), firing,
		alerts.At.Format("2006-01-02 15:04 MST"))
}

func (c *console) stateWord(s alert.State) painted {
	switch s {
	case alert.Firing:
		return c.paint(s.String(), text.FgRed)
	case alert.OK:
		return c.paint(s.String(), text.FgGreen)
	case alert.NoData, alert.Silenced, alert.StateUnknown:
	}
	return c.paint(s.String(), text.FgHiBlack)
}
