package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
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

// versionTable records the migrations that have been applied.
const versionTable = "okr.schema_version"

// SchemaVersion is the version of the tables that this package works with: that of the newest migration.
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

// Keys of advisory locks: the first number says what is locked. They are held by transactions, never by sessions.
const (
	lockMigration = 0x6f6b7201 // "okr" and a number
	lockCatalog   = 0x6f6b7202
	lockFacts     = 0x6f6b7203 // with a number that stands for a metric
	lockRefresh   = 0x6f6b7204 // with a number that stands for a metric
)

// MigrateResult says what a migration did.
type MigrateResult struct {
	From, To int64    // versions
	Applied  []string // file names
}

// Migrate creates the schema okr with its roles okr_owner, okr_writer and okr_reader, or brings it up to date. Several
// at once wait for each other. Each step is one transaction; the steps before one that fails stay done. The user has to
// be allowed to create roles, or be a member of okr_owner. report gets each step as it begins.
func Migrate(ctx context.Context, cfg Config, report func(step string)) (MigrateResult, error) {
	conn, err := cfg.connection()
	if err != nil {
		return MigrateResult{}, err
	}
	conn.ValidateConnect = pgconn.ValidateConnectTargetSessionAttrsReadWrite
	m := &migration{conn: conn, target: targetOf(conn), report: report}
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
}

func (m *migration) run(ctx context.Context) (result MigrateResult, err error) {
	m.report("connecting to " + m.target.address)
	lock, err := pgx.ConnectConfig(ctx, m.conn)
	if err != nil {
		return result, err
	}
	defer closeConn(ctx, lock)
	// The transaction that holds the lock stays open while another connection works: a lock of a session would get lost
	// behind a pooler.
	tx, err := lock.Begin(ctx)
	if err != nil {
		return result, err
	}
	if _, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock($1)", lockMigration); err != nil {
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
	return m.apply(ctx, db)
}

func (m *migration) apply(ctx context.Context, db *sql.DB) (result MigrateResult, err error) {
	provider, err := goose.NewProvider(goose.DialectPostgres, db, lockedFiles{migrations.Files}, goose.WithTableName(versionTable),
		goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return result, err
	}
	// Asking for the version creates the table that holds it.
	if result.From, err = provider.GetDBVersion(ctx); err != nil {
		return result, err
	}
	result.To = result.From
	if result.From > SchemaVersion {
		return result, &SchemaError{Have: result.From, Want: SchemaVersion}
	}
	if _, err := db.ExecContext(ctx, ownVersion); err != nil {
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

// lockedFiles are migrations that begin with the lock that keeps writers out, as beginWriting explains.
type lockedFiles struct{ fs.FS }

// lockVersion takes the lock.
const lockVersion = "SET LOCAL ROLE " + roleOwner + "; LOCK TABLE " + versionTable + " IN ACCESS EXCLUSIVE MODE;"

const stepBegin = "-- +goose Up\n"

// Open implements fs.FS.
func (l lockedFiles) Open(name string) (fs.File, error) {
	f, err := l.FS.Open(name)
	if err != nil || !strings.HasSuffix(name, ".sql") {
		return f, err
	}
	text, err := io.ReadAll(f)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	before, step, found := strings.Cut(string(text), stepBegin)
	if !found {
		return nil, errors.Join(fmt.Errorf("migration %s has no line %q", name, strings.TrimSpace(stepBegin)), f.Close())
	}
	return lockedFile{f, strings.NewReader(before + stepBegin + lockVersion + "\n" + step)}, nil
}

type lockedFile struct {
	fs.File
	text io.Reader
}

// Read implements fs.File.
func (f lockedFile) Read(p []byte) (int, error) { return f.text.Read(p) }

// ownVersion gives the version to the owner. Where it has it, nobody who writes is waited for.
const ownVersion = `DO $$ BEGIN
	IF (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = '` + versionTable + `'::regclass) <> '` + roleOwner + `' THEN
		ALTER TABLE ` + versionTable + ` OWNER TO ` + roleOwner + `;
	END IF;
END $$`

// stepError names the file that failed.
func stepError(err error) error {
	var partial *goose.PartialError
	if errors.As(err, &partial) && partial.Failed != nil {
		return fmt.Errorf("migration %s: %w", filepath.Base(partial.Failed.Source.Path), partial.Err)
	}
	return err
}

// closeConn ends a connection, and with it its transaction, also when ctx is over.
func closeConn(ctx context.Context, conn *pgx.Conn) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	_ = conn.Close(ctx)
}

// CreateDatabase creates the database that cfg names, if it does not exist yet, through the database postgres of the
// same server.
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
	case isState(err, "42P04"), isState(err, "23505"): // somebody was faster
		return false, nil
	case isState(err, stateNoPrivilege):
		return false, &PermissionError{
			User: t.user, Reason: oneLine(err), Err: err,
			Fix: "Run as an administrator: CREATE DATABASE " + pgx.Identifier{name}.Sanitize() + ";",
		}
	}
	return err == nil, t.classify(ctx, err, attempt{})
}
