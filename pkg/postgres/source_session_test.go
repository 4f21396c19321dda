package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/postgres/pgtest"
)

// holding are functions by which a statement leaves as much as it can in its session. In PostgreSQL everybody may create
// functions in a schema of their own.
const holding = `
	CREATE FUNCTION public.hold() RETURNS int LANGUAGE plpgsql AS $$ BEGIN
		PERFORM pg_advisory_lock(x'6f6b7202'::int), pg_advisory_lock_shared(4711), set_config('search_path', 'nowhere', false),
			set_config('statement_timeout', '1', false), set_config('okr.trace', 'left', false);
		EXECUTE 'LISTEN okr_trace';
		EXECUTE 'PREPARE okr_trace AS SELECT 1';
		EXECUTE 'SET SESSION default_transaction_read_only = on';
		PERFORM pg_notify('okr_trace', 'sent');
		RETURN 1;
	END $$;
	GRANT EXECUTE ON FUNCTION public.hold() TO PUBLIC;`

// traceOf counts what a session still has of what hold did.
const traceOf = `SELECT format('%s advisory, %s prepared, %s channels, %s %s %s %s',
	(SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted
		AND database = (SELECT oid FROM pg_database WHERE datname = current_database())),
	(SELECT count(*) FROM pg_prepared_statements WHERE name = 'okr_trace'), (SELECT count(*) FROM pg_listening_channels()),
	current_setting('search_path'), current_setting('statement_timeout'), coalesce(current_setting('okr.trace', true), ''),
	current_setting('default_transaction_read_only'))`

const noTrace = `0 advisory, 0 prepared, 0 channels, "$user", public 0  off`

// leavers are statements that hold what they can, and how they end.
var leavers = map[string]string{
	"and succeeds":               `SELECT date '2026-03-02' AS time, public.hold() AS value`,
	"and fails":                  `SELECT date '2026-03-02' AS time, public.hold() / 0 AS value`,
	"and gives a wrong row":      `SELECT date '2026-03-02' AS time, public.hold() * 'NaN'::float8 AS value`,
	"and takes too long":         `SELECT date '2026-03-02' AS time, public.hold() AS value, pg_sleep(60)::text AS x`,
	"and is not what was wanted": `SELECT date '2026-03-02' AS time, public.hold() + (SELECT 1 FROM pg_sleep(60)) AS value`,
}

func leave(t *testing.T, store *postgres.Store, how string) {
	t.Helper()
	m := sqlMetric("leaver", okr.Sum, leavers[how])
	if strings.Contains(leavers[how], " AS x") {
		m.Segments = []string{"x"}
	}
	_, err := store.Refresh(t.Context(), postgres.RefreshRequest{Metric: m, Calendar: tokyo, Until: noon(3), Limit: 300 * time.Millisecond})
	if (err == nil) != (how == "and succeeds") {
		t.Errorf("%s: %v", how, err)
	}
}

func TestAStatementLeavesNothingInASession(t *testing.T) {
	t.Parallel()
	for how := range leavers {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			cfg := pgtest.New(t)
			pgtest.Exec(t, cfg, holding)
			writer := pgtest.Login(t, cfg, "okr_writer")
			writer.MaxConns = 1
			store := pgtest.Open(t, writer)
			leave(t, store, how)
			writeEverything(t, store)
			conn, err := store.Acquire(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Release()
			var trace string
			if err := conn.QueryRow(t.Context(), traceOf).Scan(&trace); err != nil || trace != noTrace {
				t.Errorf("left: %s %v", trace, err)
			}
		})
	}
}

// Behind a pooler the server's session outlives the client's.
func TestAStatementLeavesNothingBehindPgBouncer(t *testing.T) {
	t.Parallel()
	for how := range leavers {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			direct := pgtest.New(t)
			pgtest.Exec(t, direct, holding)
			store := pgtest.Open(t, pgtest.Bouncer(t, direct))
			for range 3 {
				leave(t, store, how)
			}
			writeEverything(t, store)
			for range 4 { // both of the pool's connections
				conn, err := store.Acquire(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				defer conn.Release()
				var trace string
				if err := conn.QueryRow(t.Context(), traceOf).Scan(&trace); err != nil || trace != noTrace {
					t.Errorf("left: %s %v", trace, err)
				}
			}
		})
	}
}

// A function can catch the cancellation of its statement, and go on.
func TestAStatementThatCatchesItsEndIsEnded(t *testing.T) {
	t.Parallel()
	cfg := pgtest.New(t)
	pgtest.Exec(t, cfg, `CREATE FUNCTION public.undying() RETURNS int LANGUAGE plpgsql AS $$ BEGIN
		PERFORM set_config('statement_timeout', '0', true), set_config('client_connection_check_interval', '0', true);
		FOR i IN 1..600 LOOP
			BEGIN
				PERFORM pg_sleep(0.1);
			EXCEPTION WHEN query_canceled THEN NULL;
			END;
		END LOOP;
		RETURN 1;
	END $$`)
	writer := pgtest.Login(t, cfg, "okr_writer")
	writer.ConnectTimeout = 500 * time.Millisecond
	m := sqlMetric("undying", okr.Sum, `SELECT date '2026-03-02' AS time, public.undying() AS value`)
	_, err := pgtest.Open(t, writer).Refresh(t.Context(), postgres.RefreshRequest{
		Metric: m, Calendar: tokyo, Until: noon(3), Limit: 100 * time.Millisecond,
	})
	if e := want[*postgres.TimeoutError](t, err); e.Metric != "undying" || e.Limit != 100*time.Millisecond {
		t.Errorf("%+v", e)
	}
	awaitSession(t, cfg, fmt.Sprintf("usename = '%s' AND query LIKE '%%undying%%'", userOf(writer)), false)
}

// awaitSession waits until sessions of a database other than its own are there, or are not.
func awaitSession(t *testing.T, cfg postgres.Config, which string, there bool) {
	t.Helper()
	pgtest.Exec(t, cfg, fmt.Sprintf(`DO $$ BEGIN
		FOR i IN 1..200 LOOP
			PERFORM pg_stat_clear_snapshot();
			EXIT WHEN %v = EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
				AND state = 'active' AND %s);
			PERFORM pg_sleep(0.05);
			IF i = 200 THEN RAISE 'nothing has changed in ten seconds'; END IF;
		END LOOP;
	END $$`, there, which))
}

func TestACancelledRefreshEndsItsStatement(t *testing.T) {
	t.Parallel()
	cfg := pgtest.New(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	m := sqlMetric("slow", okr.Sum, `SELECT date '2026-03-02' AS time, 1 AS value FROM pg_sleep(60)`)
	store := pgtest.Open(t, cfg)
	go func() {
		awaitSession(t, cfg, "query LIKE '%pg_sleep(60)%'", true)
		cancel()
	}()
	_, err := store.Refresh(ctx, postgres.RefreshRequest{Metric: m, Calendar: tokyo, Until: noon(3)})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	m.Source.SQL.Statement = one
	deadline := time.Now().Add(10 * time.Second)
	for r := refreshUntil(t, store, m, noon(3)); r.Running; r = refreshUntil(t, store, m, noon(3)) { // until its lock is gone
		if time.Now().After(deadline) {
			t.Fatal("the statement is still running")
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// TestWhatAStatementGivesIsLimited measures the memory of a result that is rejected: the driver must not hold what is too long.
func TestWhatAStatementGivesIsLimited(t *testing.T) { //nolint:paralleltest // counts the allocations of the process
	cfg := pgtest.New(t)
	pgtest.Exec(t, cfg, `CREATE FUNCTION public.shout(kind text) RETURNS int LANGUAGE plpgsql AS $$ BEGIN
		PERFORM set_config('client_min_messages', 'notice', true);
		IF kind = 'notice' THEN RAISE NOTICE '%', repeat('x', 6000000); END IF;
		RAISE EXCEPTION '%', repeat('x', 6000000);
	END $$`)
	store := pgtest.Open(t, cfg)
	store.LimitSources(1000, 100, 50_000)
	for name, tc := range map[string]struct {
		value, label, from string
		want               string
	}{
		"a label of 60 MB": {
			"1", "repeat('x', 60000000)", "generate_series(1, 1)",
			`its statement gives a wrong row: the row of 2026-03-02 has in "x" the label "xxxx…"…, which has more than 8192 characters: ` +
				`a label has at most 200 bytes (row 1)`,
		},
		"more rows than are read": {
			"1", "'a'", "(SELECT generate_series(1, 100000000)) AS s",
			"its statement gives more than 1000 rows. Nothing was stored: group by the day and the segments, or split the metric",
		},
		"more facts than are kept": {
			"1", "'a' || i % 200", "(SELECT generate_series(1, 100000000) AS i) AS s",
			"its statement gives more than 100 facts. Nothing was stored: group by the day and the segments, or split the metric",
		},
		"more labels than are kept": {
			"1", "repeat(i::text, 95)", "generate_series(1, 99) AS i",
			"its statement gives different labels of more than 50000 bytes together (row 96). Nothing was stored: segments are for a few " +
				"thousand groups: leave out what names single things, such as ids",
		},
		"an error of 6 MB": {
			"public.shout('error')", "'a'", "generate_series(1, 1)",
			"its statement sends a message of 6000",
		},
		"a notice of 6 MB": {
			"public.shout('notice')", "'a'", "generate_series(1, 1)",
			"its statement sends a message of 6000",
		},
	} {
		t.Run(name, func(t *testing.T) {
			m := sqlMetric("much_"+strings.ReplaceAll(name, " ", "_"), okr.Sum,
				fmt.Sprintf("SELECT date '2026-03-02' AS time, %s AS value, %s AS x FROM %s", tc.value, tc.label,
					tc.from), "x")
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := store.Refresh(t.Context(), postgres.RefreshRequest{Metric: m, Calendar: tokyo, Until: noon(3)})
			runtime.ReadMemStats(&after)
			text := strings.Replace(fmt.Sprint(err), strings.Repeat("x", 40), "xxxx…", 1)
			if !strings.HasPrefix(text, "metric "+m.Name+": "+tc.want) {
				t.Errorf("got %.500v", text)
			}
			if got := after.TotalAlloc - before.TotalAlloc; got > 8<<20 {
				t.Errorf("%d MB were allocated", got>>20)
			}
		})
	}
}

// TestWhatAStatementCanAndCannotDo keeps what docs/operating.md says of it true.
func TestWhatAStatementCanAndCannotDo(t *testing.T) {
	t.Parallel()
	cfg := pgtest.New(t)
	pgtest.Exec(t, cfg, `
		CREATE SEQUENCE public.counter;
		GRANT ALL ON SEQUENCE public.counter TO PUBLIC;
		CREATE FUNCTION public.run(command text) RETURNS int LANGUAGE plpgsql AS $$ BEGIN EXECUTE command; RETURN 1; END $$`)
	writer := pgtest.Login(t, cfg, "okr_writer")
	store := pgtest.Open(t, writer)
	stranger, own := pgtest.Connect(t, cfg), pgtest.Connect(t, writer)
	heard := 0
	conf, err := pgconn.ParseConfig(cfg.URL)
	if err != nil {
		t.Fatal(err)
	}
	conf.OnNotification = func(*pgconn.PgConn, *pgconn.Notification) { heard++ }
	listener, err := pgconn.ConnectConfig(t.Context(), conf)
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close(t.Context())
	if _, err := listener.Exec(t.Context(), "LISTEN okr_trace").ReadAll(); err != nil {
		t.Fatal(err)
	}
	size := func() string {
		results, err := stranger.Exec(t.Context(), `SELECT format('%s objects, %s, %s notices waiting',
			(SELECT count(*) FROM pg_largeobject_metadata), (SELECT is_called FROM public.counter), pg_notification_queue_usage())`).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		return string(results[0].Rows[0][0])
	}
	before := size()
	for name, tc := range map[string]struct{ value, refused string }{
		"change a sequence":              {"nextval('public.counter')", "read-only"},
		"reset a sequence":               {"setval('public.counter', 7)", "read-only"},
		"make a temporary table":         {"public.run('CREATE TEMP TABLE t (n int)')", "read-only"},
		"lock a row":                     {"public.run('SELECT FROM okr.lock FOR UPDATE')", "read-only"},
		"lock a table, by a function":    {"public.run('LOCK TABLE okr.fact IN SHARE MODE')", ""},
		"lock a table, without one":      {"length(query_to_xml('LOCK TABLE okr.fact', true, true, '')::text)", "not allowed"},
		"run a program":                  {"public.run($x$COPY okr.lock TO PROGRAM 'true'$x$)", "permission denied"},
		"read a file of the server":      {"length(pg_read_file('postgresql.conf'))", "permission denied"},
		"end a session of somebody else": {fmt.Sprintf("pg_terminate_backend(%d)::int", stranger.PID()), "permission denied"},
		"commit":                         {"public.run('COMMIT')", "not implemented"},
		"announce a change":              {"length(pg_notify('okr_trace', 'x')::text)", ""},
		"make a large object":            {"lo_create(0)::int", "-"}, // refused since PostgreSQL 16, and undone before
		"write to the log of changes":    {"pg_logical_emit_message(false, 'okr', 'x') - '0/0'::pg_lsn", ""},
		"take more memory for sorting":   {"length(set_config('work_mem', '1GB', false))", ""},
		"end its own session":            {"pg_terminate_backend(pg_backend_pid())::int", "hint: the database still answers"},
		"end a session of its own user":  {fmt.Sprintf("pg_terminate_backend(%d)::int", own.PID()), ""},
	} {
		m := sqlMetric("tries", okr.Sum, "SELECT date '2026-03-02' AS time, "+tc.value+" AS value")
		_, err := store.Refresh(t.Context(), postgres.RefreshRequest{Metric: m, Calendar: tokyo, Until: noon(3)})
		switch {
		case tc.refused == "-":
		case tc.refused == "" && err != nil, tc.refused != "" && (err == nil || !strings.Contains(err.Error(), tc.refused)):
			t.Errorf("%s: %v", name, err)
		}
	}
	if after := size(); after != before {
		t.Errorf("before: %s, after: %s", before, after)
	}
	if _, err := listener.Exec(t.Context(), "NOTIFY okr_trace").ReadAll(); err != nil || heard != 1 {
		t.Errorf("heard %d announcements, %v", heard, err)
	}
}
