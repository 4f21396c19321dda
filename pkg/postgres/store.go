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

// Store reads and writes one database through one bounded connection pool. It is safe for concurrent use.
type Store struct {
	pool   *pgxpool.Pool
	conf   Config
	conn   *pgx.ConnConfig
	target target
	source sourceLimits
}

// Open prepares a store. It does not connect: while a database is down, calls that need it fail; they succeed again later.
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
	// A pooler may reuse a session in which somebody else called LISTEN. The driver would queue its notifications.
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

// Close closes all connections. It waits for those in use.
func (s *Store) Close() { s.pool.Close() }

// guard sets the limits of the statement after it. Both are sent in the same round trip and so run in the same
// transaction: only settings that are local to a transaction work behind a pooler. Just-in-time compilation of plans costs
// more than it saves here.
const guard = `SELECT set_config('statement_timeout', $1, true), set_config('transaction_read_only', 'on', true),
	set_config('jit', 'off', true)`

// readTx runs one statement in its own read-only transaction, in one round trip. Results are in binary format. fn reads them
// and need not close them.
func (s *Store) readTx(ctx context.Context, sql string, args []any, fn func(pgx.Rows) error) error {
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
	var builder pgx.ExtendedQueryBuilder
	if err := builder.Build(types, nil, args); err != nil {
		return err
	}
	batch := &pgconn.Batch{}
	batch.ExecParams(guard, [][]byte{milliseconds(s.conf.StatementTimeout)}, nil, nil, nil)
	batch.ExecParams(sql, builder.ParamValues, nil, builder.ParamFormats, []int16{pgx.BinaryFormatCode})
	results := conn.Conn().PgConn().ExecBatch(ctx, batch)
	if results.NextResult() {
		_, _ = results.ResultReader().Close() // results.Close returns the error
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

// write runs fn in one transaction. limit is the time limit of each statement, and of waiting for locks unless LockTimeout
// is shorter. Tables of another version are a *SchemaError, before anything is written. Where the answer to the commit is
// lost, the error is an *UnknownOutcomeError.
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
		// The context of the caller may have ended. After a commit this does nothing.
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

// beginWriting sets the limits of a writing transaction, and refuses tables of another version. Reading the version takes
// a lock until the end of the transaction, and each step of a migration first takes a lock that excludes it. So a step
// waits for writers, and new writers wait for the step and see its version.
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

// commit commits and finds out the result. For most errors the server says that nothing is stored. Where it closes the
// connection or does not answer, the result is unknown. The driver reports a connection that breaks during the commit as
// one that was closed before, so that is tested first.
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

// explain makes an error of this package of an error of the driver.
func (s *Store) explain(ctx context.Context, err error, a attempt) error {
	if err == nil || isExplained(err) {
		return err
	}
	if ctx.Err() == nil && otherTables(err) {
		if have, versionErr := s.tablesVersion(ctx); versionErr == nil && have != SchemaVersion {
			return &SchemaError{Have: have, Want: SchemaVersion}
		}
	}
	if ctx.Err() == nil && stoppedByLock(err) {
		return s.locked(ctx, err, a.limit)
	}
	return s.target.classify(ctx, err, a)
}

const newestVersion = `SELECT coalesce(max(version_id), 0) FROM ` + versionTable + ` WHERE is_applied`

// tablesVersion is the version of the tables; 0 without tables.
func (s *Store) tablesVersion(ctx context.Context) (version int64, err error) {
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
