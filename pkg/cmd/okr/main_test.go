package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/postgres/pgtest"
)

// tests runs the tests of the package with a PostgreSQL that ends with them.
type tests struct{ m *testing.M }

func (t tests) Run() int { return pgtest.Run(t.m) }

func TestMain(m *testing.M) {
	testscript.Main(tests{m}, map[string]func(){"okr": main, "grafana-for-tests": fakeGrafana})
}

// Each script runs okr as a process, with a database of its own in OKR_DATABASE_URL: migrated, or without tables where
// the script's name begins with "empty". Beside testscript's own commands there are
//
//	exits CODE COMMAND ARG…      run a command that ends with the exit code
//	row ID COLUMN=VALUE…         expect a row of the scorecard that the last command printed as JSON; null is no value
//	values SERIES VALUE…         expect the numbers of a time series (they count from 0) that was printed as JSON
//	sql FILE                     run SQL as the administrator of the database
func TestScripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	repository, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txtar")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			database := pgtest.New
			if strings.HasPrefix(name, "empty") {
				database = pgtest.NewEmpty
			}
			cfg := database(t)
			testscript.Run(t, testscript.Params{
				Files:               []string{file},
				RequireExplicitExec: true,
				Setup: func(env *testscript.Env) error {
					env.Setenv("OKR_DATABASE_URL", cfg.URL)
					env.Setenv("OTHER_DATABASE_URL", pgtest.New(t).URL)
					env.Setenv("REPOSITORY", repository)
					env.Setenv("USER", "tester")
					return nil
				},
				Cmds: map[string]func(*testscript.TestScript, bool, []string){
					"exits": exits, "row": expectRow, "values": expectValues, "sql": runSQL(t, cfg),
				},
			})
		})
	}
}

func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND ARG…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	err = ts.Exec(args[1], args[2:]...)
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

func runSQL(t *testing.T, cfg postgres.Config) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, neg bool, args []string) {
		if neg || len(args) != 1 {
			ts.Fatalf("usage: sql FILE")
		}
		pgtest.Exec(t, cfg, ts.ReadFile(args[0]))
	}
}

// grafanaResponse is the answer of /api/ds/query, as any other program reads it.
type grafanaResponse struct {
	Results map[string]struct {
		Status int
		Frames []struct {
			Schema struct{ Fields []struct{ Name string } }
			Data   struct{ Values [][]any }
		}
	}
}

func readResponse(ts *testscript.TestScript) grafanaResponse {
	var r grafanaResponse
	if err := json.Unmarshal([]byte(ts.ReadFile("stdout")), &r); err != nil {
		ts.Fatalf("the output is not a response: %v", err)
	}
	if r.Results["A"].Status != 200 {
		ts.Fatalf("the status is %d", r.Results["A"].Status)
	}
	return r
}

func expectRow(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: row ID COLUMN=VALUE…")
	}
	table := readResponse(ts).Results["A"].Frames[0]
	columns := map[string][]any{}
	for i, field := range table.Schema.Fields {
		columns[field.Name] = table.Data.Values[i]
	}
	for i, id := range columns["id"] {
		if id != args[0] {
			continue
		}
		for _, expectation := range args[1:] {
			name, want, _ := strings.Cut(expectation, "=")
			column, ok := columns[name]
			if !ok {
				ts.Fatalf("there is no column %s", name)
			}
			if !same(column[i], want) {
				ts.Fatalf("%s of %s is %v, want %s", name, id, column[i], want)
			}
		}
		return
	}
	ts.Fatalf("there is no row %s in %v", args[0], columns["id"])
}

func expectValues(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: values SERIES VALUE…")
	}
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	var all [][]any
	for _, f := range readResponse(ts).Results["A"].Frames {
		all = append(all, f.Data.Values[1:]...)
	}
	if n >= len(all) {
		ts.Fatalf("there are %d series", len(all))
	}
	got, want := all[n], args[1:]
	equal := len(got) == len(want)
	for i := 0; equal && i < len(got); i++ {
		equal = same(got[i], want[i])
	}
	if !equal {
		ts.Fatalf("the values are %v, want %v", got, want)
	}
}

// same compares a JSON value with its text; numbers may differ by rounding.
func same(got any, want string) bool {
	number, err := strconv.ParseFloat(want, 64)
	if v, ok := got.(float64); ok && err == nil {
		return math.Abs(v-number) <= 1e-9*max(1, math.Abs(number))
	}
	if got == nil {
		return want == "null"
	}
	return fmt.Sprint(got) == want
}

func TestRunIsUsableWithoutAProcess(t *testing.T) {
	var out, errs strings.Builder
	code := runProgram(t.Context(), []string{"lint", "nowhere"}, strings.NewReader(""), &out, &errs, func(string) string { return "" })
	if code != exitUsage || out.String() != "" || errs.String() != "okr: there is no file or folder nowhere\n" {
		t.Errorf("code %d, output %q, errors %q", code, out.String(), errs.String())
	}
	if _, err := os.Stat("nowhere"); err == nil {
		t.Error("lint made a folder")
	}
}
