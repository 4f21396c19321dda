package main

import (
	"os"
	"path/filepath"
	"strings"
)

// rejectFile is a file of bad rows, to correct and import. It gets its name only by keep.
type rejectFile struct {
	*os.File
	target string
}

// newRejectFile makes the file of the bad rows of another, beside it.
func newRejectFile(of inputFile) (*rejectFile, error) {
	name := of.name
	if of.size < 0 {
		name = "stdin"
	}
	target := strings.TrimSuffix(name, ".csv") + ".rejects.csv"
	f, err := os.CreateTemp(filepath.Dir(target), "."+filepath.Base(target)+".*")
	if err != nil {
		return nil, err
	}
	return &rejectFile{f, target}, nil
}

// keep renames the file to its name.
func (r *rejectFile) keep() error {
	err := r.Close()
	if err == nil {
		err = os.Rename(r.Name(), r.target)
	}
	return err
}

// drop deletes the file, unless it has been kept. It may be called on nil.
func (r *rejectFile) drop() {
	if r == nil {
		return
	}
	_ = r.Close()
	_ = os.Remove(r.Name())
}
