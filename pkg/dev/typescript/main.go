// Command typescript writes what the front end shares with the back end, so that each is defined once: the model of a query, the
// settings of a data source, what look-ups return, the addresses of the dashboards, the codes in answers.
package main

//go:generate go run . ../../../src

import (
	"fmt"
	"os"
	"path/filepath"
)

// files are the sources by their names in src.
var files = map[string]func() string{
	"query.gen.ts":     querySource,
	"settings.gen.ts":  settingsSource,
	"pages.gen.ts":     pagesSource,
	"codes.gen.ts":     codesSource,
	"resources.gen.ts": resourcesSource,
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: typescript FOLDER")
		os.Exit(2)
	}
	for name, source := range files {
		path := filepath.Join(os.Args[1], name)
		if err := os.WriteFile(path, []byte(source()), 0o644); err != nil { //nolint:gosec // source code is for everybody
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}
