//go:build mage

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"github.com/magefile/mage/sh"
)

// packages are all packages of the project. ./... would include those in node_modules.
var packages = []string{"./pkg/...", "./examples/..."}

func withPackages(args ...string) []string { return append(args, packages...) }

// Tidy checks that `go mod tidy` would change nothing.
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
