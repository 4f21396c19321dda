package main

import (
	"errors"
	"io"
	"os"
	"slices"

	"github.com/northstar/okrkpi/pkg/ingest/csvfile"
	"github.com/northstar/okrkpi/pkg/okr"
)

// importFile is a file that is being loaded.
type importFile struct {
	input   inputFile
	rows    *csvfile.Rows
	rejects *rejectFile // nil where no row has been left out
}

func (a *app) newImportFile(f inputFile, c *okr.Catalog, skipBad bool) *importFile {
	load := &importFile{input: f}
	source := csvfile.File{Name: f.name, Open: func() io.ReadCloser {
		return &counted{Reader: f, bar: a.progress("Loading "+f.name, f.size)}
	}}
	if skipBad {
		source.Rejects = func() (io.Writer, error) {
			rejects, err := newRejectFile(f)
			if err != nil {
				return nil, err
			}
			load.rejects = rejects
			return rejects.file, nil
		}
	}
	load.rows = csvfile.NewRows(source, c)
	return load
}

// counted shows on a progress bar how much of a file has been read.
type counted struct {
	io.Reader
	done int64
	bar  *progress
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.done += int64(n)
	c.bar.set(c.done)
	return n, err
}

// Close ends the display. The file itself is closed after the load.
func (c *counted) Close() error {
	c.bar.end()
	return nil
}

// inputFile is a file to load.
type inputFile struct {
	io.ReadCloser
	name string
	size int64 // −1 where it is not known
}

type inputFiles []inputFile

// openAll opens all files before any of them is read, so that a missing one is found before anything is loaded.
func (a *app) openAll(names []string) (files inputFiles, err error) {
	defer func() {
		if err != nil {
			files.closeAll()
		}
	}()
	for i, name := range names {
		if slices.Contains(names[:i], name) {
			return files, usage("%s is given twice", name)
		}
		f, err := a.openFile(name)
		if err != nil {
			return files, err
		}
		files = append(files, f)
	}
	return files, nil
}

func (f inputFiles) closeAll() {
	for _, file := range f {
		_ = file.Close() // only read
	}
}

func (a *app) openFile(name string) (inputFile, error) {
	if name == "-" {
		return inputFile{io.NopCloser(a.in), "standard input", -1}, nil
	}
	f, err := os.Open(name) //nolint:gosec // the user names the file
	if err != nil {
		return inputFile{}, usage("%v", err)
	}
	info, err := f.Stat()
	if err != nil {
		return inputFile{}, errors.Join(err, f.Close())
	}
	if info.IsDir() {
		return inputFile{}, errors.Join(usage("%s is a folder: name the CSV files in it", name), f.Close())
	}
	return inputFile{f, name, info.Size()}, nil
}
