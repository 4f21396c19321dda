package main

import (
	"slices"
	"strings"
	"time"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/frame"
	"github.com/northstar/okrkpi/pkg/query"
)

type journalListCommand struct {
	Kind      []string `placeholder:"KIND" help:"Only these kinds, definition (a change of a definition) among them."`
	Metric    []string `placeholder:"NAME" help:"Only what concerns these metrics."`
	Objective string   `placeholder:"NAME" help:"Only what concerns this objective."`
	Team      string   `placeholder:"NAME" help:"Only what concerns this team and the teams below it."`
	Open      bool     `help:"Only bets, blockers and experiments that are still open, however old."`
	From      string   `placeholder:"TIME" help:"${from_help}"`
	To        string   `placeholder:"TIME" help:"${to_help}"`
	Limit     int      `default:"100" help:"At most so many: ${default} by default."`
	Output    string   `short:"o" enum:"table,json,csv" default:"table" help:"Format: table, json or csv."`
}

// journalLine is a row of the list as JSON.
type journalLine struct {
	ID         string   `json:"id"`
	Kind       string   `json:"kind"`
	At         string   `json:"at"`
	Until      string   `json:"until,omitempty"`
	State      string   `json:"state,omitempty"` // open or closed
	Text       string   `json:"text"`
	Subject    string   `json:"subject"`
	Metric     string   `json:"metric,omitempty"`
	Objective  string   `json:"objective,omitempty"`
	KeyResult  string   `json:"keyResult,omitempty"`
	KPI        string   `json:"kpi,omitempty"`
	Team       string   `json:"team,omitempty"`
	Hypothesis string   `json:"hypothesis,omitempty"`
	Result     string   `json:"result,omitempty"`
	Note       string   `json:"note,omitempty"`
	Author     string   `json:"author"`
	Login      string   `json:"login,omitempty"` // database user
	Tags       []string `json:"tags"`
	Replaces   int64    `json:"replaces,omitempty"`
}

func (cmd *journalListCommand) Run(a *app) error {
	store, err := a.open()
	if err != nil {
		return err
	}
	defer store.Close()
	e, c, err := a.engine(store)
	if err != nil {
		return err
	}
	span, err := a.timeRange(cmd.From, cmd.To, defaultRange, c.Organization.Timezone)
	if err != nil {
		return err
	}
	q := query.Query{
		QueryType: query.Journal, Metrics: cmd.Metric, Objective: cmd.Objective, Team: cmd.Team, Open: cmd.Open,
		Limit: cmd.Limit,
	}
	for _, kind := range cmd.Kind {
		q.Kinds = append(q.Kinds, query.EntryKind(kind))
	}
	v, err := e.View(a.ctx, span)
	if err != nil {
		return err
	}
	journal, err := v.Journal(a.ctx, q)
	if err != nil {
		return err
	}
	switch cmd.Output {
	case "json":
		lines := make([]journalLine, len(journal.Rows))
		for i := range journal.Rows {
			lines[i] = journalLineOf(&journal.Rows[i])
		}
		return a.json(lines)
	case "csv":
		return writeCSV(a.out, frame.JournalTable(journal))
	}
	return a.showJournal(journal)
}

func journalLineOf(r *engine.JournalRow) journalLine {
	line := journalLine{
		ID: r.ID, Kind: string(r.Kind), At: r.At.Format(time.RFC3339), State: r.State.String(), Text: r.Text, Subject: r.Subject,
		Metric: r.About.Metric, Objective: r.About.Objective, KeyResult: r.About.KeyResult, KPI: r.About.KPI, Team: r.About.Team,
		Hypothesis: r.Experiment.Hypothesis, Result: r.Experiment.Result, Note: r.Note, Author: r.Author, Login: r.Login,
		Tags: append([]string{}, r.Tags...), Replaces: r.Replaces,
	}
	if !r.Until.IsZero() {
		line.Until = r.Until.Format(time.RFC3339)
	}
	return line
}

func (a *app) showJournal(j *engine.Journal) error {
	g := grid{header: []string{"id", "time", "kind", "about", "entry", "by"}}
	for i := range j.Rows {
		r := &j.Rows[i]
		at := r.At.Format("2006-01-02 15:04")
		if !r.Until.IsZero() {
			at += " – " + r.Until.Format("2006-01-02 15:04")
		}
		parts := []string{r.Text, r.Experiment.Hypothesis, r.Experiment.Result, r.Note}
		text := strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "\n")
		g.add(r.ID, at, string(r.Kind), r.Subject, text, r.Author)
	}
	if err := a.grid(g); err != nil {
		return err
	}
	for _, notice := range j.Notices {
		a.say("%s", notice)
	}
	return nil
}
