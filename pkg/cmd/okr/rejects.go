package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// rejectFile is a file of bad rows, to correct and import. It has a temporary name until keep renames it.
type rejectFile struct {
	file   *os.File
	target string
	kept   bool
}

// newRejectFile makes the file for the bad rows of an input file, in the same folder.
func newRejectFile(input inputFile) (*rejectFile, error) {
	name := input.name
	if input.size < 0 {
		name = "stdin"
	}
	target := strings.TrimSuffix(name, ".csv") + ".rejects.csv"
	if info, err := os.Stat(target); err == nil && info.IsDir() {
		return nil, fmt.Errorf("%s is a folder, and would be the file of the bad rows: move it away", target)
	}
	f, err := os.CreateTemp(filepath.Dir(target), "."+filepath.Base(target)+".*")
	if err != nil {
		return nil, err
	}
	return &rejectFile{file: f, target: target}, nil
}

// keep renames the file to its target. If that fails, the file stays where it is, and the error says where.
func (r *rejectFile) keep() error {
	r.kept = true
	if err := r.file.Close(); err != nil {
		return err
	}
	if err := os.Rename(r.file.Name(), r.target); err != nil {
		return fmt.Errorf("the facts are loaded, and the bad rows are in %s: %w", r.file.Name(), err)
	}
	return nil
}

// drop deletes the file, unless it has been kept. It may be called on nil.
func (r *rejectFile) drop() {
	if r == nil || r.kept {
		return
	}
	_ = r.file.Close()
	_ = os.Remove(r.file.Name())
}
