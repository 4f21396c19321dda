package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"github.com/northstar/okrkpi/pkg/postgres/migrations"
)

// Acquire takes a connection out of the pool.
func (s *Store) Acquire(ctx context.Context) (*pgxpool.Conn, error) { return s.pool.Acquire(ctx) }

// MigrateTo brings an empty database to an older version.
func MigrateTo(ctx context.Context, cfg Config, version int64) error {
	conn, err := cfg.connection()
	if err != nil {
		return err
	}
	work, err := pgx.ConnectConfig(ctx, conn)
	if err != nil {
		return err
	}
	defer closeConn(ctx, work)
	if err := prepareSchema(ctx, work, targetOf(conn)); err != nil {
		return err
	}
	db := stdlib.OpenDB(*conn)
	defer func() { _ = db.Close() }()
	provider, err := goose.NewProvider(goose.DialectPostgres, db, waitingFiles{migrations.Files, maxTableWait},
		goose.WithTableName(versionTable),
		goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	if _, err := provider.GetDBVersion(ctx); err != nil {
		return err
	}
	if _, err := db.ExecContext(ctx, "ALTER TABLE "+versionTable+" OWNER TO "+roleOwner); err != nil {
		return err
	}
	_, err = provider.UpTo(ctx, version)
	return err
}

// LimitSources sets how many rows and facts and how many bytes of labels a source may give.
func (s *Store) LimitSources(rows int64, facts, labels int) {
	s.source = sourceLimits{rows, facts, labels}
}
