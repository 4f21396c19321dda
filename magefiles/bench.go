//go:build mage

package main

import (
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/magefile/mage/mg"
	"github.com/magefile/mage/sh"
)

// Bench measures speed and memory.
type Bench mg.Namespace

// benchDir is the folder of results and profiles.
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
