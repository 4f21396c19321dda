package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// Names of the rows of okr.lock. Locks on them last until the end of the transaction.
const catalogLock = "catalog"

func factsLock(metric string) string   { return "facts/" + metric }
func refreshLock(metric string) string { return "refresh/" + metric }

const (
	createLocks = `INSERT INTO okr.lock (name) SELECT n FROM unnest($1::text[]) AS n ORDER BY n ON CONFLICT DO NOTHING`
	// Rows are sorted before they are locked, so that all transactions lock in the same order.
	takeLocks = `SELECT name FROM okr.lock WHERE name = ANY ($1::text[]) ORDER BY name FOR UPDATE`
)

// lockRows waits for the locks and holds them until the end of the transaction.
func lockRows(ctx context.Context, tx pgx.Tx, names ...string) error {
	for _, sql := range []string{createLocks, takeLocks} {
		if _, err := tx.Exec(ctx, sql, names); err != nil {
			return &lockError{names, err}
		}
	}
	return nil
}

// lockError is the error that ended a wait for locks.
type lockError struct {
	names []string
	err   error
}

func (e *lockError) Error() string { return e.err.Error() }

func (e *lockError) Unwrap() error { return e.err }

// LockedError says that a lock was not free within the time limit.
type LockedError struct {
	What    string // what is locked: "the catalog"
	Waited  time.Duration
	Holders []Holder // visible holders; none where they have ended
	Err     error
}

// Holder is a session of the server.
type Holder struct {
	PID         int32
	User        string
	Application string
}

func (e *LockedError) Error() string {
	text := fmt.Sprintf("waited %v for %s", e.Waited, e.What)
	if len(e.Holders) == 0 {
		return text + ", which another session was working on: try again, and if it comes back see the view pg_locks for which one it is"
	}
	holders, ends := make([]string, len(e.Holders)), make([]string, len(e.Holders))
	for i, h := range e.Holders {
		holders[i] = fmt.Sprintf("process %d of user %q (%s)", h.PID, h.User, h.Application)
		ends[i] = fmt.Sprintf("SELECT pg_terminate_backend(%d);", h.PID)
	}
	return fmt.Sprintf("%s, which is held by %s: wait until it has ended, or end it as an administrator: %s",
		text, strings.Join(holders, " and "), strings.Join(ends, " "))
}

func (e *LockedError) Unwrap() error { return e.Err }

// lockWords describe locks in words.
func lockWords(names []string) string {
	if len(names) == 0 {
		return "a table of the schema okr"
	}
	if slices.Contains(names, catalogLock) {
		return "the catalog"
	}
	_, metric, _ := strings.Cut(slices.Min(names), "/")
	if len(names) == 1 {
		return "the facts of metric " + metric
	}
	return fmt.Sprintf("the facts of metric %s or another of %d metrics", metric, len(names))
}

// A few sessions that hold a lock, and conditions to find them.
const (
	holdersWhere = `SELECT a.pid, coalesce(a.usename::text, ''), coalesce(a.application_name, '') FROM pg_stat_activity AS a
		WHERE a.pid IN (SELECT l.pid FROM pg_locks AS l WHERE l.granted AND l.pid <> pg_backend_pid() AND (`
	holdersEnd   = `)) ORDER BY a.pid LIMIT 5`
	thisDatabase = `l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`
	okrTables    = `l.relation IN (SELECT oid FROM pg_class WHERE relnamespace = to_regnamespace('okr'))`
)

// Holders of one of the rows $1 of okr.lock: xmax of a row is its newest locker. And holders of a lock of one of the modes
// $2 on a table of the schema.
const selectHolders = holdersWhere + `
	l.locktype = 'transactionid' AND l.transactionid IN (SELECT xmax FROM okr.lock WHERE name = ANY ($1::text[]))
	OR l.locktype = 'relation' AND l.mode = ANY ($2::text[]) AND ` + okrTables + ` AND ` + thisDatabase + holdersEnd

// tableModes are lock modes that block writes to a table.
var tableModes = []string{"ShareLock", "ShareRowExclusiveLock", "ExclusiveLock", "AccessExclusiveLock"}

// locked explains a wait that ended by its time limit. It runs after the transaction has ended, so the holder may have
// ended, too.
func (s *Store) locked(ctx context.Context, err error, limit time.Duration) error {
	locked := &LockedError{Waited: min(limit, s.conf.LockTimeout), Err: err}
	var waited *lockError
	var names []string
	if errors.As(err, &waited) {
		names = waited.names
	}
	locked.What = lockWords(names)
	_ = s.readRaw(ctx, selectHolders, []any{names, tableModes}, func(rows pgx.Rows) (err error) {
		locked.Holders, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Holder])
		return err
	}) // the holders are extra information; the wait is the error
	return locked
}

// stoppedByLock reports whether an error ended a wait for a lock.
func stoppedByLock(err error) bool {
	var waited *lockError
	return isState(err, stateLockNotAvailable) || errors.As(err, &waited) && isState(err, stateQueryCanceled)
}
