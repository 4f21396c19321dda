package main

import (
	"os"
	"path/filepath"
	"strings"
)

// rejectFile is a file of bad rows, to correct and import. It has a temporary name until keep renames it.
type rejectFile struct {
	file   *os.File
	target string
}

// newRejectFile makes the file for the bad rows of an input file, in the same folder.
func newRejectFile(input inputFile) (*rejectFile, error) {
	name := input.name
	if input.size < 0 {
		name = "stdin"
	}
	target := strings.TrimSuffix(name, ".csv") + ".rejects.csv"
	f, err := os.CreateTemp(filepath.Dir(target), "."+filepath.Base(target)+".*")
	if err != nil {
		return nil, err
	}
	return &rejectFile{f, target}, nil
}

// keep renames the file to its target.
func (r *rejectFile) keep() error {
	err := r.file.Close()
	if err == nil {
		err = os.Rename(r.file.Name(), r.target)
	}
	return err
}

// drop deletes the file, unless it has been kept. It may be called on nil.
func (r *rejectFile) drop() {
	if r == nil {
		return
	}
	_ = r.file.Close()
	_ = os.Remove(r.file.Name())
}
