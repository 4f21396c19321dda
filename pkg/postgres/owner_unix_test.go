//go:build unix

package postgres_test

import (
	"os"
	"syscall"
	"testing"
)

// giveLike makes the owner of one file that of another, as the server reads only its own files.
func giveLike(t *testing.T, path, like string) {
	t.Helper()
	info, err := os.Stat(like)
	if err != nil {
		t.Fatal(err)
	}
	if owner, ok := info.Sys().(*syscall.Stat_t); ok {
		if err := os.Chown(path, int(owner.Uid), int(owner.Gid)); err != nil {
			t.Fatal(err)
		}
	}
}
