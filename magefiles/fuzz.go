//go:build mage

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/magefile/mage/mg"
	"github.com/magefile/mage/sh"
)

// Fuzz looks for input that breaks what reads it.
type Fuzz mg.Namespace

// fuzzer is one fuzz test.
type fuzzer struct{ folder, name string }

// String is a short name, which also works as a file name.
func (f fuzzer) String() string {
	return strings.ReplaceAll(strings.TrimPrefix(f.folder, "pkg"+string(filepath.Separator)), string(filepath.Separator), "-") + "." + f.name
}

var (
	fuzzFunction = regexp.MustCompile(`(?m)^func (Fuzz\w+)\(`)
	executions   = regexp.MustCompile(`execs: (\d+)`)
)

func fuzzers() (list []fuzzer, err error) {
	err = filepath.WalkDir("pkg", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, match := range fuzzFunction.FindAllSubmatch(text, -1) {
			list = append(list, fuzzer{filepath.Dir(path), string(match[1])})
		}
		return err
	})
	return list, err
}

// List prints the names of all fuzzers as JSON.
func (Fuzz) List() error {
	list, err := fuzzers()
	if err != nil {
		return err
	}
	names := make([]string, len(list))
	for i, f := range list {
		names[i] = f.String()
	}
	return json.NewEncoder(os.Stdout).Encode(names)
}

// Run runs every fuzzer in turn for -time each (10s), or the one that -only names, like catalog.FuzzParse. What breaks is kept in
// testdata/fuzz beside the fuzzer, where it is a test from then on.
func (Fuzz) Run(time, only *string) error {
	list, err := fuzzers()
	if err != nil {
		return err
	}
	long, wanted := "10s", ""
	if time != nil {
		long = *time
	}
	if only != nil {
		wanted = *only
	}
	var report, failed []string
	for _, f := range list {
		if wanted != "" && f.String() != wanted {
			continue
		}
		n, err := f.run(long)
		if err != nil {
			failed = append(failed, f.String())
		}
		report = append(report, fmt.Sprintf("%9d  %s", n, f))
	}
	if len(report) == 0 {
		return fmt.Errorf("there is no fuzzer %q: see go tool mage fuzz:list", wanted)
	}
	fmt.Printf("\nexecutions\n%s\n", strings.Join(report, "\n"))
	if len(failed) > 0 {
		return fmt.Errorf("findings of %s: see testdata/fuzz beside them", strings.Join(failed, ", "))
	}
	return nil
}

// run fuzzes the function and returns the number of executions. Minimizing takes up to a minute for each new input by default, which
// would leave no time for fuzzing: it is limited.
func (f fuzzer) run(long string) (executed int, err error) {
	fmt.Printf("\n== %s\n", f)
	var out bytes.Buffer
	_, err = sh.Exec(nil, io.MultiWriter(os.Stdout, &out), os.Stderr, "go", "test", "-run", "^$", "-fuzz", "^"+f.name+"$",
		"-fuzztime", long, "-fuzzminimizetime", "20x", "./"+filepath.ToSlash(f.folder))
	if all := executions.FindAllStringSubmatch(out.String(), -1); len(all) > 0 {
		executed, _ = strconv.Atoi(all[len(all)-1][1])
	}
	if err == nil && executed == 0 {
		err = fmt.Errorf("%s was never run", f)
	}
	return executed, err
}
