package catalog_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/northstar/okrkpi/pkg/catalog"
)

// endless is a reader of one character without an end. It counts what was read.
type endless struct{ read int }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'a'
	}
	e.read += len(p)
	return len(p), nil
}

func TestWhatHasNoEndIsNotReadToIt(t *testing.T) {
	in := &endless{}
	_, err := catalog.ReadText(in, "standard input")
	if err == nil || !strings.Contains(err.Error(), "standard input: the catalog is larger than 32 MiB") {
		t.Errorf("the error is %v", err)
	}
	if in.read > 2*catalog.MaxSize {
		t.Errorf("%d bytes were read", in.read)
	}
}

func TestAFolderIsReadWithinBounds(t *testing.T) {
	for name, test := range map[string]struct {
		make func(t *testing.T, dir string)
		want string // "" for no error
	}{
		"A link to what has no end": {func(t *testing.T, dir string) { link(t, "/dev/zero", dir, "zero.yaml") }, "zero.yaml is not a file"},
		"A link to itself":          {func(t *testing.T, dir string) { link(t, "loop.yaml", dir, "loop.yaml") }, "loop.yaml"},
		"A link to a folder around": {func(t *testing.T, dir string) { link(t, dir, dir, "around") }, ""},
		"A link to a file":          {func(t *testing.T, dir string) { link(t, filepath.Join(dir, "a.yaml"), dir, "b.yml") }, ""},
		"A link to nothing":         {func(t *testing.T, dir string) { link(t, "nowhere", dir, "nothing.yaml") }, "nothing.yaml"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "a.yaml"), []byte("kind: Team\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			test.make(t, dir)
			_, err := catalog.ReadFolder(os.DirFS(dir))
			if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
				t.Errorf("the error is %v, want %q", err, test.want)
			}
		})
	}
}

func link(t *testing.T, to, dir, name string) {
	t.Helper()
	if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
		t.Skip(err)
	}
}

func TestAPipeInAFolderIsNotOpened(t *testing.T) {
	_, err := catalog.ReadFolder(fstest.MapFS{"a.yaml": {Mode: fs.ModeNamedPipe}})
	if err == nil || !strings.Contains(err.Error(), "a.yaml is not a file") {
		t.Errorf("the error is %v", err)
	}
}

func TestManyFilesTogetherAreTooLarge(t *testing.T) {
	folder := fstest.MapFS{}
	for _, name := range []string{"a.yaml", "b.yaml", "c.yaml"} {
		folder[name] = &fstest.MapFile{Data: make([]byte, 12<<20)}
	}
	_, err := catalog.ReadFolder(folder)
	if err == nil || !strings.Contains(err.Error(), "c.yaml: the catalog is larger than 32 MiB") {
		t.Errorf("the error is %v", err)
	}
}
