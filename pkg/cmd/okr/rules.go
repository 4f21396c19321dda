package main

import (
	"encoding/csv"
	"maps"
	"slices"
	"strconv"

	"github.com/northstar/okrkpi/pkg/alert"
	"github.com/northstar/okrkpi/pkg/okr"
)

// rulesCommand are the commands about alert rules.
type rulesCommand struct {
	Check    rulesCheckCommand    `cmd:"" help:"Check a catalog and list its alert rules, also the automatic ones."`
	Eval     rulesEvalCommand     `cmd:"" help:"Show the state of every alert rule now, and why."`
	Backtest rulesBacktestCommand `cmd:"" help:"Replay alert rules over the past: when they would have fired."`
	Export   rulesExportCommand   `cmd:"" help:"Write the alert rules for Grafana's alerting."`
}

// alertRow is one alert in JSON. Missing numbers are null.
type alertRow struct {
	Rule      string            `json:"rule"`
	Labels    map[string]string `json:"labels"`
	Bucket    string            `json:"bucket"` // its first day
	Value     *float64          `json:"value"`
	Sample    *float64          `json:"sample"`
	Outcome   string            `json:"outcome"`
	Reason    string            `json:"reason"`
	Threshold string            `json:"threshold,omitempty"`
	Since     string            `json:"since,omitempty"`
	Decision  string            `json:"decision,omitempty"`
}

// alertRowOf is an alert of a replay in JSON.
func alertRowOf(a *alert.Alert) alertRow {
	return alertRow{
		Rule: a.Rule.Name, Labels: alertLabels(a), Bucket: startOf(a), Value: finite(a.Value), Sample: finite(a.Sample),
		Outcome: a.State.String(), Reason: a.Reason,
	}
}

// alertLabels are the labels by which Grafana distinguishes the alerts of a rule.
func alertLabels(a *alert.Alert) map[string]string {
	labels := a.Labels()
	delete(labels, okr.LabelRule)
	delete(labels, okr.LabelOwner)
	return labels
}

// startOf is the first day of the evaluated bucket, with the time for hours.
func startOf(a *alert.Alert) string {
	if a.Grain == okr.Hour {
		return a.Bucket.Format("2006-01-02T15:04")
	}
	return okr.DateOf(a.Bucket).String()
}

// writeAlertCSV writes alerts as CSV for spreadsheets, with a column for each label that any of them has.
func (c *console) writeAlertCSV(rows []alertRow) error {
	keys := map[string]bool{}
	for _, r := range rows {
		for key := range r.Labels {
			keys[key] = true
		}
	}
	labels := slices.Sorted(maps.Keys(keys))
	out := csv.NewWriter(c.out)
	_ = out.Write(slices.Concat([]string{"rule"}, labels, []string{"bucket", "value", "sample", "outcome", "reason"}))
	for _, r := range rows {
		record := append(make([]string, 0, len(labels)+6), r.Rule)
		for _, key := range labels {
			record = append(record, sheetText(r.Labels[key]))
		}
		_ = out.Write(append(record, r.Bucket, digits(r.Value), digits(r.Sample), r.Outcome, sheetText(r.Reason)))
	}
	out.Flush()
	return out.Error()
}

func digits(v *float64) string {
	if v == nil {
		return ""
	}
	return strconv.FormatFloat(*v, 'g', -1, 64)
}
