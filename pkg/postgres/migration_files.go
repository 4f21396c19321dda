package postgres

import (
	"bytes"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"
)

// maxTableWait is how long a migration waits to lock a table. Other sessions that need the table wait behind it.
const maxTableWait = 10 * time.Second

// waitingFiles are the migrations with two statements in front: a limit for waiting for locks, and the lock that excludes
// writers (see beginWriting). They are part of the transaction of each file, because a setting of the session would get
// lost behind a pooler, and released files are not edited.
type waitingFiles struct {
	fs.FS
	limit time.Duration
}

// ReadDir implements fs.ReadDirFS.
func (f waitingFiles) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(f.FS, name) }

// Open implements fs.FS.
func (f waitingFiles) Open(name string) (fs.File, error) {
	file, err := f.FS.Open(name)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err != nil || info.IsDir() {
		return file, err
	}
	defer file.Close() //nolint:errcheck // read-only
	text, err := fs.ReadFile(f.FS, name)
	if err != nil {
		return nil, err
	}
	const up = "-- +goose Up\n"
	before, step, found := bytes.Cut(text, []byte(up))
	if !found {
		return nil, fmt.Errorf("migration %s has no line %q", name, strings.TrimSpace(up))
	}
	const begin = "SET LOCAL lock_timeout = %d;\nSET LOCAL ROLE " + roleOwner + ";\nLOCK TABLE " + versionTable +
		" IN ACCESS EXCLUSIVE MODE;\n"
	text = slices.Concat(before, []byte(up), fmt.Appendf(nil, begin, f.limit.Milliseconds()), step)
	return &textFile{bytes.NewReader(text), info}, nil
}

// textFile is a file in memory, with the info of the original.
type textFile struct {
	*bytes.Reader
	info fs.FileInfo
}

func (f *textFile) Stat() (fs.FileInfo, error) { return f.info, nil }

func (f *textFile) Close() error { return nil }
