package postgres_test

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/postgres/pgtest"
)

// hold runs statements on a connection that stays open until the end of the test.
func hold(t *testing.T, cfg postgres.Config, sql string) *pgconn.PgConn {
	t.Helper()
	conn := pgtest.Connect(t, cfg)
	if _, err := conn.Exec(t.Context(), sql).ReadAll(); err != nil {
		t.Fatal(err)
	}
	return conn
}

func userOf(cfg postgres.Config) string {
	name, _, _ := strings.Cut(strings.TrimPrefix(fmt.Sprint(cfg), "postgres://"), "@")
	return name
}

const one = `SELECT date '2026-03-02' AS time, 1 AS value`

// writeEverything stores a catalog, facts and a refresh within a few seconds.
func writeEverything(t *testing.T, store *postgres.Store) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	if _, err := store.Apply(ctx, postgres.ApplyRequest{Document: []byte("x"), Author: "mika"}); err != nil {
		t.Error("apply:", err)
	}
	if _, err := store.Import(ctx, importing(each(fact("a", "2026-03-01", 1, 1)))); err != nil {
		t.Error("import:", err)
	}
	r, err := store.Refresh(ctx, postgres.RefreshRequest{Metric: sqlMetric("b", okr.Sum, one), Calendar: tokyo, Until: noon(3)})
	if err != nil || r.Inserted != 1 {
		t.Errorf("refresh: %+v %v", r, err)
	}
}

func TestNobodyWithoutTheRightToWriteCanStopWriters(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		roles []string
		sql   string
	}{
		"a user who may only connect holds every advisory lock that was ever used": {nil, `
			SELECT pg_advisory_lock(x'6f6b7202'::int), pg_advisory_lock(x'6f6b7204'::int, hashtext('b'));
			SELECT pg_advisory_lock(x'6f6b7203'::int, key) FROM generate_series(0, 1023) AS key`},
		"a reader holds all tables as far as possible": {
			[]string{"okr_reader"},
			`BEGIN; LOCK TABLE okr.lock, okr.catalog_revision, okr.fact, okr.fact_shape, okr.refresh, okr.metric_revision
			IN ACCESS SHARE MODE; SELECT * FROM okr.lock`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cfg := pgtest.New(t)
			store := pgtest.Open(t, pgtest.Login(t, cfg, "okr_writer"))
			hold(t, pgtest.Login(t, cfg, tc.roles...), tc.sql)
			writeEverything(t, store)
		})
	}
}

func TestAReaderCannotTakeTheLocksOfWriters(t *testing.T) {
	t.Parallel()
	cfg := pgtest.New(t)
	reader := pgtest.Connect(t, pgtest.Login(t, cfg, "okr_reader"))
	for _, sql := range []string{
		"SELECT FROM okr.lock FOR UPDATE", "SELECT FROM okr.lock FOR NO KEY UPDATE", "SELECT FROM okr.lock FOR SHARE",
		"SELECT FROM okr.lock FOR KEY SHARE", "LOCK TABLE okr.lock IN SHARE MODE", "LOCK TABLE okr.lock IN ROW EXCLUSIVE MODE",
		"INSERT INTO okr.lock VALUES ('x')", "LOCK TABLE okr.fact IN SHARE MODE", "SELECT FROM okr.catalog_revision FOR SHARE",
	} {
		_, err := reader.Exec(t.Context(), "BEGIN;"+sql).ReadAll()
		if err == nil || !strings.Contains(err.Error(), "permission denied") {
			t.Errorf("%s: %v", sql, err)
		}
		if _, err := reader.Exec(t.Context(), "ROLLBACK").ReadAll(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestWhoHoldsALockIsNamed(t *testing.T) {
	t.Parallel()
	impatient := pgtest.New(t)
	impatient.LockTimeout = 200 * time.Millisecond
	writer := pgtest.Login(t, impatient, "okr_writer")
	pgtest.Exec(t, impatient, "INSERT INTO okr.lock VALUES ('facts/a')")
	store := pgtest.Open(t, pgtest.Login(t, impatient, "okr_writer")) // another user than the holder
	apply := func() error {
		_, err := store.Apply(t.Context(), postgres.ApplyRequest{Document: []byte("x")})
		return err
	}
	load := func() error {
		_, err := store.Import(t.Context(), importing(each(fact("a", "2026-03-01", 1, 1))))
		return err
	}
	for name, tc := range map[string]struct {
		holder postgres.Config
		sql    string
		try    func() error
		what   string
	}{
		"the catalog": {writer, "BEGIN; SELECT FROM okr.lock WHERE name = 'catalog' FOR UPDATE", apply, "the catalog"},
		"facts":       {writer, "BEGIN; SELECT FROM okr.lock WHERE name = 'facts/a' FOR UPDATE", load, "the facts of metric a"},
		"a table":     {impatient, "BEGIN; LOCK TABLE okr.fact IN SHARE MODE", load, "a table of the schema okr"},
	} {
		t.Run(name, func(t *testing.T) {
			conn := hold(t, tc.holder, "SET application_name = 'psql';"+tc.sql)
			e := want[*postgres.LockedError](t, tc.try())
			if len(e.Holders) != 1 || e.Holders[0].PID != int32(conn.PID()) || e.What != tc.what {
				t.Fatalf("%+v", e)
			}
			text := fmt.Sprintf("waited 200ms for %s, which is held by process %d of user %q (psql): wait until it has ended, or end it as "+
				"an administrator: SELECT pg_terminate_backend(%d);", tc.what, conn.PID(), userOf(tc.holder), conn.PID())
			if e.Error() != text {
				t.Errorf("got %v\nwant %s", e, text)
			}
			if _, err := conn.Exec(t.Context(), "ROLLBACK").ReadAll(); err != nil {
				t.Fatal(err)
			}
			if err := tc.try(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestAMigrationNamesWhoKeepsItWaiting(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		from  int64
		roles []string
		sql   string
		what  string
	}{
		"a user who may only connect holds the lock": {1, nil, "SELECT pg_advisory_lock(x'6f6b7201'::int)", "the lock of migrations"},
		"a reader has forgotten a transaction": {
			3, []string{"okr_reader"}, "BEGIN; SELECT count(*) FROM okr.fact", "a table of the schema okr",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cfg := pgtest.NewEmpty(t)
			cfg.LockTimeout = 300 * time.Millisecond
			if err := postgres.MigrateTo(t.Context(), cfg, tc.from); err != nil {
				t.Fatal(err)
			}
			holder := pgtest.Login(t, cfg, tc.roles...)
			conn := hold(t, holder, tc.sql)
			var told strings.Builder
			_, err := postgres.Migrate(t.Context(), cfg, func(line string) { fmt.Fprintln(&told, line) })
			e := want[*postgres.LockedError](t, err)
			if e.What != tc.what || len(e.Holders) != 1 || e.Holders[0].User != userOf(holder) {
				t.Errorf("%+v", e)
			}
			if !strings.Contains(e.Error(), "SELECT pg_terminate_backend("+strconv.Itoa(int(conn.PID()))+");") {
				t.Error(e)
			}
			if meanwhile := strings.Contains(told.String(), "still waiting: waited 15ms for the lock of migrations, which is held by process "+
				strconv.Itoa(int(conn.PID()))); meanwhile != (tc.what == "the lock of migrations") {
				t.Errorf("it reported %q", told.String())
			}
			if _, err := conn.Exec(t.Context(), "COMMIT; SELECT pg_advisory_unlock_all()").ReadAll(); err != nil {
				t.Fatal(err)
			}
			if result, err := postgres.Migrate(t.Context(), cfg, nil); err != nil || result.To != postgres.SchemaVersion {
				t.Errorf("%+v %v", result, err)
			}
		})
	}
}
