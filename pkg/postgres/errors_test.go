package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/northstar/okrkpi/pkg/dev/localpg"
	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/postgres/pgtest"
	"github.com/northstar/okrkpi/pkg/series"
)

// withURL returns cfg with a changed URL.
func withURL(t testing.TB, cfg postgres.Config, change func(*url.URL)) postgres.Config {
	t.Helper()
	u, err := url.Parse(cfg.URL)
	if err != nil {
		t.Fatal(err)
	}
	change(u)
	cfg.URL = u.String()
	return cfg
}

func passwordOf(t testing.TB, cfg postgres.Config) string {
	t.Helper()
	u, err := url.Parse(cfg.URL)
	if err != nil {
		t.Fatal(err)
	}
	password, _ := u.User.Password()
	return password
}

// failed returns the check that is not in order.
func failed(t testing.TB, checks []postgres.Check) postgres.Check {
	t.Helper()
	last := checks[len(checks)-1]
	for _, c := range checks {
		if !c.OK && c != last || c.OK && c.Fix != "" || !c.OK && (c.Fix == "" || c.Message == "") {
			t.Errorf("%+v", checks)
		}
	}
	return last
}

func TestChecksOfAHealthyDatabase(t *testing.T) {
	t.Parallel()
	cfg := pgtest.New(t)
	for role, writer := range map[string]bool{"okr_reader": false, "okr_writer": true, "okr_owner": true} {
		checks := pgtest.Open(t, pgtest.Login(t, cfg, role)).Check(t.Context(), writer)
		names := ""
		for _, c := range checks {
			names += c.Name + " "
			if !c.OK {
				t.Errorf("%s: %+v", role, c)
			}
		}
		if names != "connection authentication schema rights " {
			t.Errorf("%s: checks %s", role, names)
		}
	}
}

func TestWhatIsBrokenIsNamed(t *testing.T) {
	t.Parallel()
	cfg := pgtest.New(t)
	old := pgtest.New(t)
	pgtest.Exec(t, old, "DELETE FROM okr.schema_version WHERE version_id > 1")
	reader := pgtest.Login(t, cfg, "okr_reader")
	closed, strict := pgtest.New(t), pgtest.New(t)
	revoke := `DO $$ BEGIN EXECUTE format('REVOKE %s ON DATABASE %%I FROM PUBLIC', current_database()); END $$`
	pgtest.Exec(t, closed, fmt.Sprintf(revoke, "CONNECT"))
	pgtest.Exec(t, strict, fmt.Sprintf(revoke, "TEMPORARY"))
	writer := pgtest.Login(t, strict, "okr_writer")
	_, err := pgtest.Open(t, writer).Import(t.Context(), importing(each(fact("a", "2026-03-01", 1, 1))))
	if e := want[*postgres.PermissionError](t, err); !strings.Contains(e.Fix, "GRANT TEMPORARY ON DATABASE") {
		t.Errorf("%+v", e)
	}
	for name, tc := range map[string]struct {
		cfg    postgres.Config
		writer bool
		check  string
		want   []string
	}{
		"nothing listens": {
			withURL(t, cfg, func(u *url.URL) { u.Host = "127.0.0.1:1" }), false, "connection",
			[]string{"127.0.0.1:1", "refused", "PostgreSQL is running"},
		},
		"no such host": {
			withURL(t, cfg, func(u *url.URL) { u.Host = "nowhere.invalid:5432" }), false, "connection",
			[]string{"nowhere.invalid:5432", "name of the host"},
		},
		"no such database": {
			withURL(t, cfg, func(u *url.URL) { u.Path = "/missing" }), false, "connection",
			[]string{`"missing" does not exist`, "name of the database"},
		},
		"TLS is not offered": {
			withURL(t, cfg, func(u *url.URL) { u.RawQuery = "sslmode=require" }), false, "connection",
			[]string{"TLS", "disable TLS here"},
		},
		"a wrong password": {
			withURL(t, cfg, func(u *url.URL) { u.User = url.UserPassword(u.User.Username(), "wrong-password") }), false,
			"authentication",
			[]string{"password authentication failed", "pg_hba.conf"},
		},
		"no tables":  {pgtest.NewEmpty(t), false, "schema", []string{"no OKR tables yet", "okr migrate"}},
		"old tables": {old, false, "schema", []string{"version 1", "okr migrate"}},
		"a database that is closed": {
			pgtest.Login(t, closed, "okr_reader"), false, "rights", []string{"permission denied for database", "GRANT CONNECT ON"},
		},
		"no temporary tables": {
			writer, true, "rights", []string{"TEMPORARY on this database", "GRANT TEMPORARY ON DATABASE"},
		},
		"a user without rights": {
			pgtest.Login(t, cfg), false, "rights", []string{"permission denied for schema okr", "GRANT okr_reader TO"},
		},
		"a reader that should write": {reader, true, "rights", []string{"INSERT on okr.fact", "GRANT okr_writer TO"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			check := failed(t, pgtest.Open(t, tc.cfg).Check(t.Context(), tc.writer))
			if check.OK || check.Name != tc.check {
				t.Errorf("%+v, want %s", check, tc.check)
			}
			text := check.Message + " " + check.Fix
			for _, part := range tc.want {
				if !strings.Contains(text, part) {
					t.Errorf("%q is not in: %s", part, text)
				}
			}
			if strings.Contains(text, passwordOf(t, tc.cfg)) {
				t.Errorf("the password is in: %s", text)
			}
		})
	}
}

func TestErrorsHaveTypes(t *testing.T) {
	t.Parallel()
	cfg := pgtest.New(t)
	ctx := t.Context()

	_, err := pgtest.Open(t, withURL(t, cfg, func(u *url.URL) { u.Host = "127.0.0.1:1" })).Revision(ctx)
	if e := want[*postgres.UnavailableError](t, err); !strings.HasPrefix(e.Address, "127.0.0.1:1/") {
		t.Errorf("%+v", e)
	}
	_, err = pgtest.Open(t, withURL(t, cfg, func(u *url.URL) { u.User = url.UserPassword("okr", "no") })).Revision(ctx)
	want[*postgres.AuthError](t, err)

	empty := pgtest.Open(t, pgtest.NewEmpty(t))
	_, err = empty.Revision(ctx)
	if e := want[*postgres.SchemaError](t, err); e.Have != 0 || e.Want != postgres.SchemaVersion {
		t.Errorf("%+v", e)
	}
	_, err = empty.Import(ctx, importing(each(fact("a", "2026-03-01", 1, 1))))
	want[*postgres.SchemaError](t, err)

	stranger := pgtest.Open(t, pgtest.Login(t, cfg))
	_, err = stranger.Facts(ctx, series.FactsRequest{Calendar: tokyo, Metrics: []string{"a"}})
	if e := want[*postgres.PermissionError](t, err); !strings.Contains(e.Fix, "GRANT okr_reader") {
		t.Errorf("%+v", e)
	}
	reader := pgtest.Open(t, pgtest.Login(t, cfg, "okr_reader"))
	_, err = reader.Import(ctx, importing(each(fact("a", "2026-03-01", 1, 1))))
	if e := want[*postgres.PermissionError](t, err); !strings.Contains(e.Fix, "GRANT okr_writer") {
		t.Errorf("%+v", e)
	}
	_, err = reader.Apply(ctx, postgres.ApplyRequest{Document: []byte("x")})
	want[*postgres.PermissionError](t, err)

	_, err = pgtest.Open(t, cfg).Document(ctx, 3)
	if e := want[*postgres.NotFoundError](t, err); e.Revision != 3 {
		t.Errorf("%+v", e)
	}
}

func TestReplicaIsNamedWhenWriting(t *testing.T) {
	t.Parallel()
	cfg := pgtest.New(t)
	// A replica refuses with the same error as a database that only takes read-only transactions.
	pgtest.Exec(t, cfg, `DO $$ BEGIN
		EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database());
	END $$`)
	_, err := pgtest.Open(t, cfg).Apply(t.Context(), postgres.ApplyRequest{Document: []byte("x")})
	if e := want[*postgres.PermissionError](t, err); !strings.Contains(e.Fix, "primary") {
		t.Errorf("%+v", e)
	}
}

func TestSlowAnswersEnd(t *testing.T) {
	t.Parallel()
	cfg := pgtest.New(t)
	// Reading waits for the session that changes the table.
	blocker := pgtest.Connect(t, cfg)
	if _, err := blocker.Exec(t.Context(), "BEGIN; LOCK TABLE okr.catalog_revision").ReadAll(); err != nil {
		t.Fatal(err)
	}
	impatient := cfg
	impatient.StatementTimeout = 100 * time.Millisecond
	_, err := pgtest.Open(t, impatient).Revision(t.Context())
	if e := want[*postgres.TimeoutError](t, err); e.Limit != impatient.StatementTimeout {
		t.Errorf("%+v", e)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	store := pgtest.Open(t, cfg)
	began := time.Now()
	if _, err := store.Revision(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("a cancelled call took %v", took)
	}
	// The statement was cancelled on the server, too.
	pgtest.Exec(t, cfg, `DO $$ BEGIN
		FOR i IN 1..100 LOOP
			PERFORM pg_stat_clear_snapshot();
			EXIT WHEN NOT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()
				AND application_name = 'okr' AND state = 'active');
			PERFORM pg_sleep(0.1);
			IF i = 100 THEN RAISE 'the query is still running'; END IF;
		END LOOP;
	END $$`)
}

func TestDatabaseMayGoAndComeBack(t *testing.T) {
	t.Parallel()
	conf := localpg.Config{DataDir: filepath.Join(pgtest.Folder(t), "db"), NoSync: true}
	server, err := localpg.Start(t.Context(), conf)
	if err != nil {
		t.Fatal(err)
	}
	conf.Port = server.Port()
	cfg := postgres.Config{URL: server.URL("okr")}
	if created, err := postgres.CreateDatabase(t.Context(), cfg); err != nil || !created {
		t.Fatal(created, err)
	}
	if created, err := postgres.CreateDatabase(t.Context(), cfg); err != nil || created {
		t.Fatal(created, err)
	}
	if _, err := postgres.Migrate(t.Context(), cfg, nil); err != nil {
		t.Fatal(err)
	}
	store := pgtest.Open(t, cfg)
	load(t, store, fact("a", "2026-03-01", 1, 1))
	if err := server.Stop(); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		_, err := store.Revision(t.Context())
		want[*postgres.UnavailableError](t, err)
	}
	if server, err = localpg.Start(t.Context(), conf); err != nil {
		t.Fatal(err)
	}
	defer server.Stop()
	if got, want := show(read(t, store, "a")), "a day: 01T00 1/1"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestAnErrorOfTheFactsIsNoLostConnection(t *testing.T) {
	cfg := pgtest.New(t)
	for name, failure := range map[string]error{
		"A file that cannot be written": &fs.PathError{Op: "write", Path: "facts.rejects.csv", Err: syscall.ENOSPC},
		"A file that ends too early":    io.ErrUnexpectedEOF,
	} {
		t.Run(name, func(t *testing.T) {
			facts := func(yield func(series.Fact, error) bool) { yield(series.Fact{}, failure) }
			_, err := pgtest.Open(t, cfg).Import(t.Context(), postgres.ImportRequest{Calendar: series.Calendar{}, Facts: facts})
			if unavailable := new(postgres.UnavailableError); errors.As(err, &unavailable) || !errors.Is(err, failure) {
				t.Errorf("%T: %v", err, err)
			}
		})
	}
}
