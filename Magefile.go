//go:build mage

// Targets of `go tool mage`: each step of what is written in Go stands here once, and npm scripts call them. Those of the plugin SDK
// (builds for every platform, coverage, watching) are below sdk:.
package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/magefile/mage/mg"
	"github.com/magefile/mage/sh"

	// mage:import sdk
	"github.com/grafana/grafana-plugin-sdk-go/build"
)

// Aliases are short names of targets.
var Aliases = map[string]any{"bench": Bench.Code, "fuzz": Fuzz.Run}

// Default is the target that runs when none is named.
var Default = Build

func init() {
	// plugin.json stands at the root, beside the sources of both halves.
	if err := build.SetBeforeBuildCallback(func(cfg build.Config) (build.Config, error) {
		cfg.PluginJSONPath = "."
		return cfg, nil
	}); err != nil {
		panic(err)
	}
}

// Build builds the plugin's back end (dist/) and the command-line tool (bin/okr) for this machine.
func Build() {
	mg.Deps(Plugin, CLI)
}

// Plugin builds the plugin's back end for this machine into dist/.
func Plugin() error {
	return build.Build{}.Backend()
}

// CLI builds the command-line tool for this machine into bin/.
func CLI() error {
	return sh.RunV("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", "bin/", "./pkg/cmd/okr")
}

// packages are those of the project. Not ./..., which would reach into node_modules.
var packages = []string{"./pkg/...", "./examples/..."}

func withPackages(args ...string) []string { return append(args, packages...) }

// Tidy tells whether go.mod names what is imported, and nothing else.
func Tidy() error {
	return sh.RunV("go", "mod", "tidy", "-diff")
}

// Vet runs go vet.
func Vet() error {
	return sh.RunV("go", withPackages("vet")...)
}

// Lint checks style and import boundaries.
func Lint() error {
	linter, err := golangciLint()
	if err != nil {
		return err
	}
	return sh.RunV(linter, withPackages("run", "--timeout", "10m")...)
}

// Test runs the tests with the race detector.
func Test() error {
	return sh.RunV("go", withPackages("test", "-race", "-timeout", "20m")...)
}

// golangciLint is the path of the linter. It is built once into .data/tools, and stays out of go.mod because its own dependencies
// are many.
func golangciLint() (string, error) {
	const path, version = "github.com/golangci/golangci-lint/v2/cmd/golangci-lint", "v2.15.0"
	folder, err := filepath.Abs(filepath.Join(".data", "tools", "golangci-lint-"+version))
	if err != nil {
		return "", err
	}
	binary := filepath.Join(folder, "golangci-lint")
	if runtime.GOOS == "windows" {
		binary += ".exe"
	}
	if _, err := os.Stat(binary); err == nil {
		return binary, nil
	}
	fmt.Printf("building golangci-lint %s (once; a few minutes)\n", version)
	if err := sh.RunWithV(map[string]string{"GOBIN": folder, "GOFLAGS": ""}, "go", "install", path+"@"+version); err != nil {
		return "", fmt.Errorf("golangci-lint could not be built, which needs the Go module proxy: %w", err)
	}
	return binary, nil
}

// Bench measures.
type Bench mg.Namespace

// benchDir takes what measurements leave behind.
var benchDir = filepath.Join(".data", "bench")

// Code measures the Go code -count times (1), as far as benchmarks match -only, and keeps results and profiles in .data/bench.
// The results, in bench.txt, are in the form that benchstat reads.
func (Bench) Code(count *int, only *string) error {
	if err := os.MkdirAll(benchDir, 0o750); err != nil {
		return err
	}
	results, err := os.Create(filepath.Join(benchDir, "bench.txt"))
	if err != nil {
		return err
	}
	defer results.Close()
	list, err := sh.Output("go", "list", "./pkg/...")
	if err != nil {
		return err
	}
	others := slices.DeleteFunc(strings.Fields(list), func(path string) bool { return strings.HasSuffix(path, "/pkg/dev/bench") })

	times, pattern := 1, "."
	if count != nil {
		times = *count
	}
	if only != nil {
		pattern = *only
	}
	measure := func(args ...string) error {
		args = append([]string{
			"test", "-run", "^$", "-bench", pattern, "-benchmem", "-count", strconv.Itoa(times), "-timeout", "2h",
		}, args...)
		_, err := sh.Exec(nil, io.MultiWriter(os.Stdout, results), os.Stderr, "go", args...)
		return err
	}
	// Profiles can be taken of one package at a time; this one runs everything that answers a question.
	err = measure("-cpuprofile", filepath.Join(benchDir, "cpu.prof"), "-memprofile", filepath.Join(benchDir, "mem.prof"),
		"-o", filepath.Join(benchDir, "bench.test"), "./pkg/dev/bench")
	if err != nil {
		return err
	}
	return measure(others...)
}

// Grafana measures questions through the Grafana in GRAFANA_HOME or at GRAFANA_URL, beside Grafana's own data sources.
func (Bench) Grafana() error {
	mg.Deps(Plugin)
	canned := filepath.Join(benchDir, "plugins", "northstar-okrkpi-canned")
	if err := os.MkdirAll(canned, 0o750); err != nil {
		return err
	}
	program := filepath.Join(canned, "gpx_canned_"+runtime.GOOS+"_"+runtime.GOARCH)
	if err := sh.RunV("go", "build", "-trimpath", "-o", program, "./pkg/dev/bench/canned"); err != nil {
		return err
	}
	if err := sh.Copy(filepath.Join(canned, "plugin.json"), filepath.Join("pkg", "dev", "bench", "canned", "plugin.json")); err != nil {
		return err
	}
	dist, err := filepath.Abs("dist")
	if err != nil {
		return err
	}
	link := filepath.Join(benchDir, "plugins", "northstar-okrkpi-datasource")
	if err := sh.Rm(link); err != nil {
		return err
	}
	if err := os.Symlink(dist, link); err != nil {
		return err
	}
	tool := filepath.Join(benchDir, "grafana-bench")
	if err := sh.RunV("go", "build", "-o", tool, "./pkg/dev/bench/grafana"); err != nil {
		return err
	}
	return sh.RunV(tool, "-dir", benchDir)
}

// Fuzz looks for input that breaks what reads it.
type Fuzz mg.Namespace

// List prints the names of all fuzzers as JSON.
func (Fuzz) List() error { return sh.RunV("go", "run", "./pkg/dev/fuzz", "-list") }

// Run runs every fuzzer in turn for -time each (10s), or the one that -only names, like catalog.FuzzParse. What breaks is kept in
// testdata/fuzz beside the fuzzer, where it is a test from then on.
func (Fuzz) Run(time, only *string) error {
	args := []string{"run", "./pkg/dev/fuzz"}
	if time != nil {
		args = append(args, "-time", *time)
	}
	if only != nil {
		args = append(args, "-only", *only)
	}
	return sh.RunV("go", args...)
}
