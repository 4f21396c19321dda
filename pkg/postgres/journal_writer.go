package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/northstar/okrkpi/pkg/okr"
)

// ReplacedError says that another entry has replaced an entry already.
type ReplacedError struct {
	ID int64 // of the entry
	By int64 // newest entry that replaces it
}

func (e *ReplacedError) Error() string {
	return fmt.Sprintf("entry %d has been replaced already: look at entry %d, and replace that one", e.ID, e.By)
}

// NoEntryError says that an entry does not exist.
type NoEntryError struct {
	ID int64
}

func (e *NoEntryError) Error() string { return fmt.Sprintf("the journal has no entry %d", e.ID) }

// AttemptError says that the name of an attempt was used before for another entry.
type AttemptError struct {
	Attempt string
	ID      int64 // entry that was written with it
}

func (e *AttemptError) Error() string {
	return fmt.Sprintf("the key %q was used for entry %d, which says something else: take another key", e.Attempt, e.ID)
}

// AddEntry stores an entry that okr.Catalog.CheckEntry accepts, and returns it with its id. An entry of the same author
// and attempt ("": none) is stored once: the second time it returns the first entry, and written is false. Errors:
// *ReplacedError, *NoEntryError and *AttemptError.
func (s *Store) AddEntry(ctx context.Context, e okr.Entry, attempt string) (added okr.Entry, written bool, err error) {
	err = s.write(ctx, s.conf.StatementTimeout, func(tx pgx.Tx) error {
		added, written, err = insertEntry(ctx, tx, e, attempt)
		return err
	})
	// Of two equal attempts at the same time, the second may fail because of the replacement by the first.
	if replaced := new(ReplacedError); attempt != "" && errors.As(err, &replaced) {
		if first, found, findErr := s.findAttempt(ctx, e.Author, attempt); findErr != nil || found {
			return first, false, errors.Join(findErr, sameEntry(first, e, attempt))
		}
	}
	if err != nil {
		return okr.Entry{}, false, err
	}
	return added, written, nil
}

const entryInsert = `INSERT INTO okr.journal_entry AS e (kind, at, until, metric, objective, key_result, kpi, team, text,
		hypothesis, result, author, tags, replaces, attempt)
	VALUES ($1::text::okr.entry_kind, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, nullif($14::bigint, 0),
		nullif($15::text, ''))
	ON CONFLICT (author, attempt) DO NOTHING
	RETURNING ` + entryColumns

const selectAttempt = `SELECT ` + entryColumns + ` FROM okr.journal_entry AS e WHERE author = $1 AND attempt = $2`

func insertEntry(ctx context.Context, tx pgx.Tx, e okr.Entry, attempt string) (okr.Entry, bool, error) {
	var until *time.Time
	if !e.Until.IsZero() {
		until = &e.Until
	}
	tags := append([]string{}, e.Tags...)
	// A failed statement ends its transaction. A nested transaction keeps the outer one usable for finding the cause.
	nested, err := tx.Begin(ctx)
	if err != nil {
		return okr.Entry{}, false, err
	}
	rows, _ := nested.Query(ctx, entryInsert, e.Kind.String(), e.At, until, e.About.Metric, e.About.Objective, e.About.KeyResult,
		e.About.KPI, e.About.Team, e.Text, e.Experiment.Hypothesis, e.Experiment.Result, e.Author, tags, e.Replaces,
		attempt) // the rows return its error
	added, err := pgx.CollectExactlyOneRow(rows, scanEntry)
	switch {
	case err == nil:
		return added, true, nested.Commit(ctx)
	case errors.Is(err, pgx.ErrNoRows):
		rows, _ := nested.Query(ctx, selectAttempt, e.Author, attempt) // the rows return its error
		first, err := pgx.CollectExactlyOneRow(rows, scanEntry)
		return first, false, errors.Join(err, sameEntry(first, e, attempt))
	case isState(err, stateNotUnique):
		if err := nested.Rollback(ctx); err != nil {
			return okr.Entry{}, false, err
		}
		return okr.Entry{}, false, replacedBy(ctx, tx, e.Replaces)
	case isState(err, stateNotReferred):
		return okr.Entry{}, false, &NoEntryError{e.Replaces}
	}
	return okr.Entry{}, false, err
}

const newestInPlace = `WITH RECURSIVE chain (id) AS (
		SELECT id FROM okr.journal_entry WHERE replaces = $1
		UNION ALL SELECT e.id FROM okr.journal_entry AS e JOIN chain ON e.replaces = chain.id
	) SELECT max(id) FROM chain`

// replacedBy is the entry that replaced an entry.
func replacedBy(ctx context.Context, tx pgx.Tx, id int64) error {
	replaced := &ReplacedError{ID: id}
	if err := tx.QueryRow(ctx, newestInPlace, id).Scan(&replaced.By); err != nil {
		return err
	}
	return replaced
}

func (s *Store) findAttempt(ctx context.Context, author, attempt string) (e okr.Entry, found bool, err error) {
	err = s.readTx(ctx, selectAttempt, []any{author, attempt}, func(rows pgx.Rows) (err error) {
		e, err = pgx.CollectExactlyOneRow(rows, scanEntry)
		return err
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return e, false, nil
	}
	return e, err == nil, err
}

// sameEntry checks that a repeated attempt has the same entry as the first time. Times may differ where they came from the
// clock.
func sameEntry(first, again okr.Entry, attempt string) error {
	if first.Kind == again.Kind && first.About == again.About && first.Text == again.Text && first.Replaces == again.Replaces &&
		first.Experiment == again.Experiment && slices.Equal(first.Tags, again.Tags) {
		return nil
	}
	return &AttemptError{Attempt: attempt, ID: first.ID}
}
