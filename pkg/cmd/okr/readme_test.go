package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/northstar/okrkpi/pkg/postgres/pgtest"
)

// ownNumbers is the chapter of the README with the example.
const ownNumbers = "## Use it with your own numbers"

// The example of the README works as written: its commands run one after the other, on its catalog and its facts.
func TestTheExampleOfTheReadmeWorks(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, chapter, found := strings.Cut(string(readme), ownNumbers)
	if !found {
		t.Fatalf("the README has no chapter %q", ownNumbers)
	}
	chapter, _, _ = strings.Cut(chapter, "\n## ")
	files := map[string]string{"catalog/churn.yaml": block(t, chapter, "yaml"), "facts.csv": block(t, chapter, "csv")}
	var script strings.Builder
	commands := regexp.MustCompile(`(?m)^okr .*$`).FindAllString(block(t, chapter, "sh"), -1)
	for _, command := range commands {
		script.WriteString("exec " + command + "\n")
		if strings.HasPrefix(command, "okr lint") {
			script.WriteString("! stderr .\n") // nothing to mend
		}
	}
	if len(commands) != 5 {
		t.Fatalf("the README has %d commands: want migrate, lint, apply, import and query", len(commands))
	}
	// The week is over. 4 + 2 of 120 + 80 did not renew: on the threshold of yellow, which is still green (status 0).
	script.WriteString("exec okr query '{\"queryType\": \"scorecard\"}' --as-of 2026-11-22 -o json\n" +
		"row churn_rate value=0.03 effective_status=0\n")
	file := filepath.Join(t.TempDir(), "readme.txtar")
	if err := os.WriteFile(file, []byte(script.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg := pgtest.NewEmpty(t)
	testscript.Run(t, testscript.Params{
		Files: []string{file}, RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("OKR_DATABASE_URL", cfg.URL)
			env.Setenv("USER", "tester")
			for name, text := range files {
				path := filepath.Join(env.WorkDir, name)
				if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
					return err
				}
				if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
					return err
				}
			}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"row": expectRow},
	})
}

// block is the first block of code of a language.
func block(t *testing.T, text, language string) string {
	t.Helper()
	_, rest, found := strings.Cut(text, "```"+language+"\n")
	code, _, closed := strings.Cut(rest, "```")
	if !found || !closed {
		t.Fatalf("the README has no block of %s", language)
	}
	return code
}
