package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/postgres/pgtest"
)

const killCatalog = `apiVersion: okr/v1
kind: Organization
metadata: {name: acme, title: Acme}
spec: {timezone: UTC, northStar: signups, overview: [signups]}
---
apiVersion: okr/v1
kind: Metric
metadata: {name: signups, title: Sign-ups %d}
spec:
  type: sum
  grain: day
  unit: short
  direction: up
  segments: [plan]
  definition: {numerator: a, owner: growth@example.com, dataSource: web, logic: a}
`

// shell runs okr as processes on a database of its own.
type shell struct {
	t   *testing.T
	cfg postgres.Config
	dir string
}

func newShell(t *testing.T) *shell {
	t.Helper()
	s := &shell{t: t, cfg: pgtest.New(t), dir: t.TempDir()}
	s.ok("migrate")
	return s
}

func (s *shell) command(args ...string) *exec.Cmd {
	cmd := exec.CommandContext(s.t.Context(), "okr", args...)
	cmd.Env = append(os.Environ(), "OKR_DATABASE_URL="+s.cfg.URL)
	return cmd
}

func (s *shell) ok(args ...string) string {
	s.t.Helper()
	cmd := s.command(args...)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		s.t.Fatalf("okr %s: %v\n%s", strings.Join(args, " "), err, errs.String())
	}
	return string(out)
}

// catalog writes a version of the catalog and returns its folder.
func (s *shell) catalog(version int) string {
	s.t.Helper()
	folder := filepath.Join(s.dir, fmt.Sprintf("catalog-%d", version))
	if err := os.MkdirAll(folder, 0o750); err != nil {
		s.t.Fatal(err)
	}
	text := fmt.Sprintf(killCatalog, version)
	if err := os.WriteFile(filepath.Join(folder, "catalog.yaml"), []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
	return folder
}

const header = "metric,time,value,plan\n"

// rows writes the facts of 28 days and some plans with one value.
func rows(plans, value int) string {
	var b strings.Builder
	for plan := range plans {
		for day := 1; day <= 28; day++ {
			fmt.Fprintf(&b, "signups,2026-02-%02d,%d,p%d\n", day, value, plan)
		}
	}
	return b.String()
}

func TestAnImportThatIsKilledLeavesTheOldFacts(t *testing.T) {
	s := newShell(t)
	s.ok("apply", s.catalog(1))
	old := filepath.Join(s.dir, "old.csv")
	if err := os.WriteFile(old, []byte(header+rows(100, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	s.ok("import", old)
	before := s.ok("export", "facts")

	t.Run("in the middle of its rows", func(t *testing.T) {
		cmd := s.command("import", "-")
		in, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(in, header+rows(500, 2)); err != nil {
			t.Fatal(err)
		}
		time.Sleep(200 * time.Millisecond) // the pipe stays open: the load waits for more rows
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait()
		if after := s.ok("export", "facts"); after != before {
			t.Error("the facts have changed")
		}
	})

	t.Run("at any moment", func(t *testing.T) {
		next := filepath.Join(s.dir, "new.csv")
		if err := os.WriteFile(next, []byte(header+rows(100, 2)), 0o600); err != nil {
			t.Fatal(err)
		}
		done := strings.ReplaceAll(before, ",1,", ",2,")
		for delay := time.Duration(0); delay < 400*time.Millisecond; delay += 25 * time.Millisecond {
			s.killAfter(delay, "import", next)
			switch s.ok("export", "facts") {
			case before:
			case done:
				s.ok("import", old)
			default:
				t.Fatalf("killed after %v, the import has left a part of its facts", delay)
			}
		}
	})
}

func TestAnApplyThatIsKilledLeavesAWholeRevision(t *testing.T) {
	s := newShell(t)
	s.ok("apply", s.catalog(0))
	revision := s.ok("export", "catalog")
	version := 1
	for delay := time.Duration(0); delay < 400*time.Millisecond; delay += 25 * time.Millisecond {
		s.killAfter(delay, "apply", s.catalog(version))
		switch now := s.ok("export", "catalog"); now {
		case revision:
		case strings.ReplaceAll(revision, fmt.Sprintf("Sign-ups %d", version-1), fmt.Sprintf("Sign-ups %d", version)):
			revision = now
			version++
		default:
			t.Fatalf("killed after %v, the catalog is\n%s", delay, now)
		}
	}
}

func (s *shell) killAfter(delay time.Duration, args ...string) {
	s.t.Helper()
	cmd := s.command(args...)
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	time.Sleep(delay)
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
}

const refreshCatalog = killCatalog + `---
apiVersion: okr/v1
kind: Metric
metadata: {name: orders}
spec:
  type: sum
  grain: day
  unit: short
  direction: up
  segments: [plan]
  source:
    sql:
      start: 2026-02-01
      lookbackDays: 30
      statement: SELECT day AS time, amount AS value, plan FROM public.orders, pg_sleep(0.1)
  definition: {numerator: a, owner: growth@example.com, dataSource: web, logic: a}
`

// refreshing is a database with a metric that is read by SQL: 2,800 rows, each with the same amount.
func refreshing(t *testing.T) *shell {
	t.Helper()
	s := newShell(t)
	folder := s.catalog(1)
	text := fmt.Sprintf(refreshCatalog, 1)
	if err := os.WriteFile(filepath.Join(folder, "catalog.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	s.ok("apply", folder)
	pgtest.Exec(t, s.cfg, `CREATE TABLE public.orders (day date, amount float8, plan text);
		INSERT INTO public.orders SELECT date '2026-02-01' + d, 1, 'p' || p FROM generate_series(0, 27) AS d, generate_series(0, 99) AS p`)
	return s
}

// facts sums up the stored facts.
func (s *shell) facts() string {
	s.t.Helper()
	results, err := pgtest.Connect(s.t, s.cfg).Exec(s.t.Context(),
		"SELECT format('%s facts with the sum %s', count(*), sum(numerator)) FROM okr.fact").ReadAll()
	if err != nil {
		s.t.Fatal(err)
	}
	return string(results[0].Rows[0][0])
}

func TestARefreshThatIsKilledLeavesTheOldFacts(t *testing.T) {
	t.Parallel()
	s := refreshing(t)
	s.ok("refresh", "--as-of", "2026-03-01")
	const before, after = "2800 facts with the sum 2800", "2800 facts with the sum 5600"
	if got := s.facts(); got != before {
		t.Fatal(got)
	}
	pgtest.Exec(t, s.cfg, "UPDATE public.orders SET amount = 2")
	killed := 0
	for delay := time.Duration(0); delay < 600*time.Millisecond; delay += 40 * time.Millisecond {
		s.killAfter(delay, "refresh", "--as-of", "2026-03-01")
		switch s.facts() {
		case before:
			killed++
		case after:
			pgtest.Exec(t, s.cfg, "UPDATE okr.fact SET numerator = 1")
		default:
			t.Fatalf("killed after %v, the refresh has left a part of its facts", delay)
		}
	}
	if killed == 0 {
		t.Error("every refresh was done before it was killed")
	}
	// The lock of a refresh that was killed goes with it.
	for deadline := time.Now().Add(20 * time.Second); s.facts() != after; s.ok("refresh", "--as-of", "2026-03-01") {
		if time.Now().After(deadline) {
			t.Fatal("the metric cannot be refreshed any more")
		}
	}
}

func TestRefreshesAtOnceStoreTheFactsOnce(t *testing.T) {
	t.Parallel()
	s := refreshing(t)
	var outputs [3]bytes.Buffer
	var commands [3]*exec.Cmd
	for i := range commands {
		commands[i] = s.command("refresh", "--as-of", "2026-03-01", "--output", "json")
		commands[i].Stdout, commands[i].Stderr = &outputs[i], &outputs[i]
		if err := commands[i].Start(); err != nil {
			t.Fatal(err)
		}
	}
	inserted := 0
	for i, cmd := range commands {
		if err := cmd.Wait(); err != nil {
			t.Errorf("%v %s", err, outputs[i].String())
		}
		inserted += strings.Count(outputs[i].String(), `"inserted": 2800`)
	}
	if got := s.facts(); got != "2800 facts with the sum 2800" || inserted != 1 {
		t.Errorf("%s, stored by %d of the processes: %s", got, inserted, outputs[0].String())
	}
}
