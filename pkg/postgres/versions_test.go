package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"path"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/postgres/migrations"
	"github.com/northstar/okrkpi/pkg/postgres/pgtest"
	"github.com/northstar/okrkpi/pkg/series"
)

// newerTables is what one more migration does: a column, and the next version.
const newerTables = `ALTER TABLE okr.fact ADD COLUMN quality integer NOT NULL DEFAULT 0;
	ALTER TABLE okr.catalog_revision ADD COLUMN written_by text;
	ALTER TABLE okr.journal_entry ADD COLUMN mood text;
	` + newerVersion

// writes are all ways in which a store writes.
func writes(ctx context.Context, s *postgres.Store) map[string]error {
	_, apply := s.Apply(ctx, postgres.ApplyRequest{Document: []byte("newer"), Author: "mika"})
	_, load := s.Import(ctx, importing(each(fact("m", "2026-03-09", 9, 1))))
	_, refresh := s.Refresh(ctx, postgres.RefreshRequest{Metric: okr.Metric{
		Meta: okr.Meta{Name: "r"}, Type: okr.Sum, Grain: okr.Day, Source: okr.Source{Kind: okr.SourceSQL, SQL: &okr.SQLSource{
			Statement: "SELECT timestamptz '2026-03-01 12:00Z' AS time, 1 AS value", Start: okr.NewDate(2026, time.March, 1),
		}},
	}, Calendar: tokyo, Until: time.Date(2026, time.March, 5, 0, 0, 0, 0, time.UTC)})
	_, _, entry := s.AddEntry(ctx, newEntry(1, okr.Bet, "bet"), "")
	return map[string]error{"apply": apply, "import": load, "refresh": refresh, "journal": entry}
}

func TestNewerTablesAreReadAndNotWrittenTo(t *testing.T) {
	t.Parallel()
	cfg := pgtest.New(t)
	store := pgtest.Open(t, pgtest.Login(t, cfg, "okr_writer"))
	for what, err := range writes(t.Context(), store) {
		if err != nil {
			t.Fatalf("%s on tables of this version: %v", what, err)
		}
	}
	before := show(read(t, store, "m", "r"))
	pgtest.Exec(t, cfg, newerTables)
	for what, err := range writes(t.Context(), store) {
		if e := want[*postgres.SchemaError](t, err); e.Have != postgres.SchemaVersion+1 || !strings.HasSuffix(e.Error(), "update this program") {
			t.Errorf("%s: %v", what, err)
		}
	}
	if after := show(read(t, store, "m", "r")); after != before || after == "" {
		t.Errorf("facts\n%s\nbefore\n%s", after, before)
	}
	if got := texts(journal(t, store, okr.JournalRequest{})); got != "bet" {
		t.Errorf("the journal has %q", got)
	}
	if document, err := store.Document(t.Context(), 1); err != nil || string(document) != "newer" {
		t.Errorf("%q %v", document, err)
	}
	for _, writer := range []bool{false, true} {
		checks := store.Check(t.Context(), writer)
		if len(checks) != 4 {
			t.Fatalf("%+v", checks)
		}
		schema := checks[2]
		if schema.OK == writer || !schema.OnlyWrites || schema.Fix != "update this program" || !strings.Contains(schema.Message,
			"newer than version") {
			t.Errorf("%+v", schema)
		}
		if !checks[3].OK {
			t.Errorf("%+v", checks[3])
		}
	}
}

func TestWhatNewerTablesDoNotAnswerIsTheirVersion(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]string{
		"A column that went":  "ALTER TABLE okr.fact RENAME denominator TO weight",
		"A table that went":   "ALTER TABLE okr.fact RENAME TO measurement",
		"A type that changed": "ALTER TABLE okr.fact ALTER COLUMN metric TYPE bigint USING 1",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cfg := pgtest.New(t)
			store := pgtest.Open(t, cfg)
			load(t, store, fact("m", "2026-03-09", 9, 1))
			pgtest.Exec(t, cfg, change+";"+newerVersion)
			_, err := store.Facts(t.Context(), series.FactsRequest{Calendar: tokyo, Metrics: []string{"m"}})
			want[*postgres.SchemaError](t, err)
		})
	}
}

const newerVersion = `INSERT INTO okr.schema_version (version_id, is_applied) SELECT max(version_id) + 1, true FROM okr.schema_version`

// waiting reports whether n sessions wait for the table with the version.
const waiting = `SELECT count(*) = %d FROM pg_locks WHERE NOT granted AND relation = 'okr.schema_version'::regclass
	AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`

func TestAMigrationWaitsForThoseWhoWrite(t *testing.T) {
	t.Parallel()
	cfg := pgtest.NewEmpty(t)
	if err := postgres.MigrateTo(t.Context(), cfg, postgres.SchemaVersion-1); err != nil {
		t.Fatal(err)
	}
	// An import of the program before: it has read its version, and writes on.
	writer := pgtest.Connect(t, cfg)
	run := func(sql string) {
		t.Helper()
		if _, err := writer.Exec(t.Context(), sql).ReadAll(); err != nil {
			t.Fatal(err)
		}
	}
	run(`BEGIN; SELECT max(version_id) FROM okr.schema_version WHERE is_applied`)
	migrated := make(chan error, 1)
	go func() {
		_, err := postgres.Migrate(t.Context(), cfg, nil)
		migrated <- err
	}()
	pgtest.Wait(t, cfg, fmt.Sprintf(waiting, 1))
	run(`INSERT INTO okr.fact (metric, grain, bucket, numerator) VALUES ('m', 'day', '2026-03-01', 3); COMMIT`)
	if err := <-migrated; err != nil {
		t.Fatal(err)
	}
	if got := show(read(t, pgtest.Open(t, cfg), "m")); got != "m day: 01T00 3/1" {
		t.Errorf("facts %s", got)
	}
}

func TestAWriterThatWaitedForANewerMigrationIsRefused(t *testing.T) {
	t.Parallel()
	cfg := pgtest.New(t)
	migration := pgtest.Connect(t, cfg)
	if _, err := migration.Exec(t.Context(),
		"BEGIN; LOCK TABLE okr.schema_version IN ACCESS EXCLUSIVE MODE;"+newerTables).ReadAll(); err != nil {
		t.Fatal(err)
	}
	store := pgtest.Open(t, cfg)
	done := make(chan error, 1)
	go func() {
		_, _, err := store.AddEntry(t.Context(), newEntry(1, okr.Bet, "bet"), "")
		done <- err
	}()
	pgtest.Wait(t, cfg, fmt.Sprintf(waiting, 1))
	if _, err := migration.Exec(t.Context(), "COMMIT").ReadAll(); err != nil {
		t.Fatal(err)
	}
	want[*postgres.SchemaError](t, <-done)
}

// Each version that there ever was, with data of each kind as it had them, comes up to date without losing any.
func TestTablesOfEveryVersionAreMigratedWithTheirData(t *testing.T) {
	t.Parallel()
	files, err := fs.Glob(migrations.Files, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	// What each version made room for.
	content := map[int64]string{
		1: `INSERT INTO okr.catalog_revision (number, author, note, checksum, document)
			VALUES (1, 'mika', 'first', 'c1', 'one'), (2, 'kim', 'second', 'c2', 'two')`,
		2: `INSERT INTO okr.fact (metric, grain, bucket, segment, numerator, denominator) VALUES
				('m', 'day', '2026-03-01', '{}', 3, 4), ('m', 'day', '2026-03-02', '{"plan": "pro"}', 5, 6);
			INSERT INTO okr.refresh (metric, definition, until) VALUES ('m', 'd', '2026-03-03Z')`,
		3: `INSERT INTO okr.journal_entry (kind, at, text, author) VALUES ('bet', '2026-03-01Z', 'we bet', 'mika')`,
		4: `INSERT INTO okr.fact_shape VALUES ('m', 'ratio', 'day', '{plan}', '{0,1,0,0}', false);
			INSERT INTO okr.fact_aside (metric, type, grain, bucket, segment, numerator, denominator, reason)
			VALUES ('m', 'sum', 'day', '2026-02-01', '{}', 1, 1, 'meaning')`,
	}
	for _, file := range files {
		var version int64
		if _, err := fmt.Sscanf(path.Base(file), "%d_", &version); err != nil {
			t.Fatal(err)
		}
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			cfg := pgtest.NewEmpty(t)
			if err := postgres.MigrateTo(t.Context(), cfg, version); err != nil {
				t.Fatal(err)
			}
			for v := range version {
				if sql := content[v+1]; sql != "" {
					pgtest.Exec(t, cfg, sql)
				}
			}
			switch {
			case version >= 7:
				pgtest.Exec(t, cfg, "INSERT INTO okr.metric_revision VALUES ('m', 7, 7)")
			case version >= 2:
				pgtest.Exec(t, cfg, "INSERT INTO okr.metric_revision VALUES ('m', 7)")
			}
			if result, err := postgres.Migrate(t.Context(), cfg, nil); err != nil || result.From != version || result.To != postgres.SchemaVersion {
				t.Fatalf("%+v %v", result, err)
			}
			store := pgtest.Open(t, pgtest.Login(t, cfg, "okr_writer"))
			revisions, err := store.Revisions(t.Context(), time.Time{}, time.Time{}, 5)
			if err != nil || len(revisions) != 2 || revisions[0].Author != "kim" || revisions[1].Note != "first" {
				t.Errorf("revisions %+v %v", revisions, err)
			}
			if document, err := store.Document(t.Context(), 2); err != nil || string(document) != "two" {
				t.Errorf("%q %v", document, err)
			}
			if version >= 2 {
				if got := show(read(t, store, "m")); got != "m day: 01T00 3/4\nm day {\"plan\":\"pro\"}: 02T00 5/6" {
					t.Errorf("facts %s", got)
				}
				if newest, err := store.NewestRevisions(t.Context()); err != nil || newest.Metrics["m"] != 7 {
					t.Errorf("%+v %v", newest, err)
				}
			}
			if got := texts(journal(t, store, okr.JournalRequest{})); version >= 3 && got != "we bet" {
				t.Errorf("the journal has %q", got)
			}
			if aside, err := store.AsideFacts(t.Context(), "m"); version >= 4 && (err != nil || len(aside) != 1 || aside[0].Num != 1) {
				t.Errorf("%+v %v", aside, err)
			}
			for _, check := range store.Check(t.Context(), true) {
				if !check.OK {
					t.Errorf("%+v", check)
				}
			}
			for what, err := range writes(t.Context(), store) {
				if err != nil {
					t.Errorf("%s: %v", what, err)
				}
			}
			// The tables are those that an empty database gets.
			if got, want := tablesOf(t, cfg), tablesOf(t, pgtest.New(t)); got != want {
				t.Errorf("tables\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// Version 0.1.0 reads no version of the tables before it writes. Its statement for the revisions is kept here as it was.
func TestWhatVersion010WritesToNewerTablesIsRefusedWhole(t *testing.T) {
	t.Parallel()
	const counted = `INSERT INTO okr.metric_revision AS r (metric, revision)
		SELECT m, 1 FROM unnest('{%s}'::text[]) WITH ORDINALITY AS u (m, n) ORDER BY n
		ON CONFLICT (metric) DO UPDATE SET revision = r.revision + 1
		RETURNING metric, revision`
	cfg := pgtest.New(t)
	store := pgtest.Open(t, pgtest.Login(t, cfg, "okr_writer"))
	load(t, store, fact("m", "2026-03-01", 20, 1))
	for _, metric := range []string{"m", "one_that_is_new"} {
		old := pgtest.Connect(t, pgtest.Login(t, cfg, "okr_writer"))
		_, err := old.Exec(t.Context(), fmt.Sprintf(`BEGIN;
			INSERT INTO okr.fact (metric, grain, bucket, segment, numerator) VALUES ('%s', 'day', '2026-03-01', '{"plan": "pro"}', 20);`,
			metric)+fmt.Sprintf(counted, metric)+"; COMMIT").ReadAll()
		var refused *pgconn.PgError
		if !errors.As(err, &refused) || refused.ConstraintName != "written_by_a_program_older_than_the_tables" {
			t.Errorf("%s: %v", metric, err)
		}
	}
	if got := show(read(t, store, "m", "one_that_is_new")); got != "m day: 01T00 20/1" {
		t.Errorf("facts %s", got)
	}
	load(t, store, fact("m", "2026-03-02", 5, 1)) // and this version writes on
	if got := show(read(t, store, "m")); got != "m day: 01T00 20/1 02T00 5/1" {
		t.Errorf("facts %s", got)
	}
}

// tablesOf describes the columns, constraints, indexes and rights of all tables.
func tablesOf(t *testing.T, cfg postgres.Config) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), cfg.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	rows, _ := conn.Query(t.Context(), `
		SELECT format('%s.%s %s %s %s %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
			pg_get_expr(d.adbin, d.adrelid), a.attacl)
		FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
		LEFT JOIN pg_attrdef AS d ON d.adrelid = c.oid AND d.adnum = a.attnum
		WHERE c.relnamespace = 'okr'::regnamespace
		UNION ALL SELECT format('%s %s', conname, pg_get_constraintdef(oid)) FROM pg_constraint WHERE connamespace = 'okr'::regnamespace
		UNION ALL SELECT format('%s %s %s', relname, relkind, relacl) FROM pg_class WHERE relnamespace = 'okr'::regnamespace
		ORDER BY 1`)
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(lines, "\n")
}

func TestTheLoginIsKeptBesideTheAuthor(t *testing.T) {
	t.Parallel()
	cfg := pgtest.New(t)
	login := pgtest.Login(t, cfg, "okr_writer")
	store := pgtest.Open(t, login)
	user := pgtest.Open(t, login).Check(t.Context(), true)[1].Message
	done, err := store.Apply(t.Context(), postgres.ApplyRequest{Document: []byte("x"), Author: "Mika"})
	if err != nil || done.Revision.Login == "" || !strings.HasSuffix(user, done.Revision.Login) || done.Revision.Author != "Mika" {
		t.Errorf("%+v %v, %s", done, err, user)
	}
	if list, err := store.Revisions(t.Context(), time.Time{}, time.Time{}, 1); err != nil || list[0].Login != done.Revision.Login {
		t.Errorf("%+v %v", list, err)
	}
	added, _, err := store.AddEntry(t.Context(), newEntry(1, okr.Bet, "bet"), "")
	if err != nil || added.Login != done.Revision.Login {
		t.Errorf("%+v %v", added, err)
	}
	for _, sql := range []string{
		"INSERT INTO okr.catalog_revision (number, author, note, checksum, document, login) VALUES (9, '', '', '', '', 'kim')",
		"INSERT INTO okr.catalog_revision (number, author, note, checksum, document, applied_at) VALUES (9, '', '', '', '', '2020-01-01')",
		"INSERT INTO okr.journal_entry (kind, at, text, author, login) VALUES ('bet', now(), 'x', 'y', 'kim')",
		"UPDATE okr.catalog_revision SET login = 'kim'",
		"UPDATE okr.journal_entry SET login = 'kim'",
	} {
		conn := pgtest.Connect(t, login)
		if _, err := conn.Exec(t.Context(), sql).ReadAll(); err == nil || !strings.Contains(err.Error(), "permission denied") {
			t.Errorf("%s: %v", sql, err)
		}
	}
	// Acting as another role does not change it.
	conn := pgtest.Connect(t, login)
	if _, err := conn.Exec(t.Context(), `SET ROLE okr_writer;
		INSERT INTO okr.journal_entry (kind, at, text, author) VALUES ('bet', now(), 'as a role', 'Kim')`).ReadAll(); err != nil {
		t.Fatal(err)
	}
	for _, e := range journal(t, store, okr.JournalRequest{}) {
		if e.Login != done.Revision.Login {
			t.Errorf("%+v", e)
		}
	}
	// The program before this one writes as it did.
	if _, err := conn.Exec(t.Context(), `INSERT INTO okr.catalog_revision (number, author, note, checksum, document)
		VALUES (2, 'a', 'n', 'c', 'd') RETURNING applied_at`).ReadAll(); err != nil {
		t.Error(err)
	}
}

func TestASessionThatOnlyReadsIsNamed(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		sql          string
		message, fix string
	}{
		"By its database": {sql: "ALTER DATABASE %[1]s", message: "is on for database ", fix: "RESET default_transaction_read_only;"},
		"By its user":     {sql: "ALTER ROLE %[2]s", message: "is on for user ", fix: "Run as an administrator: ALTER ROLE "},
		"By both together": {
			sql: "ALTER ROLE %[2]s IN DATABASE %[1]s", message: " in database ", fix: " IN DATABASE ",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cfg := pgtest.New(t)
			login := pgtest.Login(t, cfg, "okr_writer")
			u, err := url.Parse(login.URL)
			if err != nil {
				t.Fatal(err)
			}
			database := strings.TrimPrefix(u.Path, "/")
			pgtest.Exec(t, cfg, fmt.Sprintf(tc.sql+" SET default_transaction_read_only = on", database, u.User.Username()))
			t.Cleanup(func() {
				reset := tc.sql + " RESET default_transaction_read_only"
				pgtest.Exec(t, cfg, fmt.Sprintf("BEGIN READ WRITE; "+reset+"; COMMIT", database, u.User.Username()))
			})
			store := pgtest.Open(t, login)
			for _, check := range store.Check(t.Context(), false) {
				if !check.OK {
					t.Errorf("for a reader: %+v", check)
				}
			}
			checks := store.Check(t.Context(), true)
			if !strings.HasSuffix(checks[1].Message, ", in a session that can only read") {
				t.Errorf("%+v", checks[1])
			}
			last := checks[len(checks)-1]
			if last.OK || !last.OnlyWrites || !strings.Contains(last.Message, tc.message) || !strings.Contains(last.Fix, tc.fix) {
				t.Errorf("for a writer: %+v", last)
			}
			_, err = store.Import(t.Context(), importing(each(fact("a", "2026-03-01", 1, 1))))
			if e := want[*postgres.PermissionError](t, err); !strings.Contains(e.Reason, "may only read") {
				t.Error(err)
			}
		})
	}
}

// A failover lost the revision that the change was judged against, and another one has its number.
func TestARevisionOfTheSameNumberIsNotTakenForTheOneJudgedAgainst(t *testing.T) {
	t.Parallel()
	store := pgtest.Open(t, pgtest.New(t))
	first, err := store.Apply(t.Context(), postgres.ApplyRequest{Document: []byte("one"), Author: "mika"})
	if err != nil {
		t.Fatal(err)
	}
	base := int64(1)
	_, err = store.Apply(t.Context(), postgres.ApplyRequest{Document: []byte("two"), Base: &base, BaseChecksum: "of what was lost"})
	if e := want[*postgres.ConflictError](t, err); !strings.Contains(e.Error(), "as after a failover") {
		t.Error(err)
	}
	done, err := store.Apply(t.Context(), postgres.ApplyRequest{Document: []byte("two"), Base: &base, BaseChecksum: first.Revision.Checksum})
	if err != nil || done.Revision.Number != 2 {
		t.Errorf("%+v %v", done, err)
	}
}

func TestADocumentThatIsTooLargeIsRefusedUnread(t *testing.T) {
	t.Parallel()
	cfg := pgtest.New(t)
	store := pgtest.Open(t, cfg)
	_, err := store.Apply(t.Context(), postgres.ApplyRequest{Document: make([]byte, postgres.MaxDocument+1)})
	want[*postgres.DocumentSizeError](t, err)
	pgtest.Exec(t, cfg, fmt.Sprintf(`INSERT INTO okr.catalog_revision (number, author, note, checksum, document)
		VALUES (1, '', '', '', repeat('x', %d))`, postgres.MaxDocument+1))
	_, err = store.Document(t.Context(), 1)
	if e := want[*postgres.DocumentSizeError](t, err); e.Revision != 1 || e.Size != postgres.MaxDocument+1 {
		t.Error(err)
	}
}

// An older program refreshes as its revision of the catalog has the metric, while a newer one is stored.
func TestARefreshByAnOlderRevisionLeavesOtherFactsAlone(t *testing.T) {
	t.Parallel()
	cfg := pgtest.New(t)
	store := pgtest.Open(t, cfg)
	metric := func(value int, typ okr.MetricType) okr.Metric {
		return okr.Metric{Meta: okr.Meta{Name: "r"}, Type: typ, Grain: okr.Day, Source: okr.Source{Kind: okr.SourceSQL, SQL: &okr.SQLSource{
			Statement: fmt.Sprintf("SELECT timestamptz '2026-03-01 12:00Z' AS time, %d AS value", value), Start: okr.NewDate(2026, time.March, 1),
		}}}
	}
	refresh := func(m okr.Metric, revision int64) error {
		_, err := store.Refresh(t.Context(), postgres.RefreshRequest{
			Metric: m, Calendar: tokyo, Revision: revision, Until: time.Date(2026, time.March, 5, 0, 0, 0, 0, time.UTC),
		})
		return err
	}
	apply := func(document string, m okr.Metric) {
		t.Helper()
		_, err := store.Apply(t.Context(), postgres.ApplyRequest{Document: []byte(document), After: organization(m)})
		if err != nil {
			t.Fatal(err)
		}
	}
	apply("one", metric(1, okr.Sum))
	apply("two", metric(1, okr.Sum))
	if err := errors.Join(refresh(metric(1, okr.Sum), 2), refresh(metric(1, okr.Sum), 1)); err != nil {
		t.Fatalf("the same definition: %v", err)
	}
	apply("three", metric(2, okr.Sum))
	if err := refresh(metric(2, okr.Sum), 3); err != nil {
		t.Fatal(err)
	}
	if e := want[*postgres.BehindError](t, refresh(metric(1, okr.Sum), 2)); e.Asked != 2 || e.Newest != 3 {
		t.Errorf("another statement: %v", e)
	}
	if got := show(read(t, store, "r")); got != "r day: 01T00 2/1" {
		t.Errorf("facts %s", got)
	}
	apply("four", metric(2, okr.Last)) // not refreshed yet
	if e := want[*postgres.BehindError](t, refresh(metric(2, okr.Sum), 3)); e.Newest != 4 {
		t.Errorf("another type: %v", e)
	}
	if err := refresh(metric(2, okr.Last), 4); err != nil {
		t.Error(err)
	}
}
