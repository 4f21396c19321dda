package plugin

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/northstar/okrkpi/pkg/engine"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/query"
)

// entryWriter adds entries to the journal.
type entryWriter interface {
	AddEntry(ctx context.Context, e okr.Entry, attempt string) (added okr.Entry, written bool, err error)
}

// entryInfo is an entry of the journal in the resource's JSON, with times in UTC.
type entryInfo struct {
	ID         string          `json:"id"`
	Kind       query.EntryKind `json:"kind"`
	At         time.Time       `json:"at"`
	Until      *time.Time      `json:"until"`
	State      string          `json:"state,omitempty"` // open or closed, of a bet, blocker or experiment
	Text       string          `json:"text"`
	Subject    string          `json:"subject,omitempty"` // title of its subject
	Metric     string          `json:"metric"`
	Objective  string          `json:"objective"`
	KeyResult  string          `json:"keyResult"`
	KPI        string          `json:"kpi"`
	Team       string          `json:"team"`
	Author     string          `json:"author"`
	Tags       []string        `json:"tags"`
	Note       string          `json:"note,omitempty"` // why a definition changed
	Hypothesis string          `json:"hypothesis,omitempty"`
	Result     string          `json:"result,omitempty"`
	Replaces   string          `json:"replaces,omitempty"`
}

// defaultEntries is the most entries of a list when the request sets no limit.
const defaultEntries = 100

// listEntries lists entries of the journal, newest first.
func (d *Datasource) listEntries(r *http.Request) (any, error) {
	c, _, err := d.engine.Catalog(r.Context())
	if err != nil {
		return nil, err
	}
	values := r.URL.Query()
	q := query.Query{
		QueryType: query.Journal, Objective: values.Get("objective"), Team: values.Get("team"),
		Metrics: splitList(values["metrics"]), Limit: defaultEntries, Locale: d.language(r, c.Organization.Locale),
	}
	for _, kind := range splitList(values["kinds"]) {
		q.Kinds = append(q.Kinds, query.EntryKind(kind))
	}
	if text := values.Get("open"); text != "" {
		if q.Open, err = strconv.ParseBool(text); err != nil {
			return nil, &query.Error{Field: "open", Reason: strconv.Quote(text) + " is neither true nor false"}
		}
	}
	if text := values.Get("limit"); text != "" {
		if q.Limit, err = strconv.Atoi(text); err != nil {
			return nil, &query.Error{Field: "limit", Reason: strconv.Quote(text) + " is not a number"}
		}
	}
	var span engine.TimeRange
	if span.From, err = readInstant("from", values.Get("from"), c.Organization.Timezone, 0); err != nil {
		return nil, err
	}
	if span.To, err = readInstant("to", values.Get("to"), c.Organization.Timezone, 1); err != nil {
		return nil, err
	}
	v, err := d.engine.View(r.Context(), span)
	if err != nil {
		return nil, err
	}
	j, err := v.Journal(r.Context(), q)
	if err != nil {
		return nil, err
	}
	list := make([]entryInfo, len(j.Rows))
	for i := range j.Rows {
		list[i] = entryOfRow(&j.Rows[i])
	}
	return list, nil
}

// splitList splits a list that is written with commas or by repeating the parameter.
func splitList(values []string) []string {
	return strings.FieldsFunc(strings.Join(values, ","), func(r rune) bool { return r == ',' })
}

// readInstant reads the time in a field: RFC 3339, milliseconds or a date. A date is the start of that day in the time zone, or its
// end when days is 1. An empty text is the zero time. The error is a *query.Error.
func readInstant(field, text string, loc *time.Location, days int) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	instant, ok := okr.ParseInstant(text)
	switch {
	case !ok:
		return time.Time{}, &query.Error{
			Field:  field,
			Reason: strconv.Quote(text) + " is not a time: write RFC 3339 (2026-11-22T09:00:00Z), a date (2026-11-22) or milliseconds",
		}
	case days > 0:
		return instant.End(loc), nil
	}
	return instant.Start(loc), nil
}

func entryOfRow(r *engine.JournalRow) entryInfo {
	info := entryInfo{
		ID: r.ID, Kind: r.Kind, At: r.At.UTC(), Until: optionalTime(r.Until), State: r.State.String(), Text: r.Text, Subject: r.Subject,
		Author: r.Author,
		Tags:   append([]string{}, r.Tags...), Note: r.Note, Replaces: optionalID(r.Replaces),
	}
	info.setAbout(r.About, r.Experiment)
	return info
}

func entryOfWritten(e *okr.Entry) entryInfo {
	info := entryInfo{
		ID: optionalID(e.ID), Kind: query.EntryKind(e.Kind.String()), At: e.At.UTC(), Until: optionalTime(e.Until), Text: e.Text,
		Author: e.Author, Tags: append([]string{}, e.Tags...), Replaces: optionalID(e.Replaces),
	}
	info.setAbout(e.About, e.Experiment)
	return info
}

func (i *entryInfo) setAbout(a okr.About, x okr.ExperimentNotes) {
	i.Metric, i.Objective, i.KeyResult, i.KPI, i.Team = a.Metric, a.Objective, a.KeyResult, a.KPI, a.Team
	i.Hypothesis, i.Result = x.Hypothesis, x.Result
}

func optionalTime(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

func optionalID(id int64) string {
	if id == 0 {
		return ""
	}
	return strconv.FormatInt(id, 10)
}
