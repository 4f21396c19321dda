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
	Name string // as findings show it
	Data []byte
	// Stored is set for a document that was applied, by a version that may have been less strict: its texts are cleaned where
	// others are refused, and may be longer.
	Stored bool
}

// maxEntries is how many files and folders of a folder are looked at.
const maxEntries = 100_000

// ReadFolder reads every *.yaml and *.yml file below the root of fsys, ordered by name; capitals make no difference.
// Hidden files and folders, whose names begin with a dot, are left out. A folder without any such file is an error, and so
// are more than MaxSize bytes and a name that leads to no file.
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

// readFile reads a file of at most so many bytes. Only a file is opened: to open a pipe would wait for a writer.
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
	defer func() { _ = f.Close() }() // it was only read
	return readText(f, name, most)
}

// ReadText reads what may be a file of a catalog, or has no end. More than MaxSize bytes are an error.
func ReadText(r io.Reader, name string) ([]byte, error) { return readText(r, name, MaxSize) }

func readText(r io.Reader, name string, most int) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, int64(most)+1))
	if err == nil && len(data) > most {
		err = fmt.Errorf("%s: the catalog is larger than %d MiB, with this file: leave out what is no catalog", name, MaxSize>>20)
	}
	return data, err
}
