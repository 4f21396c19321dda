package catalog

import (
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// File is one YAML file of a catalog.
type File struct {
	Name string // name that findings show
	Data []byte
	// Stored is set for a document from the database. An older version may have applied it by looser rules: texts that
	// break the rules are cleaned and not refused, and may be longer.
	Stored bool
}

// maxEntries is the most files and folders below a folder.
const maxEntries = 100_000

// ReadFolder reads all *.yaml and *.yml files below the root of fsys, ordered by name; case does not matter. Files and
// folders whose names begin with a dot are left out. Errors: no such file, more than MaxSize bytes, and a link to a
// missing file.
func ReadFolder(fsys fs.FS) ([]File, error) {
	var files []File
	entries, left := 0, MaxSize
	err := fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entries++; entries > maxEntries {
			return fmt.Errorf("there are more than %d files and folders: name the folder of the catalog", maxEntries)
		}
		if name != "." && strings.HasPrefix(entry.Name(), ".") {
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if ext := strings.ToLower(path.Ext(name)); entry.IsDir() || ext != ".yaml" && ext != ".yml" {
			return nil
		}
		data, err := readFile(fsys, name, left)
		if err != nil {
			return err
		}
		left -= len(data)
		files = append(files, File{Name: name, Data: data})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the catalog folder: %w", err)
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("read the catalog folder: there is no .yaml or .yml file in it")
	}
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	return files, nil
}

// readFile reads a regular file of at most the given number of bytes. It opens nothing else: opening a pipe would wait for
// a writer.
func readFile(fsys fs.FS, name string, most int) ([]byte, error) {
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a file: take it out of the folder", name)
	}
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // closing a file that was only read has no useful error
	return readAtMost(f, name, most)
}

// ReadText reads at most MaxSize bytes from a reader that may have no end. More is an error.
func ReadText(r io.Reader, name string) ([]byte, error) { return readAtMost(r, name, MaxSize) }

func readAtMost(r io.Reader, name string, most int) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, int64(most)+1))
	if err == nil && len(data) > most {
		err = fmt.Errorf("%s: the catalog is larger than %d MiB, with this file: leave out what is no catalog", name, MaxSize>>20)
	}
	return data, err
}
