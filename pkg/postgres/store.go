package postgres

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Store reads and writes one database through one bounded pool of connections. It is safe for concurrent use.
type Store struct {
	pool   *pgxpool.Pool
	conf   Config
	conn   *pgx.ConnConfig
	target target
	source sourceLimits
}

// Open prepares a store. It does not connect yet: a database that is down is an error of the call that needs it, and
// such calls succeed again once it is back.
func Open(cfg Config) (*Store, error) {
	conn, err := cfg.connection()
	if err != nil {
		return nil, err
	}
	cfg = cfg.withDefaults()
	poolConfig, err := pgxpool.ParseConfig(neutralText(nil))
	if err != nil {
		return nil, fmt.Errorf("cannot set up the connection pool: %w", err)
	}
	// A pooler may have a transaction run where somebody else once said LISTEN. The driver would keep what it hears there.
	conn.OnNotification = func(*pgconn.PgConn, *pgconn.Notification) {}
	poolConfig.ConnConfig = conn
	poolConfig.MaxConns = int32(cfg.MaxConns)
	poolConfig.MinConns = 0
	poolConfig.MaxConnLifetime = time.Hour
	poolConfig.MaxConnIdleTime = 5 * time.Minute
	poolConfig.PingTimeout = cfg.ConnectTimeout
	pool, err := pgxpool.NewWithConfig(context.Background(), poolConfig)
	if err != nil {
		return nil, fmt.Errorf("cannot set up the connection pool: %w", err)
	}
	return &Store{pool: pool, conf: cfg, conn: conn, target: targetOf(conn), source: defaultSourceLimits}, nil
}

// Close ends every connection. It waits for those that are in use.
func (s *Store) Close() { s.pool.Close() }

// guard limits the statement after it, which runs in the same round trip and therefore in the same transaction.
// Settings that are local to a transaction are the only ones that work behind a pooler. Compiling plans just in time
// costs more than it saves here.
const guard = `SELECT set_config('statement_timeout', $1, true), set_config('transaction_read_only', 'on', true),
	set_config('jit', 'off', true)`

// read runs one statement in a read-only transaction of its own, in one round trip. Results come in binary form; fn
// gets them and need not close them.
func (s *Store) read(ctx context.Context, sql string, args []any, fn func(pgx.Rows) error) error {
	err := s.readRaw(ctx, sql, args, fn)
	return s.explain(ctx, err, attempt{roleReader, s.conf.StatementTimeout})
}

func (s *Store) readRaw(ctx context.Context, sql string, args []any, fn func(pgx.Rows) error) error {
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	types := conn.Conn().TypeMap()
	var query pgx.ExtendedQueryBuilder
	if err := query.Build(types, nil, args); err != nil {
		return err
	}
	batch := &pgconn.Batch{}
	batch.ExecParams(guard, [][]byte{milliseconds(s.conf.StatementTimeout)}, nil, nil, nil)
	batch.ExecParams(sql, query.ParamValues, nil, query.ParamFormats, []int16{pgx.BinaryFormatCode})
	results := conn.Conn().PgConn().ExecBatch(ctx, batch)
	if results.NextResult() {
		_, _ = results.ResultReader().Close() // an error comes back from results.Close
	}
	var fnErr error
	if results.NextResult() {
		rows := pgx.RowsFromResultReader(types, results.ResultReader())
		fnErr = fn(rows)
		rows.Close()
		fnErr = errors.Join(fnErr, rows.Err())
	}
	if err := results.Close(); err != nil {
		return err
	}
	return fnErr
}

// write runs fn in one transaction. Each of its statements has the given limit, and so has the wait for a lock, which may be
// shorter. Tables of another version are a *SchemaError and are not written to; where the answer to the commit was lost, the
// error is an *UnknownOutcomeError.
func (s *Store) write(ctx context.Context, limit time.Duration, fn func(tx pgx.Tx) error) error {
	err := s.writeRaw(ctx, limit, fn)
	if unknown := new(UnknownOutcomeError); errors.As(err, &unknown) {
		return &UnknownOutcomeError{s.explain(ctx, unknown.Err, attempt{roleWriter, limit})}
	}
	return s.explain(ctx, err, attempt{roleWriter, limit})
}

func (s *Store) writeRaw(ctx context.Context, limit time.Duration, fn func(tx pgx.Tx) error) error {
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	tx, err := conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.ReadCommitted})
	if err != nil {
		return err
	}
	defer func() {
		// The caller's context may be over by now. After a commit this does nothing.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.conf.ConnectTimeout)
		defer cancel()
		_ = tx.Rollback(ctx)
	}()
	if err := beginWriting(ctx, tx, limit, min(limit, s.conf.LockTimeout)); err != nil {
		return err
	}
	if err := fn(tx); err != nil {
		return err
	}
	return commit(ctx, tx)
}

// beginWriting sets the limits of a transaction that writes, and refuses tables of another version. Reading the version takes
// a lock that lasts as long as the transaction, and each step of a migration takes one that excludes it before anything else:
// a step waits for those who write, and who begins to write waits for the step and sees its version.
func beginWriting(ctx context.Context, tx pgx.Tx, limit, wait time.Duration) error {
	batch := &pgx.Batch{}
	batch.Queue(`SELECT set_config('statement_timeout', $1, true), set_config('lock_timeout', $2, true),
		set_config('work_mem', '64MB', true), set_config('jit', 'off', true)`, string(milliseconds(limit)), string(milliseconds(wait)))
	var have int64
	batch.Queue(newestVersion).QueryRow(func(row pgx.Row) error { return row.Scan(&have) })
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return err
	}
	if have != SchemaVersion {
		return &SchemaError{Have: have, Want: SchemaVersion}
	}
	return nil
}

// commit commits, and tells what became of it. The server says of most errors that nothing is stored; where it ends the
// connection, or does not answer, nobody knows. The driver takes a connection that breaks meanwhile for one that was closed
// before, so that is asked first.
func commit(ctx context.Context, tx pgx.Tx) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if tx.Conn().IsClosed() {
		return pgconn.ErrConnClosed
	}
	err := tx.Commit(ctx)
	var pgErr *pgconn.PgError
	switch {
	case err == nil, errors.Is(err, pgx.ErrTxCommitRollback):
		return err
	case errors.As(err, &pgErr) && !strings.HasPrefix(pgErr.Code, "57P") && !strings.HasPrefix(pgErr.Code, "08"):
		return err
	}
	return &UnknownOutcomeError{err}
}

// explain turns an error of the driver into one of this package's.
func (s *Store) explain(ctx context.Context, err error, a attempt) error {
	if err == nil || isExplained(err) {
		return err
	}
	if ctx.Err() == nil && otherTables(err) {
		if have, versionErr := s.schemaVersion(ctx); versionErr == nil && have != SchemaVersion {
			return &SchemaError{Have: have, Want: SchemaVersion}
		}
	}
	if ctx.Err() == nil && stoppedByLock(err) {
		return s.locked(ctx, err, a.limit)
	}
	return s.target.classify(ctx, err, a)
}

const newestVersion = `SELECT coalesce(max(version_id), 0) FROM ` + versionTable + ` WHERE is_applied`

// schemaVersion is the version of the tables, 0 where there are none.
func (s *Store) schemaVersion(ctx context.Context) (version int64, err error) {
	err = s.readRaw(ctx, newestVersion, nil, func(rows pgx.Rows) error {
		version, err = pgx.CollectExactlyOneRow(rows, pgx.RowTo[int64])
		return err
	})
	if missesTables(err) {
		return 0, nil
	}
	return version, err
}

func milliseconds(d time.Duration) []byte {
	return strconv.AppendInt(nil, max(d.Milliseconds(), 1), 10)
}
