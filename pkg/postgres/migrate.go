package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"github.com/northstar/okrkpi/pkg/postgres/migrations"
)

// versionTable has the applied migrations.
const versionTable = "okr.schema_version"

// SchemaVersion is the version of the tables that this package needs: that of the newest migration.
var SchemaVersion = newestMigration()

func newestMigration() (newest int64) {
	files, _ := fs.Glob(migrations.Files, "*.sql")
	for _, name := range files {
		number, _, _ := strings.Cut(name, "_")
		version, _ := strconv.ParseInt(number, 10, 64)
		newest = max(newest, version)
	}
	return newest
}

// lockMigration is the key of the advisory lock of migrations, held by a transaction. Before the first migration there is
// no table with rows to lock. Everything else locks rows of okr.lock.
const lockMigration = 0x6f6b7201 // "okr" and a number

// MigrateResult is what a migration did.
type MigrateResult struct {
	From, To int64    // versions
	Applied  []string // file names
}

// Migrate creates the schema okr with its roles okr_owner, okr_writer and okr_reader, or updates it. Concurrent calls wait
// for each other. Each step is one transaction; steps before a failed one stay. The user has to be allowed to create
// roles, or be a member of okr_owner. report is called at the beginning of each step.
func Migrate(ctx context.Context, cfg Config, report func(step string)) (MigrateResult, error) {
	conn, err := cfg.connection()
	if err != nil {
		return MigrateResult{}, err
	}
	conn.ValidateConnect = pgconn.ValidateConnectTargetSessionAttrsReadWrite
	m := &migration{conn: conn, target: targetOf(conn), report: report, lockWait: cfg.withDefaults().LockTimeout}
	if report == nil {
		m.report = func(string) {}
	}
	result, err := m.run(ctx)
	return result, m.target.classify(ctx, err, attempt{role: roleOwner})
}

type migration struct {
	conn   *pgx.ConnConfig
	target target
	report func(string)
	// lockWait is how long to wait for locks.
	lockWait time.Duration
}

func (m *migration) run(ctx context.Context) (result MigrateResult, err error) {
	m.report("connecting to " + m.target.address)
	lock, err := pgx.ConnectConfig(ctx, m.conn)
	if err != nil {
		return result, err
	}
	defer closeConn(ctx, lock)
	// The transaction with the lock stays open while another connection works. A session lock would get lost behind a
	// pooler.
	tx, err := lock.Begin(ctx)
	if err != nil {
		return result, err
	}
	if err := m.lock(ctx, tx); err != nil {
		return result, err
	}
	work, err := pgx.ConnectConfig(ctx, m.conn)
	if err != nil {
		return result, err
	}
	defer closeConn(ctx, work)
	m.report("preparing roles and schema")
	if err := prepareSchema(ctx, work, m.target); err != nil {
		return result, err
	}
	db := stdlib.OpenDB(*m.conn)
	defer func() { err = errors.Join(err, db.Close()) }()
	result, err = m.runSteps(ctx, db)
	if isState(err, stateLockNotAvailable) {
		err = m.locked(ctx, tx, err, "a table of the schema okr", m.tableWait(), tableUsers)
	}
	return result, err
}

func (m *migration) tableWait() time.Duration { return min(m.lockWait, maxTableWait) }

// lock takes the lock of migrations. Anybody who may connect may hold it, so the error names the holder.
func (m *migration) lock(ctx context.Context, tx pgx.Tx) error {
	const what = "the lock of migrations"
	quick := m.lockWait / 20 // after that it reports for whom it waits
	err := m.tryLock(ctx, tx, quick)
	if isState(err, stateLockNotAvailable) {
		m.report("still waiting: " + m.locked(ctx, tx, err, what, quick, migrationUsers, lockMigration).Error())
		err = m.tryLock(ctx, tx, m.lockWait-quick)
	}
	if isState(err, stateLockNotAvailable) {
		return m.locked(ctx, tx, err, what, m.lockWait, migrationUsers, lockMigration)
	}
	return err
}

// tryLock uses a nested transaction, so that the outer one can look for the holder.
func (m *migration) tryLock(ctx context.Context, tx pgx.Tx, wait time.Duration) error {
	nested, err := tx.Begin(ctx)
	if err != nil {
		return err
	}
	if _, err = nested.Exec(ctx, "SELECT set_config('lock_timeout', $1, true)", string(milliseconds(wait))); err == nil {
		_, err = nested.Exec(ctx, "SELECT pg_advisory_xact_lock($1)", lockMigration)
	}
	if err != nil {
		return errors.Join(err, nested.Rollback(ctx))
	}
	return nested.Commit(ctx)
}

// Holders of the lock of migrations, and of any lock on a table of the schema.
const (
	migrationUsers = holdersWhere + `l.locktype = 'advisory' AND l.classid = 0 AND l.objid = $1 AND l.objsubid = 1 AND ` + thisDatabase +
		holdersEnd
	tableUsers = holdersWhere + `l.locktype = 'relation' AND ` + okrTables + ` AND ` + thisDatabase + holdersEnd
)

// locked is the error with the sessions that kept a migration waiting.
func (m *migration) locked(ctx context.Context, tx pgx.Tx, err error, what string, waited time.Duration, who string, args ...any) error {
	locked := &LockedError{What: what, Waited: waited, Err: err}
	rows, _ := tx.Query(ctx, who, args...) // the rows return its error
	if holders, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Holder]); err == nil {
		locked.Holders = holders
	}
	return locked
}

func (m *migration) runSteps(ctx context.Context, db *sql.DB) (result MigrateResult, err error) {
	provider, err := goose.NewProvider(goose.DialectPostgres, db, waitingFiles{migrations.Files, m.tableWait()},
		goose.WithTableName(versionTable),
		goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return result, err
	}
	// Reading the version creates its table.
	if result.From, err = provider.GetDBVersion(ctx); err != nil {
		return result, err
	}
	result.To = result.From
	if result.From > SchemaVersion {
		return result, &SchemaError{Have: result.From, Want: SchemaVersion}
	}
	if err := m.own(ctx, db); err != nil {
		return result, err
	}
	for result.To < SchemaVersion {
		step, err := provider.UpByOne(ctx)
		if err != nil {
			return result, stepError(err)
		}
		name := filepath.Base(step.Source.Path)
		m.report("applied " + name)
		result.To = step.Source.Version
		result.Applied = append(result.Applied, name)
	}
	return result, nil
}

// own makes the owner role own the table of versions, where another role does. That locks the table.
func (m *migration) own(ctx context.Context, db *sql.DB) error {
	_, err := db.ExecContext(ctx, fmt.Sprintf(`DO $$ BEGIN
		IF (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = '%[1]s'::regclass) <> '%[2]s' THEN
			SET LOCAL lock_timeout = %[3]d;
			ALTER TABLE %[1]s OWNER TO %[2]s;
		END IF;
	END $$`, versionTable, roleOwner, m.tableWait().Milliseconds()))
	return err
}

// stepError names the file that failed.
func stepError(err error) error {
	var partial *goose.PartialError
	if errors.As(err, &partial) && partial.Failed != nil {
		return fmt.Errorf("migration %s: %w", filepath.Base(partial.Failed.Source.Path), partial.Err)
	}
	return err
}

// closeConn closes a connection, and so ends its transaction, even when ctx has ended.
func closeConn(ctx context.Context, conn *pgx.Conn) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	_ = conn.Close(ctx)
}

// CreateDatabase creates the database of cfg, unless it exists, through the database postgres of the same server.
func CreateDatabase(ctx context.Context, cfg Config) (created bool, err error) {
	conn, err := cfg.connection()
	if err != nil {
		return false, err
	}
	name := conn.Database
	admin := conn.Copy()
	admin.Database = "postgres"
	t := targetOf(admin)
	c, err := pgx.ConnectConfig(ctx, admin)
	if err != nil {
		return false, t.classify(ctx, err, attempt{})
	}
	defer closeConn(ctx, c)
	var exists bool
	err = c.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", name).Scan(&exists)
	if err != nil || exists {
		return false, t.classify(ctx, err, attempt{})
	}
	_, err = c.Exec(ctx, "CREATE DATABASE "+pgx.Identifier{name}.Sanitize())
	switch {
	case isState(err, "42P04"), isState(err, "23505"): // another session was faster
		return false, nil
	case isState(err, stateNoPrivilege):
		return false, &PermissionError{
			User: t.user, Reason: oneLine(err), Err: err,
			Fix: "Run as an administrator: CREATE DATABASE " + pgx.Identifier{name}.Sanitize() + ";",
		}
	}
	return err == nil, t.classify(ctx, err, attempt{})
}
