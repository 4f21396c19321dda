package localpg

import (
	"os"
	"path/filepath"
	"testing"
)

func TestLinksLeftOutByThePackageManagerAreAdded(t *testing.T) {
	t.Parallel()
	tree := filepath.Join(t.TempDir(), "linux-x64", "native")
	write(t, filepath.Join(tree, "bin", "postgres"), "program", 0o744)
	write(t, filepath.Join(tree, "lib", "libpq.so.5.18"), "library", 0o600)
	write(t, filepath.Join(tree, "pg-symlinks.json"), `[
		{"source": "native/lib/libpq.so.5.18", "target": "native/lib/libpq.so.5"},
		{"source": "native/lib/libpq.so.5.18", "target": "native/lib/libpq.so"}]`, 0o644)

	copied, err := copyTree(tree, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, tree := range []string{tree, copied} {
		for range 2 { // the second time everything is there
			if err := addLinks(tree); err != nil {
				t.Fatal(err)
			}
		}
		for _, name := range []string{"libpq.so", "libpq.so.5"} {
			if got, err := os.ReadFile(filepath.Join(tree, "lib", name)); err != nil || string(got) != "library" {
				t.Errorf("%s in %s: %q %v", name, tree, got, err)
			}
		}
	}
	for name, want := range map[string]os.FileMode{"bin/postgres": 0o755, "lib/libpq.so.5.18": 0o644} {
		info, err := os.Stat(filepath.Join(copied, name))
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("copied %s: %v %v, want %v", name, info, err, want)
		}
	}
}

func TestLockFileIsReadWhileItIsBeingWritten(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		text string
		want pidFile
	}{
		"empty":       {"", pidFile{}},
		"starting":    {"12\n/data\n1700000000\n5433\n\n127.0.0.1\n  1 2\nstarting\n", pidFile{pid: 12, port: 5433}},
		"ready":       {"12\n/data\n1700000000\n5433\n\n127.0.0.1\n  1 2\nready   \n", pidFile{12, 5433, true}},
		"single user": {"-12\n/data\n1700000000\n", pidFile{pid: 12}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			write(t, filepath.Join(dir, pidFileName), tc.text, 0o600)
			if got, err := readPIDFile(dir); err != nil || got != tc.want {
				t.Errorf("got %v %v, want %v", got, err, tc.want)
			}
		})
	}
}

func write(t *testing.T, path, text string, mode os.FileMode) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
}
