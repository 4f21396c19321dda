//go:build unix

package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/northstar/okrkpi/pkg/dev/localpg"
	"github.com/northstar/okrkpi/pkg/okr"
	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/postgres/pgtest"
	"github.com/northstar/okrkpi/pkg/series"
)

// setting reads one setting of the test's server.
func setting(t *testing.T, cfg postgres.Config, name string) string {
	t.Helper()
	results, err := pgtest.Connect(t, cfg).Exec(t.Context(), "SHOW "+name).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return string(results[0].Rows[0][0])
}

// crash ends a server of the test as `pg_ctl stop -m immediate` does: it has no time to finish anything.
func crash(t *testing.T, data string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(data, "postmaster.pid"))
	if err != nil {
		t.Error(err)
		return
	}
	line, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(line))
	if err != nil || syscall.Kill(pid, syscall.SIGQUIT) != nil {
		t.Errorf("cannot end process %s", line)
	}
}

// during is facts in whose midst something happens.
func during(facts iter.Seq2[series.Fact, error], rows int, do func()) iter.Seq2[series.Fact, error] {
	return func(yield func(series.Fact, error) bool) {
		n := 0
		for f, err := range facts {
			if n++; n == rows {
				do()
			}
			if !yield(f, err) {
				return
			}
		}
	}
}

// manyRows is a source with a fact of 100 groups on each of the first days of March.
func manyRows(sleep string) okr.Metric {
	m := sqlMetric("metric_0000", okr.Sum, `SELECT date '2026-03-01' + d AS time, 7 AS value, i::text AS plan
		FROM generate_series(0, 8) AS d, generate_series(1, 1000) AS i `+sleep, "plan")
	return m
}

func TestAServerThatStopsLeavesTheOldState(t *testing.T) {
	t.Parallel()
	conf := localpg.Config{DataDir: filepath.Join(pgtest.Folder(t), "db")}
	ctx := t.Context() // a server ends with its context
	server, err := localpg.Start(ctx, conf)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = server.Stop() }()
	conf.Port = server.Port()
	cfg := postgres.Config{URL: server.URL("okr")}
	if _, err := postgres.CreateDatabase(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	if _, err := postgres.Migrate(t.Context(), cfg, nil); err != nil {
		t.Fatal(err)
	}
	pgtest.Exec(t, cfg, `CREATE FUNCTION public.linger() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
			IF current_setting('application_name') = 'victim' THEN PERFORM pg_sleep(60); END IF;
			RETURN NULL;
		END $$;
		CREATE TRIGGER linger AFTER INSERT ON okr.fact EXECUTE FUNCTION public.linger();`)
	data := setting(t, cfg, "data_directory")
	store := pgtest.Open(t, cfg)
	load(t, store, fact("metric_0000", "2026-03-01", 1, 1))
	victim := cfg
	victim.AppName = "victim"
	doomed := pgtest.Open(t, victim)
	refresh := func(m okr.Metric) error {
		_, err := doomed.Refresh(t.Context(), postgres.RefreshRequest{Metric: m, Calendar: tokyo, Until: noon(20)})
		return err
	}
	for _, tc := range []struct {
		name  string
		query string // the statement in whose midst the server is stopped; "": the work does so itself
		work  func() error
	}{
		{"while the rows of an import come", "", func() error {
			_, err := doomed.Import(t.Context(), importing(during(manyFacts(100, 1000, 2, false), 20_000, func() { crash(t, data) })))
			return err
		}},
		{"while an import is written", "INSERT INTO okr.fact", func() error {
			_, err := doomed.Import(t.Context(), importing(manyFacts(10, 100, 2, false)))
			return err
		}},
		{"while the statement of a source runs", "pg_sleep(61)", func() error {
			return refresh(manyRows("UNION ALL SELECT now(), 1, pg_sleep(61)::text"))
		}},
		{"while a refresh is written", "INSERT INTO okr.fact", func() error { return refresh(manyRows("")) }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if tc.query != "" {
				go func() {
					awaitSession(t, cfg, "application_name = 'victim' AND query LIKE '%"+tc.query+"%'", true)
					crash(t, data)
				}()
			}
			e := want[*postgres.UnavailableError](t, tc.work())
			if !strings.Contains(e.Error(), "cannot be reached") {
				t.Error(e)
			}
			_ = server.Stop()
			if server, err = localpg.Start(ctx, conf); err != nil {
				t.Fatal(err)
			}
			// The connections that were idle are gone with the server.
			if sum, n := sums(t, pgtest.Open(t, cfg), 100); sum != 1 || n != 1 {
				t.Errorf("%d facts with the sum %v", n, sum)
			}
		})
	}
	r, err := pgtest.Open(t, cfg).Refresh(t.Context(), postgres.RefreshRequest{Metric: manyRows(""), Calendar: tokyo, Until: noon(20)})
	if err != nil || r.Inserted != 9000 {
		t.Errorf("afterwards: %+v %v", r, err)
	}
}

// smallDisk makes a tablespace on a disk of some megabytes, and returns the folder.
func smallDisk(t *testing.T, name string) string {
	t.Helper()
	if os.Geteuid() != 0 || os.Getenv(pgtest.EnvURL) != "" {
		t.Skip("a small disk needs root, and a server on this machine: a full disk is NOT tested")
	}
	admin := pgtest.NewEmpty(t)
	folder := filepath.Join(pgtest.Folder(t), "disk")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), "mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", folder).CombinedOutput(); err != nil {
		t.Skipf("a small disk cannot be mounted here, so that a full disk is NOT tested: %v %s", err, out)
	}
	t.Cleanup(func() {
		pgtest.Exec(t, admin, "DROP TABLESPACE "+name)
		if out, err := exec.CommandContext(context.Background(), "umount", folder).CombinedOutput(); err != nil {
			t.Errorf("umount: %v %s", err, out)
		}
	})
	giveLike(t, folder, setting(t, admin, "data_directory"))
	pgtest.Exec(t, admin, fmt.Sprintf("CREATE TABLESPACE %s LOCATION '%s'", name, folder))
	return folder
}

// fillDisk leaves some room on the disk.
func fillDisk(t *testing.T, folder string, room int64) (free func()) {
	t.Helper()
	var disk syscall.Statfs_t
	if err := syscall.Statfs(folder, &disk); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "filler")
	size := int64(disk.Bavail)*disk.Bsize - room
	if size < 0 {
		t.Fatalf("the disk has %d bytes less than %d", -size, room)
	}
	if err := os.WriteFile(path, make([]byte, size), 0o600); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
	}
}

func TestAFullDiskLeavesTheOldState(t *testing.T) {
	t.Parallel()
	space := fmt.Sprintf("okr_test_small_%d", os.Getpid())
	folder := smallDisk(t, space)
	cfg := pgtest.New(t)
	database := strings.TrimPrefix(fmt.Sprint(cfg)[strings.LastIndexByte(fmt.Sprint(cfg), '/'):], "/")
	deadline := time.Now().Add(time.Minute)
	moved := pgtest.NewEmpty(t)
	for { // a connection of the template may still be ending
		conn := pgtest.Connect(t, moved)
		_, err := conn.Exec(t.Context(), fmt.Sprintf("ALTER DATABASE %s SET TABLESPACE %s", database, space)).ReadAll()
		if err == nil {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal(err)
		}
		time.Sleep(100 * time.Millisecond)
	}
	store := pgtest.Open(t, pgtest.Login(t, cfg, "okr_writer"))
	load(t, store, fact("metric_0000", "2026-03-01", 1, 1))
	work := map[string]func() error{
		"import": func() error {
			_, err := store.Import(t.Context(), importing(manyFacts(10, 1000, 2, false)))
			return err
		},
		"refresh": func() error {
			_, err := store.Refresh(t.Context(), postgres.RefreshRequest{Metric: manyRows(""), Calendar: tokyo, Until: noon(20)})
			return err
		},
	}
	for _, room := range []int64{300 << 10, 2 << 20} { // while rows come, and while they are written
		for name, do := range work {
			t.Run(fmt.Sprintf("%s with room for %d KB", name, room>>10), func(t *testing.T) {
				free := fillDisk(t, folder, room)
				defer free()
				e := want[*postgres.ResourceError](t, do())
				if e.Resource != postgres.Disk || !strings.Contains(e.Error(), "the disk of the database server is full") ||
					!strings.Contains(e.Error(), "No space left on device") {
					t.Error(e)
				}
				free()
				if sum, n := sums(t, store, 10); sum != 1 || n != 1 {
					t.Errorf("%d facts with the sum %v", n, sum)
				}
			})
		}
	}
	for name, do := range work {
		if err := do(); err != nil {
			t.Errorf("%s, with room again: %v", name, err)
		}
	}
}
