package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/northstar/okrkpi/pkg/dev/localpg"
	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/postgres/pgtest"
)

// selectText runs a query with one text as its result, as the administrator of the database.
func selectText(t *testing.T, cfg postgres.Config, sql string) string {
	t.Helper()
	results, err := pgtest.Connect(t, cfg).Exec(t.Context(), sql).ReadAll()
	if err != nil {
		t.Fatalf("%v\n%s", err, sql)
	}
	return string(results[0].Rows[0][0])
}

// migrateTo brings a database to an older version.
func migrateTo(t *testing.T, cfg postgres.Config, version int) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	_, err := postgres.Migrate(ctx, cfg, func(step string) {
		if strings.HasPrefix(step, fmt.Sprintf("applied %05d_", version)) {
			cancel()
		}
	})
	if ctx.Err() == nil {
		t.Fatalf("there is no migration %d: %v", version, err)
	}
}

// tables are the version of a database and all columns that it has.
const tables = `SELECT coalesce((SELECT string_agg(format('%s.%s', c.relname, a.attname), ' ' ORDER BY c.relname, a.attnum)
	FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND c.relkind = 'r'
	WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'okr') AND c.relname <> 'schema_version'), '')`

func TestAMigrationThatIsKilledLeavesWholeSteps(t *testing.T) {
	t.Parallel()
	s := &shell{t: t, dir: t.TempDir()}
	whole := map[string]bool{selectText(t, pgtest.NewEmpty(t), tables): true} // what each step leaves
	steps := pgtest.NewEmpty(t)
	for version := 1; version <= int(postgres.SchemaVersion); version++ {
		if files, err := filepath.Glob(fmt.Sprintf("../../postgres/migrations/%05d_*.sql", version)); err != nil || len(files) == 0 {
			continue // numbers may be left out
		}
		migrateTo(t, steps, version)
		whole[selectText(t, steps, tables)] = true
	}
	done := selectText(t, steps, tables)
	for delay := 20 * time.Millisecond; delay < 400*time.Millisecond; delay += 40 * time.Millisecond {
		s.cfg = pgtest.NewEmpty(t)
		s.killAfter(delay, "migrate")
		if got := selectText(t, s.cfg, tables); !whole[got] {
			t.Errorf("killed after %v, there are %s", delay, got)
		}
		s.ok("migrate")
		if got := selectText(t, s.cfg, tables); got != done {
			t.Errorf("killed after %v and run again, there are %s", delay, got)
		}
		if out := s.ok("migrate"); !strings.HasPrefix(out, "The tables are up to date") {
			t.Error(out)
		}
	}
}

func TestAnEntryOfAProcessThatIsKilledIsWrittenOnce(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	s.ok("apply", s.catalog(1))
	for i := range 8 {
		delay := time.Duration(i) * 40 * time.Millisecond
		key := "k" + strconv.Itoa(i)
		args := []string{"journal", "add", "decision", "Decision " + key, "--metric", "signups", "--key", key}
		s.killAfter(delay, args...)
		s.ok(args...)
		whole := selectText(t, s.cfg, fmt.Sprintf(`SELECT count(*) FROM okr.journal_entry WHERE attempt = '%s' AND metric = 'signups'
			AND text = 'Decision %[1]s'`, key))
		if whole != "1" {
			t.Errorf("killed after %v and run again, the entry is there %s times", delay, whole)
		}
	}
	if all := selectText(t, s.cfg, "SELECT count(*) FROM okr.journal_entry"); all != "8" {
		t.Errorf("there are %s entries, want 8", all)
	}
}

// result is how a process ended.
type result struct {
	code int
	text string
}

// begin starts a process and returns how it ends.
func (s *shell) begin(args ...string) chan result {
	s.t.Helper()
	cmd := s.command(args...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	ended := make(chan result, 1)
	go func() {
		_ = cmd.Wait()
		ended <- result{cmd.ProcessState.ExitCode(), out.String()}
	}()
	return ended
}

// The server is killed while each command has written something and waits for a lock. The test is slow: it starts four servers.
func TestPostgresIsKilledDuringEachCommand(t *testing.T) {
	t.Parallel()
	folder := pgtest.Folder(t)
	server, err := localpg.Start(t.Context(), localpg.Config{DataDir: folder, NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	port := server.Port()
	t.Cleanup(func() { _ = server.Stop() })
	s := &shell{t: t, cfg: postgres.Config{URL: server.URL("postgres")}, dir: t.TempDir()}
	// NoSync loses the commits of the last moments before the server is killed, and so what the test compares with.
	pgtest.Exec(t, s.cfg, "ALTER DATABASE postgres SET synchronous_commit = on")
	migrateTo(t, s.cfg, 3)
	pgtest.Exec(t, s.cfg, `INSERT INTO okr.fact (metric, grain, bucket, numerator) VALUES ('signups', 'day', '2026-02-01', 7)`)

	for _, c := range []struct {
		what, lock, relation string
		args                 []string
		state                string // query for the state of the database
		before, after        string
	}{
		{
			"migrate", "LOCK TABLE okr.fact IN ACCESS SHARE MODE", "okr.fact",
			[]string{"migrate"},
			tables + ` LIKE '%fact.whole%'`, "f", "t",
		},
		{
			"apply", "LOCK TABLE okr.catalog_revision IN SHARE MODE", "okr.catalog_revision",
			[]string{"apply", s.catalog(1)},
			"SELECT count(*) FROM okr.catalog_revision", "0", "1",
		},
		{
			"journal", "LOCK TABLE okr.journal_entry IN SHARE MODE", "okr.journal_entry",
			[]string{"journal", "add", "decision", "We go on", "--key", "k"},
			"SELECT count(*) FROM okr.journal_entry", "0", "1",
		},
	} {
		blocker, err := pgconn.Connect(t.Context(), s.cfg.URL) // which the server ends
		if err != nil {
			t.Fatal(err)
		}
		if _, err := blocker.Exec(t.Context(), "BEGIN; "+c.lock).ReadAll(); err != nil {
			t.Fatal(err)
		}
		ended := s.begin(c.args...)
		pgtest.Wait(t, s.cfg, `SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND relation = '`+c.relation+`'::regclass)`)
		// The waiting session ends first: else it would get the lock of the blocker when that ends with the server.
		waiter := selectText(t, s.cfg, "SELECT pid FROM pg_locks WHERE NOT granted AND relation = '"+c.relation+"'::regclass")
		kill(t, waiter)
		killServer(t, folder)
		got := <-ended
		_ = blocker.Close(t.Context()) // a connection that nobody refers to any more is closed, and its lock goes with it
		if got.code != exitUnreachable || !strings.Contains(got.text, "okr: ") || strings.Contains(got.text, "panic") {
			t.Errorf("%s: exit code %d\n%s", c.what, got.code, got.text)
		}
		_ = server.Stop()
		if server, err = localpg.Start(t.Context(), localpg.Config{DataDir: folder, Port: port, NoSync: true}); err != nil {
			t.Fatal(err)
		}
		if got := selectText(t, s.cfg, c.state); got != c.before {
			t.Errorf("%s: after the crash %s, want %s", c.what, got, c.before)
		}
		s.ok(c.args...)
		if got := selectText(t, s.cfg, c.state); got != c.after {
			t.Errorf("%s: run again %s, want %s", c.what, got, c.after)
		}
	}
	if out := s.ok("export", "facts"); !strings.Contains(out, "2026-02-01,7") {
		t.Errorf("the facts are\n%s", out)
	}
}

// killServer kills the server on a folder.
func killServer(t *testing.T, folder string) {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(folder, "*", "*", "postmaster.pid"))
	if more, _ := filepath.Glob(filepath.Join(folder, "*", "postmaster.pid")); len(found) == 0 {
		found = more
	}
	if err != nil || len(found) != 1 {
		t.Fatalf("%d servers run on %s (%v)", len(found), folder, err)
	}
	text, err := os.ReadFile(found[0])
	if err != nil {
		t.Fatal(err)
	}
	line, _, _ := strings.Cut(string(text), "\n")
	kill(t, line)
}

// kill ends a process at once.
func kill(t *testing.T, number string) {
	t.Helper()
	pid, err := strconv.Atoi(number)
	if err != nil {
		t.Fatal(err)
	}
	process, err := os.FindProcess(pid)
	if err == nil {
		err = process.Kill()
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestTwoMigrateAtOnceAsProcesses(t *testing.T) {
	t.Parallel()
	s := &shell{t: t, cfg: pgtest.NewEmpty(t), dir: t.TempDir()}
	all := []chan result{s.begin("migrate"), s.begin("migrate"), s.begin("migrate")}
	applied := 0
	for _, ended := range all {
		got := <-ended
		if got.code != exitOK {
			t.Errorf("exit code %d\n%s", got.code, got.text)
		}
		applied += strings.Count(got.text, "applied 00001_")
	}
	if applied != 1 {
		t.Errorf("the first step was applied %d times", applied)
	}
}

func TestTwoEntriesAtOnce(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	s.ok("apply", s.catalog(1))
	outcomes := func(args ...[]string) (texts []string) {
		t.Helper()
		blocker := pgtest.Connect(t, s.cfg)
		if _, err := blocker.Exec(t.Context(), "BEGIN; LOCK TABLE okr.journal_entry IN SHARE MODE").ReadAll(); err != nil {
			t.Fatal(err)
		}
		var all []chan result
		for _, a := range args {
			all = append(all, s.begin(a...))
		}
		pgtest.Wait(t, s.cfg, fmt.Sprintf(`SELECT count(*) = %d FROM pg_locks WHERE NOT granted AND relation = 'okr.journal_entry'::regclass
			AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`, len(all)))
		if _, err := blocker.Exec(t.Context(), "COMMIT").ReadAll(); err != nil {
			t.Fatal(err)
		}
		for _, ended := range all {
			texts = append(texts, strings.TrimSpace((<-ended).text))
		}
		return texts
	}
	same := []string{"journal", "add", "decision", "Once", "--key", "k"}
	texts := strings.Join(outcomes(same, same), " | ")
	first := selectText(t, s.cfg, "SELECT max(id) FROM okr.journal_entry") // either takes the first number, and the other may win
	if !strings.Contains(texts, "Wrote entry "+first+".") ||
		!strings.Contains(texts, "This key wrote entry "+first+" before: nothing was written.") {
		t.Errorf("the same attempt twice: %s", texts)
	}
	a := []string{"journal", "add", "decision", "Ours", "--replaces", first}
	b := []string{"journal", "add", "decision", "Theirs", "--replaces", first}
	texts = strings.Join(outcomes(a, b), " | ")
	if !strings.Contains(texts, "Wrote entry ") || !strings.Contains(texts, "has been replaced already") {
		t.Errorf("two that replace the same: %s", texts)
	}
}

// deaf is a proxy between okr and the database that cuts the connection at a commit: before or after the database has it.
type deaf struct {
	address string
	deliver bool // the commit
	armed   atomic.Bool
}

func newDeaf(t *testing.T, cfg postgres.Config, deliver bool) (*deaf, postgres.Config) {
	t.Helper()
	u, err := url.Parse(cfg.URL)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	d := &deaf{address: l.Addr().String(), deliver: deliver}
	d.armed.Store(true)
	target := u.Host
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial("tcp", target)
			if err != nil {
				_ = client.Close()
				return
			}
			go d.up(client, server)
			go down(server, client)
		}
	}()
	u.Host = d.address
	through := cfg
	through.URL = u.String()
	return d, through
}

func (d *deaf) up(client, server net.Conn) {
	defer server.Close()
	buf := make([]byte, 64<<10)
	for {
		n, err := client.Read(buf)
		if err != nil {
			return
		}
		if bytes.Contains(bytes.ToLower(buf[:n]), []byte("commit\x00")) && d.armed.CompareAndSwap(true, false) {
			_ = client.Close()
			if d.deliver {
				_, _ = server.Write(buf[:n])
				time.Sleep(300 * time.Millisecond) // the database stores it and answers nobody
			}
			return
		}
		if _, err := server.Write(buf[:n]); err != nil {
			return
		}
	}
}

func down(server, client net.Conn) {
	defer client.Close()
	buf := make([]byte, 64<<10)
	for {
		n, err := server.Read(buf)
		if err != nil {
			return
		}
		if _, err := client.Write(buf[:n]); err != nil {
			return
		}
	}
}

func TestACommitWithoutAnAnswerIsAnUnknownOutcome(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		stored       bool
		apply, again string
	}{
		"The database has stored it": {
			true, "Nothing to change: this is revision 1 already.",
			"This key wrote entry 1 before: nothing was written.",
		},
		"The database has not stored it": {false, "Applied as revision 1, the first", "Wrote entry "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShell(t)
			direct := s.cfg
			unknown := func(advice string, args ...string) {
				t.Helper()
				_, s.cfg = newDeaf(t, direct, c.stored)
				got := <-s.begin(args...)
				s.cfg = direct
				if got.code != exitUnreachable || !strings.Contains(got.text, advice) ||
					!strings.Contains(got.text, "the connection was lost before the database could say whether the change is stored") {
					t.Errorf("exit code %d\n%s", got.code, got.text)
				}
				pgtest.Wait(t, direct, `SELECT count(*) = 0 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'okr'`)
			}
			unknown("Whether the catalog was applied is not known. Apply it again: where it was, there is nothing to change.", "apply", s.catalog(1))
			if out := s.ok("apply", s.catalog(1)); !strings.HasPrefix(out, c.apply) {
				t.Error(out)
			}
			entry := []string{"journal", "add", "decision", "Go on", "--key", "k"}
			unknown("Repeat the command: with the same key it is written once.", entry...)
			if out := s.ok(entry...); !strings.HasPrefix(out, c.again) {
				t.Error(out)
			}
			var list []json.RawMessage
			if err := json.Unmarshal([]byte(s.ok("journal", "list", "--kind", "decision", "-o", "json")), &list); err != nil || len(list) != 1 {
				t.Errorf("%d entries %v", len(list), err)
			}
		})
	}
}
