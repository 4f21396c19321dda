package postgres

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/northstar/okrkpi/pkg/okr"
)

// entryColumns are the columns of an entry, in the order of scanEntry.
const entryColumns = `e.id, e.kind::text, e.at, e.until, e.metric, e.objective, e.key_result, e.kpi, e.team, e.text,
	e.hypothesis, e.result, e.author, e.tags, coalesce(e.replaces, 0), e.created_at, coalesce(e.login, '')`

// Entries lists the entries that are not replaced by newer ones, newest first.
func (s *Store) Entries(ctx context.Context, r okr.JournalRequest) (entries []okr.Entry, err error) {
	sql, args := selectEntries(r)
	err = s.readTx(ctx, sql, args, func(rows pgx.Rows) (err error) {
		entries, err = pgx.CollectRows(rows, scanEntry)
		return err
	})
	return entries, err
}

func selectEntries(r okr.JournalRequest) (sql string, args []any) {
	var b strings.Builder
	b.WriteString("SELECT " + entryColumns + " FROM okr.journal_entry AS e\n" +
		"WHERE NOT EXISTS (SELECT FROM okr.journal_entry AS newer WHERE newer.replaces = e.id)")
	arg := func(v any) string {
		args = append(args, v)
		return fmt.Sprintf("$%d", len(args))
	}
	if !r.From.IsZero() {
		from := arg(r.From)
		fmt.Fprintf(&b, "\nAND (e.at >= %s OR e.until > %s)", from, from)
	}
	if !r.Until.IsZero() {
		fmt.Fprintf(&b, "\nAND e.at < %s", arg(r.Until))
	}
	if len(r.Kinds) > 0 {
		kinds := make([]string, len(r.Kinds))
		for i, k := range r.Kinds {
			kinds[i] = k.String()
		}
		fmt.Fprintf(&b, "\nAND e.kind = ANY (%s::text[]::okr.entry_kind[])", arg(kinds))
	}
	if !r.Open.IsZero() {
		var lasting []string
		for _, k := range okr.EntryKinds() {
			if k.Lasts() {
				lasting = append(lasting, k.String())
			}
		}
		fmt.Fprintf(&b, "\nAND e.kind = ANY (%s::text[]::okr.entry_kind[]) AND (e.until IS NULL OR e.until > %s) AND e.result = ''",
			arg(lasting), arg(r.Open))
	}
	for _, c := range r.About {
		fmt.Fprintf(&b, "\nAND (e.metric = ANY (%s::text[]) OR e.objective = ANY (%s::text[]) OR e.key_result = ANY (%s::text[])"+
			" OR e.kpi = ANY (%s::text[]) OR e.team = ANY (%s::text[])"+
			" OR '' = ALL (ARRAY[e.metric, e.objective, e.key_result, e.kpi, e.team]))",
			arg(c.Metrics), arg(c.Objectives), arg(c.KeyResults), arg(c.KPIs), arg(c.Teams))
	}
	fmt.Fprintf(&b, "\nORDER BY e.at DESC, e.id DESC LIMIT %s", arg(r.Limit))
	return b.String(), args
}

func scanEntry(row pgx.CollectableRow) (e okr.Entry, err error) {
	var kind string
	var until *time.Time
	err = row.Scan(&e.ID, &kind, &e.At, &until, &e.About.Metric, &e.About.Objective, &e.About.KeyResult, &e.About.KPI,
		&e.About.Team, &e.Text, &e.Experiment.Hypothesis, &e.Experiment.Result, &e.Author, &e.Tags, &e.Replaces, &e.CreatedAt,
		&e.Login)
	if err != nil {
		return e, err
	}
	if until != nil {
		e.Until = *until
	}
	e.Kind, err = okr.ParseEntryKind(kind)
	return e, err
}
