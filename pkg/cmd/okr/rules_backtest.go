package main

import (
	"math"

	"github.com/northstar/okrkpi/pkg/alert"
	"github.com/northstar/okrkpi/pkg/query"
)

type rulesBacktestCommand struct {
	Rules  []string `arg:"" optional:"" name:"rule" help:"Rules to replay. Default: all."`
	From   string   `placeholder:"TIME" help:"Start of the replay, as in okr query. Default: a year before the end."`
	To     string   `placeholder:"TIME" help:"End of the replay, as in okr query. Default: now."`
	Team   string   `placeholder:"NAME" help:"Only what goes to this team and the teams below it."`
	Wanted float64  `placeholder:"N" help:"Suggest thresholds that would have fired about N times a quarter."`
	Output string   `short:"o" enum:"table,json,csv" default:"table" help:"${backtest_help}"`
	budgetFlag
}

// backtestRange is the start of the replay when it is not given.
const backtestRange = "now-1y"

// Help is the long help text of the command.
func (*rulesBacktestCommand) Help() string {
	return "Every complete bucket is judged as it was at its end, with today's rules and today's facts."
}

func (cmd *rulesBacktestCommand) Run(a *app) error {
	if cmd.Wanted < 0 {
		return usage("--wanted is %v: want a number of times a quarter", cmd.Wanted)
	}
	if err := cmd.bound(a); err != nil {
		return err
	}
	store, err := a.open()
	if err != nil {
		return err
	}
	defer store.Close()
	e, c, err := a.engine(store)
	if err != nil {
		return err
	}
	span, err := a.timeRange(cmd.From, cmd.To, backtestRange, c.Organization.Timezone)
	if err != nil {
		return err
	}
	v, err := e.View(a.ctx, span)
	if err != nil {
		return err
	}
	replayed, err := alert.EvaluateRange(a.ctx, v, query.Query{QueryType: query.Alerts, Rules: cmd.Rules, Team: cmd.Team})
	if err != nil {
		return err
	}
	if cmd.Output == "table" {
		return a.showReplays(alert.Replays(replayed.Rows), span, cmd.Wanted)
	}
	rows := make([]alertRow, 0, len(replayed.Rows))
	for i := range replayed.Rows {
		rows = append(rows, alertRowOf(&replayed.Rows[i]))
	}
	if cmd.Output == "csv" {
		return a.writeAlertCSV(rows)
	}
	return a.json(rows)
}

func finite(v float64) *float64 {
	if math.IsNaN(v) {
		return nil
	}
	return &v
}
