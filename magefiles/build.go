//go:build mage

// Targets of `go tool mage`. npm scripts call them for everything that is written in Go. The targets of the plugin SDK (builds for every
// platform, coverage, watching) are below sdk:.
package main

import (
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
