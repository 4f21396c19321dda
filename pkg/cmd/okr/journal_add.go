package main

import (
	"errors"
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/postgres"
)

type journalAddCommand struct {
	Kind       string   `arg:"" help:"One of ${entry_kinds}."`
	Text       string   `arg:"" help:"What there is to say."`
	Metric     string   `placeholder:"NAME" help:"Metric that it is about."`
	Objective  string   `placeholder:"NAME" help:"Objective that it is about."`
	KeyResult  string   `placeholder:"ID" help:"Key result that it is about, as objective/key_result."`
	KPI        string   `name:"kpi" placeholder:"NAME" help:"KPI that it is about."`
	Team       string   `placeholder:"NAME" help:"Team that it is about. An entry that names nothing concerns everybody."`
	At         string   `placeholder:"TIME" help:"When it was: a date, RFC 3339, or like now-1d. Default: now."`
	Until      string   `placeholder:"TIME" help:"End, of a campaign or of what a bet holds for: a date means the end of that day."`
	Hypothesis string   `placeholder:"TEXT" help:"Of an experiment: what is expected."`
	Result     string   `placeholder:"TEXT" help:"Of an experiment: what came out."`
	Tag        []string `placeholder:"TAG" help:"Tag, also several."`
	Author     string   `help:"Who says it. Default: the user of this system."`
	Replaces   int64    `placeholder:"ID" help:"Entry that this one corrects."`
	Key        string   `placeholder:"KEY" help:"Name of this attempt: repeating it with the same key does not write twice."`
	Output     string   `short:"o" enum:"table,json" default:"table" help:"Format: table or json."`
}

// writtenEntry is an entry as JSON.
type writtenEntry struct {
	ID      int64 `json:"id"`
	Written bool  `json:"written"` // false where the key had written it before
}

func (cmd *journalAddCommand) Run(a *app) error {
	store, err := a.open()
	if err != nil {
		return err
	}
	defer store.Close()
	c, err := a.currentCatalog(store)
	if err != nil {
		return err
	}
	entry, err := cmd.entry(a, c)
	if err != nil {
		return err
	}
	added, written, err := store.AddEntry(a.ctx, entry, cmd.Key)
	if unknown := new(postgres.UnknownOutcomeError); errors.As(err, &unknown) {
		a.say("%s", cmd.repeatAdvice())
	}
	if err != nil {
		return err
	}
	switch {
	case cmd.Output == "json":
		return a.json(writtenEntry{added.ID, written})
	case !written:
		return a.print("This key wrote entry %d before: nothing was written.", added.ID)
	}
	return a.print("Wrote entry %d.", added.ID)
}

// repeatAdvice is what to do where it is unknown whether the entry was written.
func (cmd *journalAddCommand) repeatAdvice() string {
	if cmd.Key != "" {
		return "Whether the entry was written is not known. Repeat the command: with the same key it is written once."
	}
	return "Whether the entry was written is not known: see `okr journal list`. With --key it could be repeated."
}

// entry is the entry of the command line. A wrong one is a usage error.
func (cmd *journalAddCommand) entry(a *app, c *okr.Catalog) (okr.Entry, error) {
	kind, err := okr.ParseEntryKind(cmd.Kind)
	if err != nil {
		return okr.Entry{}, usage("%v", err)
	}
	loc := c.Organization.Timezone
	now, err := a.instant(loc)
	if err != nil {
		return okr.Entry{}, err
	}
	at, err := readTime("--at", firstText(cmd.At, "now"), now, loc, dayStart)
	if err != nil {
		return okr.Entry{}, err
	}
	var until time.Time
	if cmd.Until != "" {
		if until, err = readTime("--until", cmd.Until, now, loc, dayEnd); err != nil {
			return okr.Entry{}, err
		}
	}
	entry := okr.Entry{
		Kind: kind, At: at, Until: until, Text: cmd.Text, Tags: cmd.Tag, Replaces: cmd.Replaces, Author: a.author(cmd.Author),
		About: okr.About{
			Metric: cmd.Metric, Objective: cmd.Objective, KeyResult: cmd.KeyResult, KPI: cmd.KPI, Team: cmd.Team,
		},
		Experiment: okr.ExperimentNotes{Hypothesis: cmd.Hypothesis, Result: cmd.Result},
	}.Tidy()
	if err := c.CheckEntry(entry); err != nil {
		return okr.Entry{}, usage("%v", err)
	}
	return entry, nil
}
