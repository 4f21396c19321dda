package postgres_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/postgres/pgtest"
)

func TestAServerWithoutAFreeConnectionSaysWhatToDo(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		limit string // SQL that leaves one connection, of a user
		want  []string
	}{
		"of the user": {"ALTER ROLE USER CONNECTION LIMIT 1", []string{"too many connections for role", "ALTER ROLE … CONNECTION LIMIT"}},
		"of the database": {
			"DO $$ BEGIN EXECUTE format('ALTER DATABASE %I CONNECTION LIMIT 1', current_database()); END $$",
			[]string{"too many connections for database", "ALTER DATABASE … CONNECTION LIMIT"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cfg := pgtest.New(t)
			login := pgtest.Login(t, cfg, "okr_writer")
			pgtest.Exec(t, cfg, strings.ReplaceAll(tc.limit, "USER", userOf(login)))
			store := pgtest.Open(t, login)
			conn, err := store.Acquire(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			_, err = store.Revision(t.Context())
			e := want[*postgres.ResourceError](t, err)
			if e.Resource != postgres.Connections {
				t.Errorf("%+v", e)
			}
			check := failed(t, store.Check(t.Context(), false))
			for _, part := range append(tc.want, "no connection to the database server is free", "lower the number of connections here") {
				if !strings.Contains(e.Error(), part) || !strings.Contains(strings.ToLower(check.Message+check.Fix), strings.ToLower(part)) {
					t.Errorf("%q is not in %v, or not in %+v", part, e, check)
				}
			}
			// The statement of a source needs a connection besides, after the pool's.
			conn.Release()
			_, err = store.Refresh(t.Context(), postgres.RefreshRequest{Metric: sqlMetric("m", okr.Sum, one), Calendar: tokyo, Until: noon(3)})
			want[*postgres.ResourceError](t, err)
			if _, err := store.Revision(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}

// A server that lacks something says so by a code, whatever it is doing.
func TestWhatAServerLacksHasItsOwnWords(t *testing.T) {
	t.Parallel()
	cfg := pgtest.New(t)
	store := pgtest.Open(t, pgtest.Login(t, cfg, "okr_writer"))
	pgtest.Exec(t, cfg, `CREATE FUNCTION public.lack() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
			RAISE SQLSTATE '53100' USING MESSAGE = 'could not extend file "base/1/2": No space left on device';
		END $$;
		CREATE TRIGGER lack BEFORE INSERT ON okr.fact FOR EACH ROW EXECUTE FUNCTION public.lack();
		CREATE FUNCTION public.raise(code text, message text) RETURNS int LANGUAGE plpgsql AS $$ BEGIN
			RAISE EXCEPTION USING ERRCODE = code, MESSAGE = message;
		END $$`)
	_, err := store.Import(t.Context(), importing(each(fact("a", "2026-03-01", 1, 1))))
	text := `the disk of the database server is full: could not extend file "base/1/2": No space left on device: make room there and ` +
		`try again; nothing was stored`
	if e := want[*postgres.ResourceError](t, err); e.Resource != postgres.Disk || e.Error() != text {
		t.Errorf("%v", e)
	}
	for code, tc := range map[string]struct {
		message  string
		resource postgres.Resource
		want     string
	}{
		"53100": {"could not write to file", postgres.Disk, "make room there"},
		"53200": {"out of shared memory", postgres.Memory, "max_locks_per_transaction"},
		"53400": {"temporary file size exceeds temp_file_limit (1024kB)", postgres.ServerLimit, "raise that setting"},
	} {
		m := sqlMetric("lacks", okr.Sum, fmt.Sprintf("SELECT now() AS time, public.raise('%s', '%s') AS value", code, tc.message))
		_, err := store.Refresh(t.Context(), postgres.RefreshRequest{Metric: m, Calendar: tokyo, Until: noon(3)})
		e := want[*postgres.ResourceError](t, err)
		if e.Resource != tc.resource || e.Metric != "lacks" || !strings.Contains(e.Error(), tc.want) || !strings.Contains(e.Error(), tc.message) {
			t.Errorf("%s: %v", code, e)
		}
	}
}

func TestAPoolerWithoutAFreeConnectionSaysWhatToDo(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		settings string
		role     string // for the user, if it is limited
		want     []string
	}{
		"to clients": {"max_client_conn = 2", "", []string{"no more connections allowed", "raise max_client_conn"}},
		"to the server": {
			"query_wait_timeout = 1", "", []string{"query_wait_timeout", "raise default_pool_size"},
		},
		"on the server": {"query_wait_timeout = 1", "CONNECTION LIMIT 2", []string{"too many connections for role", "ALTER ROLE"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			direct := pgtest.New(t)
			login := pgtest.Login(t, direct, "okr_reader")
			pooled := pgtest.BouncerWith(t, login, tc.settings+"\nserver_login_retry = 0")
			if tc.role != "" {
				hold(t, login, "BEGIN")
				hold(t, login, "BEGIN")
				pgtest.Exec(t, direct, "ALTER ROLE "+userOf(login)+" "+tc.role)
			} else {
				hold(t, pooled, "BEGIN; SELECT 1")
				hold(t, pooled, "BEGIN; SELECT 1")
			}
			_, err := pgtest.Open(t, pooled).Revision(t.Context())
			e := want[*postgres.ResourceError](t, err)
			for _, part := range append(tc.want, "no connection to the database server is free") {
				if !strings.Contains(e.Error(), part) {
					t.Errorf("%q is not in %v", part, e)
				}
			}
		})
	}
}
