package postgres_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/postgres/pgtest"
	"github.com/northstar/okrkpi/pkg/series"
)

// sqlMetric is a daily metric that is read by a statement from 2026-03-01 on, with a look-back of one day.
func sqlMetric(name string, kind okr.MetricType, statement string, segments ...string) okr.Metric {
	return okr.Metric{
		Meta: okr.Meta{Name: name}, Type: kind, Grain: okr.Day, Segments: segments,
		Source: okr.Source{Kind: okr.SourceSQL, SQL: &okr.SQLSource{
			Statement: statement, Start: okr.NewDate(2026, time.March, 1), Lookback: 1,
		}},
	}
}

// noon of a day of March 2026 in Tokyo.
func noon(day int) time.Time { return time.Date(2026, time.March, day, 12, 0, 0, 0, tokyo.Location()) }

func refreshUntil(t testing.TB, store *postgres.Store, m okr.Metric, until time.Time) postgres.RefreshResult {
	t.Helper()
	result, err := store.Refresh(t.Context(), postgres.RefreshRequest{Metric: m, Calendar: tokyo, Until: until})
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// show writes columns as "metric grain segment: start num/den …".
func show(columns []series.Columns) string {
	var lines []string
	for _, c := range columns {
		line := strings.TrimSpace(fmt.Sprintf("%s %v %s", c.Metric, c.Grain, c.Segment)) + ":"
		for i := range c.Num {
			if math.IsNaN(c.Num[i]) {
				continue
			}
			start := tokyo.Start(c.Grain, c.First+series.Bucket(i))
			line += fmt.Sprintf(" %s %v/%v", start.Format("02T15"), c.Num[i], c.Den[i])
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

const orders = `
CREATE TABLE public.orders (id int PRIMARY KEY, at timestamptz NOT NULL, plan text, amount numeric(10,2));
INSERT INTO public.orders VALUES
	(1, '2026-03-01 00:30+09', 'pro', 10), (2, '2026-03-01 23:30+09', 'pro', 5.5),
	(3, '2026-03-02 00:00+09', 'free', 1), (4, '2026-03-04 08:00+09', NULL, 2);
GRANT SELECT ON public.orders TO okr_writer;`

const sumOfOrders = `SELECT date_trunc('day', at) AS time, sum(amount) AS value, plan FROM orders
	WHERE at >= $1 AND at < $2 GROUP BY 1, 3;`

func TestRefreshFollowsItsSource(t *testing.T) {
	t.Parallel()
	cfg := pgtest.New(t)
	pgtest.Exec(t, cfg, orders)
	store := pgtest.Open(t, pgtest.Login(t, cfg, "okr_writer"))
	revenue := sqlMetric("revenue", okr.Sum, sumOfOrders, "plan")

	first := refreshUntil(t, store, revenue, noon(4))
	if !first.Full || first.Rows != 3 || first.Inserted != 3 || !first.From.Equal(noon(1).Add(-12*time.Hour)) {
		t.Errorf("first: %+v", first)
	}
	want := "revenue day: 04T00 2/1\nrevenue day {\"plan\":\"free\"}: 02T00 1/1\nrevenue day {\"plan\":\"pro\"}: 01T00 15.5/1"
	if got := show(read(t, store, "revenue")); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}

	again := refreshUntil(t, store, revenue, noon(4))
	if again.Full || again.Changed() || again.Unchanged != 1 {
		t.Errorf("the same again: %+v", again)
	}

	// From the day before the newest fact on, sources are read again: the order of the 4th is gone, that of the 2nd is too
	// old to be noticed.
	pgtest.Exec(t, cfg, `DELETE FROM orders WHERE id IN (3, 4);
		INSERT INTO orders VALUES (5, '2026-03-03 10:00+09', 'pro', 7), (6, '2026-03-05 10:00+09', 'pro', 8)`)
	later := refreshUntil(t, store, revenue, noon(5))
	if later.Full || later.Inserted != 2 || later.Deleted != 1 || !later.From.Equal(noon(3).Add(-12*time.Hour)) {
		t.Errorf("later: %+v", later)
	}
	want = "revenue day {\"plan\":\"free\"}: 02T00 1/1\nrevenue day {\"plan\":\"pro\"}: 01T00 15.5/1 03T00 7/1 05T00 8/1"
	if got := show(read(t, store, "revenue")); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}

	full, err := store.Refresh(t.Context(), postgres.RefreshRequest{
		Metric: revenue, Calendar: tokyo, Until: noon(5), Full: true,
	})
	if err != nil || full.Deleted != 1 || full.Unchanged != 3 {
		t.Errorf("full: %+v %v", full, err)
	}

	revenue.Source.SQL.Statement = "/* in another way */ " + sumOfOrders
	if changed := refreshUntil(t, store, revenue, noon(5)); !changed.Full || changed.Changed() {
		t.Errorf("after a change of the statement: %+v", changed)
	}
}

func TestRefreshReplacesFactsAtAnotherGrain(t *testing.T) {
	t.Parallel()
	cfg := pgtest.New(t)
	store := pgtest.Open(t, cfg)
	m := sqlMetric("n", okr.Sum, `SELECT DATE '2026-03-04' AS time, 1 AS value`)
	refreshUntil(t, store, m, noon(5))
	m.Grain = okr.Week
	refreshUntil(t, store, m, noon(5))
	if got, want := show(read(t, store, "n")), "n week: 02T00 1/1"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestRowsOfASourceBecomeFacts(t *testing.T) {
	t.Parallel()
	cfg := pgtest.New(t)
	store := pgtest.Open(t, cfg)
	for name, tc := range map[string]struct {
		kind      okr.MetricType
		grain     okr.Grain
		statement string
		want      string
	}{
		"dates are civil": {
			okr.Ratio, okr.Day, `SELECT date '2026-03-02' AS time, 3 AS numerator, 4 AS denominator`, "m day: 02T00 3/4",
		},
		"a time without zone is civil": {
			okr.Sum, okr.Day, `SELECT timestamp '2026-03-02 23:59' AS time, 3::smallint AS value`, "m day: 02T00 3/1",
		},
		"a time with zone is an instant": {
			okr.Sum, okr.Day, `SELECT timestamptz '2026-03-02 15:00Z' AS time, 3::real AS value`, "m day: 03T00 3/1",
		},
		"hours start on the local clock": {
			okr.Sum, okr.Hour, `SELECT timestamp '2026-03-02 08:30' AS time, 3::numeric AS value
				UNION ALL SELECT date '2026-03-02', 1`, "m hour: 02T00 1/1 02T08 3/1",
		},
		"rows of one bucket add up": {
			okr.Ratio, okr.Week, `SELECT date '2026-03-02' + d AS time, d AS numerator, 10 AS denominator
				FROM generate_series(0, 3) AS d`, "m week: 02T00 6/40",
		},
		"of a last value the newest row counts": {
			okr.Last, okr.Day, `VALUES (timestamp '2026-03-02 09:00', 5), (timestamp '2026-03-02 18:00', 8),
				(timestamp '2026-03-02 10:00', 6)`, "m day: 02T00 8/1",
		},
		"rows without a number are left out": {
			okr.Ratio, okr.Day, `VALUES (date '2026-03-02', NULL, 1), (date '2026-03-03', 1, NULL), (NULL, NULL, 1),
				(date '2026-03-04', 0, 0)`, "m day: 04T00 0/0",
		},
		"rows of another time are left out": {
			okr.Sum, okr.Day, `VALUES (date '2026-02-28', 1), (date '2026-03-01', 2), (date '2026-03-10', 3),
				(date '2026-03-11', 4)`, "m day: 01T00 2/1 10T00 3/1",
		},
		"medians are kept as they are": {
			okr.Median, okr.Week, `SELECT date '2026-03-09' AS time, 12.5 AS value`, "m week: 09T00 12.5/1",
		},
		"a comment may end it": {
			okr.Sum, okr.Day, "SELECT date '2026-03-02' AS time, 1 AS value -- all of it", "m day: 02T00 1/1",
		},
		"it may start with WITH": {
			okr.Sum, okr.Day, "WITH a AS (SELECT 1 AS value) SELECT date '2026-03-02' AS time, value FROM a ; \n",
			"m day: 02T00 1/1",
		},
		"it runs in the zone of the organisation": {
			okr.Sum, okr.Day, `SELECT $1::date AS time, extract(hour FROM $2::timestamptz) AS value`, "m day: 01T00 12/1",
		},
		"no rows are no facts": {
			okr.Sum, okr.Day, `SELECT now() AS time, 1 AS value WHERE false`, "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := sqlMetric("m", tc.kind, tc.statement)
			if strings.HasPrefix(tc.statement, "VALUES") {
				columns := "time, value"
				if tc.kind == okr.Ratio {
					columns = "time, numerator, denominator"
				}
				m.Source.SQL.Statement = fmt.Sprintf("SELECT * FROM (%s) AS v (%s)", tc.statement, columns)
			}
			m.Grain = tc.grain
			m.Name = strings.ReplaceAll(name, " ", "_")
			refreshUntil(t, store, m, noon(10))
			got := strings.ReplaceAll(show(read(t, store, m.Name)), m.Name, "m")
			if got != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}

func TestWrongSourcesAreExplained(t *testing.T) {
	t.Parallel()
	cfg := pgtest.New(t)
	pgtest.Exec(t, cfg, "CREATE TABLE public.secret (n int)")
	store := pgtest.Open(t, pgtest.Login(t, cfg, "okr_writer"))
	for name, tc := range map[string]struct {
		kind      okr.MetricType
		statement string
		segments  []string
		want      []string // parts of the error
	}{
		"no time": {okr.Sum, `SELECT 1 AS value`, nil, []string{`no column "time"`, "want time, numerator and denominator"}},
		"no denominator": {
			okr.Ratio, `SELECT now() AS time, 1 AS numerator`, nil, []string{`no column "denominator"`},
		},
		"a ratio as a value": {okr.Ratio, `SELECT now() AS time, 0.5 AS value`, nil, []string{"needs numerator and denominator"}},
		"a missing segment": {
			okr.Sum, `SELECT now() AS time, 1 AS value`,
			[]string{"plan", "country"},
			[]string{`no column "country"`, "the segments country, plan"},
		},
		"an undeclared segment": {
			okr.Sum, `SELECT now() AS time, 1 AS value, 'x' AS plan`, nil, []string{`"plan", which is not a segment`},
		},
		"a column twice": {okr.Sum, `SELECT now() AS time, 1 AS value, 2 AS value`, nil, []string{`"value"`}},
		"time is text":   {okr.Sum, `SELECT '2026-03-01' AS time, 1 AS value`, nil, []string{"not a date or timestamp"}},
		"value is text":  {okr.Sum, `SELECT now() AS time, '1' AS value`, nil, []string{`"value"`, "not a number"}},
		"a negative denominator": {
			okr.Ratio, `SELECT date '2026-03-01' AS time, 1 AS numerator, -1 AS denominator`, nil, []string{"2026-03-01", "-1"},
		},
		"not a number": {okr.Sum, `SELECT date '2026-03-01' AS time, 'NaN'::float8 AS value`, nil, []string{"NaN"}},
		"infinite time": {
			okr.Sum, `SELECT 'infinity'::timestamptz AS time, 1 AS value`, nil, []string{"infinite time"},
		},
		"no time in a row": {okr.Sum, `SELECT NULL::date AS time, 1 AS value`, nil, []string{"has no time"}},
		"a median inside a bucket": {
			okr.Median, `SELECT timestamp '2026-03-02 08:00' AS time, 1 AS value`, nil, []string{"2026-03-02 08:00", "the start"},
		},
		"two distinct counts": {
			okr.Distinct, `SELECT date '2026-03-02' AS time, 1 AS value FROM generate_series(1, 2)`, nil, []string{"two rows"},
		},
		"a mistake in line 2": {
			okr.Sum, "SELECT date '2026-03-02' AS time,\n\tnumm AS value", nil,
			[]string{"line 2, column 2", `"numm" does not exist`, "42703", "\n  \tnumm AS value\n  \t^"},
		},
		"an unknown table": {okr.Sum, "SELECT 1 FROM nowhere", nil, []string{"line 1, column 15", "nowhere"}},
		"division by zero": {
			okr.Sum, "SELECT date '2026-03-02' AS time, 1 / (extract(day FROM $1::timestamptz) - 1) AS value", nil,
			[]string{"division by zero"},
		},
		"no right to read": {okr.Sum, "SELECT now() AS time, n AS value FROM public.secret", nil, []string{
			"permission denied for table secret", "GRANT SELECT ON", "okr_writer",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := sqlMetric("broken_"+strings.ReplaceAll(name, " ", "_"), tc.kind, tc.statement, tc.segments...)
			_, err := store.Refresh(t.Context(), postgres.RefreshRequest{Metric: m, Calendar: tokyo, Until: noon(10)})
			if err == nil {
				t.Fatal("no error")
			}
			for _, part := range append(tc.want, "metric "+m.Name) {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("%q is not in: %v", part, err)
				}
			}
		})
	}
}

// TestLabelsOfAStatementAreReadAsThoseOfFiles has one country in seven ways, and counts each row once.
func TestLabelsOfAStatementAreReadAsThoseOfFiles(t *testing.T) {
	t.Parallel()
	cfg := pgtest.New(t)
	store := pgtest.Open(t, cfg)
	m := sqlMetric("labels", okr.Sum, `SELECT timestamptz '2026-03-02 12:00+09' AS time, 1 AS value, country FROM (VALUES
		('Caf\u00e9'), ('Caf\u00e9 '), (E'Caf\u00e9\r'), (E'Cafe\u0301'), (E'Ca\u200bf\u00e9'), (E'\u00a0Caf\u00e9'), (E'\tCaf\u00e9\n'),
		(''), (NULL), (E'\u200b')) AS v (country)`, "country")
	m.Source.SQL.Statement = strings.ReplaceAll(m.Source.SQL.Statement, "('Caf", "(E'Caf")
	refreshUntil(t, store, m, noon(10))
	want := "labels day: 02T00 3/3\nlabels day {\"country\":\"Café\"}: 02T00 7/7"
	if got := show(read(t, store, "labels")); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestALabelThatIsNoneTellsMetricAndRow(t *testing.T) {
	t.Parallel()
	store := pgtest.Open(t, pgtest.New(t))
	for name, tc := range map[string]struct{ label, want string }{
		"too long": {
			"string_agg(md5(i::text), '')",
			`the row of 2026-03-02T12:00:00+09:00 has in "country" the label "c4ca4238a0b923820dcc509a6f75849bc81e728d"…, ` +
				`which has 6400 bytes: 200 is the most (row 1)`,
		},
		"an escape sequence": {
			`E'\x1b[31mDE' || max(i)`,
			`the row of 2026-03-02T12:00:00+09:00 has in "country" the label "\x1b[31mDE200", ` +
				`which holds the control character U+001B: remove it (row 1)`,
		},
		"the sign for all": {
			"left('*' || max(i), 1)",
			`the row of 2026-03-02T12:00:00+09:00 has in "country" the label *, which stands for all labels together: give it another ` +
				`name, or leave such rows out (row 1)`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := sqlMetric("bad_"+strings.ReplaceAll(name, " ", "_"), okr.Sum, `SELECT timestamptz '2026-03-02 12:00+09' AS time, 1 AS value, `+
				tc.label+` AS country FROM generate_series(1, 200) AS i`, "country")
			_, err := store.Refresh(t.Context(), postgres.RefreshRequest{Metric: m, Calendar: tokyo, Until: noon(10)})
			if want := "metric " + m.Name + ": its statement gives a wrong row: " + tc.want; err == nil || err.Error() != want {
				t.Errorf("got %v\nwant %s", err, want)
			}
		})
	}
}

// TestStatementsCannotWrite tries to get out of the cage of a source.
func TestStatementsCannotWrite(t *testing.T) {
	t.Parallel()
	cfg := pgtest.New(t)
	pgtest.Exec(t, cfg, `
		CREATE TABLE public.victim (n int);
		INSERT INTO victim VALUES (1);
		CREATE SEQUENCE public.counter;
		CREATE FUNCTION public.strike() RETURNS int LANGUAGE plpgsql AS 'BEGIN DELETE FROM victim; RETURN 1; END';
		CREATE FUNCTION public.strike_dynamic() RETURNS int LANGUAGE plpgsql AS
			'BEGIN EXECUTE ''DROP TABLE victim''; RETURN 1; END';
		CREATE FUNCTION public.free() RETURNS int LANGUAGE plpgsql AS
			'BEGIN PERFORM set_config(''transaction_read_only'', ''off'', true); DELETE FROM victim; RETURN 1; END';
		CREATE FUNCTION public.free_in_block() RETURNS int LANGUAGE plpgsql AS
			'BEGIN BEGIN PERFORM 1 / 0; EXCEPTION WHEN OTHERS THEN DELETE FROM victim; END; RETURN 1; END';
		CREATE FUNCTION public.leave() RETURNS int LANGUAGE plpgsql AS 'BEGIN COMMIT; DELETE FROM victim; RETURN 1; END';`)
	store := pgtest.Open(t, cfg) // as an administrator, who may do everything
	for name, statement := range map[string]string{
		"DELETE":                     `DELETE FROM victim RETURNING now() AS time, 1 AS value`,
		"DELETE in a subquery":       `SELECT now() AS time, n AS value FROM (DELETE FROM victim RETURNING n) AS d`,
		"DELETE in WITH":             `WITH d AS (DELETE FROM victim RETURNING n) SELECT now() AS time, n AS value FROM d`,
		"INSERT":                     `INSERT INTO victim VALUES (2) RETURNING now() AS time, n AS value`,
		"SELECT INTO":                `SELECT now() AS time, 1 AS value INTO public.copied`,
		"SELECT FOR UPDATE":          `SELECT now() AS time, n AS value FROM victim FOR UPDATE`,
		"a second statement":         `SELECT now() AS time, 1 AS value; DELETE FROM victim`,
		"COMMIT and more":            `SELECT now() AS time, 1 AS value) AS a; COMMIT; DROP TABLE victim; --`,
		"closing the bracket":        `SELECT now() AS time, 1 AS value) AS a; DELETE FROM victim; SELECT * FROM (SELECT 1`,
		"COMMIT alone":               `COMMIT`,
		"leaving the read-only part": `RELEASE SAVEPOINT okr_source`,
		"DO":                         `DO 'BEGIN DELETE FROM victim; END'`,
		"CALL":                       `CALL public.strike()`,
		"COPY":                       `COPY victim FROM PROGRAM 'echo 1'`,
		"EXPLAIN ANALYZE":            `EXPLAIN ANALYZE DELETE FROM victim`,
		"a function that writes":     `SELECT now() AS time, public.strike() AS value`,
		"a function that drops":      `SELECT now() AS time, public.strike_dynamic() AS value`,
		"a function that frees":      `SELECT now() AS time, public.free() AS value`,
		"a function with a block":    `SELECT now() AS time, public.free_in_block() AS value`,
		"a function that commits":    `SELECT now() AS time, public.leave() AS value`,
		"setting and writing": `SELECT now() AS time, set_config('transaction_read_only', 'off', true)::int AS value
			UNION ALL SELECT now(), public.strike()`,
		"a sequence": `SELECT now() AS time, nextval('public.counter') AS value`,
		"query_to_xml": `SELECT now() AS time, length(query_to_xml('DELETE FROM victim RETURNING n', true, true, '')::text)
			AS value`,
	} {
		t.Run(name, func(t *testing.T) {
			m := sqlMetric("evil", okr.Sum, statement)
			_, err := store.Refresh(t.Context(), postgres.RefreshRequest{Metric: m, Calendar: tokyo, Until: noon(10)})
			if err == nil {
				t.Error("no error")
			}
			pgtest.Exec(t, cfg, `DO $$ BEGIN
				IF (SELECT array_agg(n) FROM victim) <> '{1}' OR to_regclass('public.copied') IS NOT NULL
					OR (SELECT is_called FROM counter) OR EXISTS (SELECT FROM okr.fact) THEN
					RAISE 'the statement wrote';
				END IF;
			END $$`)
		})
	}
}

func TestStatementsLeaveNoTraceInTheSession(t *testing.T) {
	t.Parallel()
	cfg := pgtest.New(t)
	cfg.MaxConns = 1
	store := pgtest.Open(t, cfg)
	refreshUntil(t, store, sqlMetric("m", okr.Sum, `SELECT date '2026-03-02' AS time,
		length(set_config('search_path', 'nowhere', false) || set_config('statement_timeout', '1', false)) + count(l) AS value
		FROM (SELECT pg_advisory_lock(4711) AS l) AS l`), noon(3))
	// The next statement runs on the same connection.
	after := sqlMetric("after", okr.Sum, `SELECT date '2026-03-02' AS time,
		length(current_setting('search_path')) + (SELECT count(*) FROM pg_locks WHERE objid = 4711)
		+ extract(epoch FROM current_setting('statement_timeout')::interval) AS value`)
	refreshUntil(t, store, after, noon(3))
	want := float64(len(`"$user", public`)) + 15*60
	if got := read(t, store, "after"); len(got) != 1 || got[0].Num[0] != want {
		t.Errorf("got %v, want %v", show(got), want)
	}
}

func TestOnlyOneProcessRefreshesAMetric(t *testing.T) {
	t.Parallel()
	cfg := pgtest.New(t)
	one, two := pgtest.Open(t, cfg), pgtest.Open(t, cfg)
	slow := sqlMetric("slow", okr.Sum, `SELECT date '2026-03-02' AS time, 1 AS value FROM pg_sleep(1.5)`)
	var results [2]postgres.RefreshResult
	var wg sync.WaitGroup
	for i, store := range []*postgres.Store{one, two} {
		wg.Go(func() {
			var err error
			results[i], err = store.Refresh(t.Context(), postgres.RefreshRequest{Metric: slow, Calendar: tokyo, Until: noon(3)})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	running := []bool{results[0].Running, results[1].Running}
	slices.SortFunc(running, func(a, b bool) int { return map[bool]int{true: 1}[a] - map[bool]int{true: 1}[b] })
	if !slices.Equal(running, []bool{false, true}) {
		t.Errorf("%+v", results)
	}
	if got, want := show(read(t, one, "slow")), "slow day: 02T00 1/1"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if r := refreshUntil(t, two, slow, noon(3)); r.Running {
		t.Error("still running after the end")
	}
}

func TestSlowStatementIsEnded(t *testing.T) {
	t.Parallel()
	cfg := pgtest.New(t)
	cfg.LoadTimeout = 200 * time.Millisecond
	m := sqlMetric("endless", okr.Sum, `SELECT now() AS time, 1 AS value FROM pg_sleep(60)`)
	_, err := pgtest.Open(t, cfg).Refresh(t.Context(), postgres.RefreshRequest{Metric: m, Calendar: tokyo, Until: noon(3)})
	if e := want[*postgres.TimeoutError](t, err); e.Metric != "endless" || e.Limit != 200*time.Millisecond {
		t.Errorf("%+v", e)
	}
}

func TestMetricWithoutStatementCannotBeRefreshed(t *testing.T) {
	t.Parallel()
	m := okr.Metric{Meta: okr.Meta{Name: "signups"}, Source: okr.Source{Kind: okr.SourceFacts}}
	store := pgtest.Open(t, postgres.Config{URL: "postgres://u:p@127.0.0.1:1/d"})
	_, err := store.Refresh(t.Context(), postgres.RefreshRequest{Metric: m, Calendar: tokyo, Until: noon(3)})
	want[*postgres.SourceError](t, err)
}

// The server words a load whose source fails as one that was canceled, which is also how it words a time limit.
func TestTheErrorOfAFactIsNoTimeLimit(t *testing.T) {
	t.Parallel()
	store := pgtest.Open(t, pgtest.New(t))
	m := sqlMetric("old", okr.Sum, "SELECT date '1899-12-30' AS time, 1 AS value")
	m.Source.SQL.Start = okr.NewDate(1899, time.January, 1)
	_, err := store.Refresh(t.Context(), postgres.RefreshRequest{Metric: m, Calendar: tokyo, Until: noon(10)})
	if e := want[*postgres.FactError](t, err); e.Error() != "metric old: the fact of 1899-12-30 lies outside the years 1900 to 2199" {
		t.Errorf("got %v", e)
	}
}
