package catalog

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// File is one YAML file of a catalog.
type File struct {
	Name string // as findings show it
	Data []byte
}

// ReadFolder reads every *.yaml and *.yml file below the root of fsys, ordered by name; capitals make no difference.
// Hidden files and folders, whose names begin with a dot, are left out. A folder without any such file is an error.
func ReadFolder(fsys fs.FS) ([]File, error) {
	var files []File
	err := fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
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
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
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
