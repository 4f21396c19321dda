package localgrafana

import (
	"errors"
	"os"
	"path/filepath"
)

// linkPlugins makes the folder of plugins that Grafana reads, with links to the given plugins by their id.
func linkPlugins(dir string, plugins map[string]string) (folder string, err error) {
	folder = filepath.Join(dir, "plugins")
	if err := os.MkdirAll(folder, 0o750); err != nil {
		return "", err
	}
	for id, target := range plugins {
		if err := link(target, filepath.Join(folder, id)); err != nil {
			return "", err
		}
	}
	return folder, nil
}

func link(target, path string) error {
	if old, err := os.Readlink(path); err == nil && old == target {
		return nil
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return os.Symlink(target, path)
}
