package ravenstack_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/postgres/pgtest"
)

func TestLoadScript(t *testing.T) {
	bash, psql := needPrograms(t)
	cfg := pgtest.New(t)
	const loaded = "accounts 14\nsubscriptions 87\nfeature_usage 408\nsupport_tickets 51\nchurn_events 19\n" +
		"days 2023-01-01 to 2024-12-31\n"
	unknownColumn, badRow := t.TempDir(), filepath.Join(t.TempDir(), "it's a folder")
	copyExcerpt(t, unknownColumn, "accounts.csv", "seats", "chairs")
	copyExcerpt(t, badRow, "churn_events.csv", "2024-", "yesterday-")
	prefixed := t.TempDir()
	copyExcerpt(t, prefixed, "", "", "")
	files, err := filepath.Glob(prefixed + "/*.csv")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if err := os.Rename(file, filepath.Join(prefixed, "ravenstack_"+filepath.Base(file))); err != nil {
			t.Fatal(err)
		}
	}
	unreachable := postgres.Config{URL: "postgres://okr@127.0.0.1:1/okr"}
	withoutPsql := t.TempDir()
	for _, program := range []string{bash, "/usr/bin/dirname"} {
		if err := os.Symlink(program, filepath.Join(withoutPsql, filepath.Base(program))); err != nil {
			t.Fatal(err)
		}
	}
	steps := []struct {
		name string
		cfg  postgres.Config
		args []string
		path string
		code int
		out  string // exactly
		err  string // a part of it
	}{
		{"The files are loaded.", cfg, []string{excerpt}, "", 0, loaded, ""},
		{"The same again leaves the same rows.", cfg, []string{excerpt}, "", 0, loaded, ""},
		{"The author's own file names will do.", cfg, []string{prefixed}, "", 0, loaded, ""},
		{"A missing file is named.", cfg, []string{t.TempDir()}, "", 1, "", "accounts.csv subscriptions.csv"},
		{"A folder that does not exist is named.", cfg, []string{"/nowhere"}, "", 2, "", "there is no folder /nowhere"},
		{"Without a folder it says what it needs.", cfg, nil, "", 2, "", "usage:"},
		{"A database is needed.", postgres.Config{}, []string{excerpt}, "", 2, "", "OKR_DATABASE_URL is not set"},
		{"A file with other columns is refused.", cfg, []string{unknownColumn}, "", 1, "", `got "chairs", expected "seats"`},
		{"A row that is wrong is shown.", cfg, []string{badRow}, "", 1, "", "COPY churn_events, line 3, column churn_date"},
		{"A database that is down is told apart.", unreachable, []string{excerpt}, "", 3, "", "could not be reached"},
		{"A missing psql is named with its cure.", cfg, []string{excerpt}, withoutPsql, 1, "", "apt install postgresql-client"},
		{"An unmigrated database is told to migrate.", pgtest.NewEmpty(t), []string{excerpt}, "", 1, "", "okr migrate"},
	}
	for _, s := range steps {
		cmd := exec.CommandContext(t.Context(), bash, append([]string{"load.sh"}, s.args...)...)
		path := s.path
		if path == "" {
			path = filepath.Dir(psql) + ":/usr/bin:/bin"
		}
		cmd.Env = []string{"PATH=" + path, "OKR_DATABASE_URL=" + s.cfg.URL}
		var stdout, stderr bytes.Buffer
		cmd.Stdout, cmd.Stderr = &stdout, &stderr
		err := cmd.Run()
		if exit := new(exec.ExitError); err != nil && !errors.As(err, &exit) {
			t.Fatal(err)
		}
		if cmd.ProcessState.ExitCode() != s.code || stdout.String() != s.out || !strings.Contains(stderr.String(), s.err) {
			t.Errorf("%s exit code %d, want %d; printed\n%s%s", s.name, cmd.ProcessState.ExitCode(), s.code, &stdout, &stderr)
		}
	}
	rows := pgtest.Connect(t, cfg).ExecParams(t.Context(), "SELECT count(*) FROM ravenstack.churn_events", nil, nil, nil, nil).Read()
	if rows.Err != nil || string(rows.Rows[0][0]) != "19" {
		t.Errorf("after loads that failed there are %s churn events (%v), want the 19 from before", rows.Rows, rows.Err)
	}
}

func needPrograms(t *testing.T) (bash, psql string) {
	t.Helper()
	bash, err := exec.LookPath("bash")
	if err == nil {
		psql, err = exec.LookPath("psql")
	}
	if err != nil {
		t.Skipf("load.sh was not tried, only load.sql: %v", err)
	}
	return bash, psql
}

// copyExcerpt copies the excerpt's files to a folder and replaces a text in the lines of one of them.
func copyExcerpt(t *testing.T, folder, name, old, text string) {
	t.Helper()
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(excerpt + "/*.csv")
	if err != nil || len(files) == 0 {
		t.Fatal(err, files)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if filepath.Base(file) == name {
			data = bytes.ReplaceAll(data, []byte(old), []byte(text))
		}
		if err := os.WriteFile(filepath.Join(folder, filepath.Base(file)), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
