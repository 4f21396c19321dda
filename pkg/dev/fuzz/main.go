// Command fuzz runs the fuzzers of the project, one after the other, and counts how often each was run. go tool mage fuzz calls it.
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

func main() {
	list := flag.Bool("list", false, "print the names of all fuzzers as JSON")
	long := flag.String("time", "10s", "how long each runs")
	only := flag.String("only", "", "the one that runs, such as catalog.FuzzParse; all of them where it is empty")
	flag.Parse()
	if err := start(*list, *long, *only); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func start(list bool, long, only string) error {
	all, err := fuzzers()
	if err != nil {
		return err
	}
	if !list {
		return runAll(all, long, only)
	}
	names := make([]string, len(all))
	for i, f := range all {
		names[i] = f.String()
	}
	return json.NewEncoder(os.Stdout).Encode(names)
}

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
		text, err := os.ReadFile(path) //nolint:gosec // a file of the project
		for _, match := range fuzzFunction.FindAllSubmatch(text, -1) {
			list = append(list, fuzzer{filepath.Dir(path), string(match[1])})
		}
		return err
	})
	return list, err
}

// runAll runs every fuzzer in turn, or the one that is wanted. What breaks is kept in testdata/fuzz beside the fuzzer, where it is
// a test from then on.
func runAll(list []fuzzer, long, wanted string) error {
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
	//nolint:gosec // the names are those of the project's own files
	cmd := exec.Command("go", "test", "-run", "^$", "-fuzz", "^"+f.name+"$", "-fuzztime", long, "-fuzzminimizetime", "20x",
		"./"+filepath.ToSlash(f.folder))
	cmd.Stdout, cmd.Stderr = io.MultiWriter(os.Stdout, &out), os.Stderr
	err = cmd.Run()
	if all := executions.FindAllStringSubmatch(out.String(), -1); len(all) > 0 {
		executed, _ = strconv.Atoi(all[len(all)-1][1])
	}
	if err == nil && executed == 0 {
		err = fmt.Errorf("%s was never run", f)
	}
	return executed, err
}
