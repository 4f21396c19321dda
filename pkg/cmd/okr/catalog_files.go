package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/northstar/okrkpi/pkg/catalog"
	"github.com/northstar/okrkpi/pkg/okr"
)

// stdinPath is standard input among the paths of a command; stdinName is its name in findings.
const (
	stdinPath = "-"
	stdinName = "standard input"
)

// readCatalog reads and checks one catalog of all paths (files, folders and standard input), on the day of the command.
// The catalog is nil where a finding is an error.
func (a *app) readCatalog(paths ...string) (*okr.Catalog, catalog.Findings, error) {
	files, err := a.catalogFiles(paths)
	if err != nil {
		return nil, nil, err
	}
	var wrong error
	c, findings := catalog.ParseOn(files, func(loc *time.Location) okr.Date {
		var today okr.Date
		today, wrong = a.today(loc)
		return today
	})
	return c, findings, wrong
}

// catalogFiles reads the files of paths, each once.
func (a *app) catalogFiles(paths []string) ([]catalog.File, error) {
	var files []catalog.File
	var read []os.FileInfo
	if i := slices.Index(paths, stdinPath); i >= 0 && slices.Contains(paths[i+1:], stdinPath) {
		return nil, usage("standard input (%s) is named twice: it can be read only once", stdinPath)
	}
	for _, path := range paths {
		if path == stdinPath {
			text, err := a.stdinText()
			if err != nil {
				return nil, err
			}
			files = append(files, catalog.File{Name: stdinName, Data: text})
			continue
		}
		found, err := filesAt(path)
		if err != nil {
			return nil, err
		}
		for _, f := range found {
			info, err := os.Stat(f.Name)
			if err != nil {
				return nil, err
			}
			if slices.ContainsFunc(read, func(other os.FileInfo) bool { return os.SameFile(info, other) }) {
				continue
			}
			files, read = append(files, f), append(read, info)
		}
	}
	return files, nil
}

// stdinText is the text of standard input.
func (a *app) stdinText() ([]byte, error) {
	text, err := catalog.ReadText(a.in, stdinName)
	if err == nil && len(text) == 0 {
		err = usage("standard input is empty: pipe YAML of the catalog into okr, or name a file or folder instead of %s", stdinPath)
	}
	return text, err
}

// filesAt are the catalog's files in a folder, or one file.
func filesAt(path string) ([]catalog.File, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, usage("there is no file or folder %s", path)
	case err != nil:
		return nil, err
	case !info.IsDir():
		f, err := os.Open(path) //nolint:gosec // the caller names the file
		if err != nil {
			return nil, err
		}
		defer func() { _ = f.Close() }() // it was only read
		data, err := catalog.ReadText(f, path)
		return []catalog.File{{Name: path, Data: data}}, err
	}
	files, err := catalog.ReadFolder(os.DirFS(path))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	for i := range files {
		files[i].Name = filepath.Join(path, files[i].Name)
	}
	return files, nil
}
