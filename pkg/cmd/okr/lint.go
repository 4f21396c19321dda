package main

import (
	"fmt"

	"github.com/northstar/okrkpi/pkg/catalog"
)

type lintCommand struct {
	Paths  []string `arg:"" optional:"" name:"path" default:"." help:"${paths_help} Default: this folder."`
	Output string   `short:"o" enum:"table,json" default:"table" help:"Format of the findings: table or json."`
}

func (cmd *lintCommand) Run(a *app) error {
	c, findings, err := a.readCatalog(cmd.Paths...)
	if err != nil {
		return err
	}
	if cmd.Output == "json" {
		err = a.json(lintReport(findings))
	} else {
		a.showFindings(findings)
	}
	if err != nil || findings.Err() != nil {
		return firstError(err, errReported)
	}
	if cmd.Output == "table" {
		return a.print("The catalog is sound: %s, %s, %s, %s, %s (%d written).%s", count(len(c.Metrics), "metric"),
			count(len(c.KPIs), "KPI"), count(len(c.Objectives), "objective"), count(len(c.Periods), "period"),
			count(len(c.Rules()), "alert rule"), len(c.AlertRules), advice(len(findings)))
	}
	return nil
}

// showFindings prints findings.
func (a *app) showFindings(findings catalog.Findings) {
	for _, f := range findings {
		a.say("%s\n", f)
	}
	if n := len(findings.Of(catalog.Error)); n > 0 {
		a.say("%s in the catalog.", count(n, "error"))
	}
}

// lintFinding is a finding in JSON.
type lintFinding struct {
	Severity string `json:"severity"`
	File     string `json:"file"`
	Line     int    `json:"line"`
	Column   int    `json:"column"`
	Rule     string `json:"rule"`
	Message  string `json:"message"`
	Hint     string `json:"hint,omitempty"`
}

func lintReport(findings catalog.Findings) []lintFinding {
	report := make([]lintFinding, 0, len(findings))
	for _, f := range findings {
		report = append(report, lintFinding{f.Severity.String(), f.File, f.Line, f.Column, f.Rule, f.Message, f.Hint})
	}
	return report
}

// count writes a number of things: 1 metric, 2 metrics.
func count[N ~int | ~int64](n N, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func advice(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(" See the %s above.", map[bool]string{true: "finding", false: "findings"}[n == 1])
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
