package localpg

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// cluster is one initialised data directory with its password.
type cluster struct {
	dir      string // holds data, password and server.log
	data     string
	password string
}

// openCluster finds the cluster of the binaries' major version, or creates it. Creation is atomic: the folder gets its
// final name once it is complete.
func openCluster(ctx context.Context, h home, bin binaries, noSync bool) (cluster, error) {
	dir := filepath.Join(h.path, "pg"+bin.major())
	if _, err := os.Stat(filepath.Join(dir, "data")); errors.Is(err, os.ErrNotExist) {
		if err := createCluster(ctx, dir, h, bin, noSync); err != nil {
			return cluster{}, err
		}
	}
	password, err := os.ReadFile(filepath.Join(dir, "password")) //nolint:gosec // the folder is chosen by the caller
	if err != nil {
		return cluster{}, fmt.Errorf("cannot read the password of the database in %s: %w", dir, err)
	}
	data, err := filepath.EvalSymlinks(filepath.Join(dir, "data"))
	if err != nil {
		return cluster{}, err
	}
	return cluster{dir: dir, data: data, password: strings.TrimSpace(string(password))}, nil
}

func createCluster(ctx context.Context, dir string, h home, bin binaries, noSync bool) (err error) {
	draft, err := os.MkdirTemp(h.path, filepath.Base(dir)+".new-")
	if err != nil {
		return fmt.Errorf("cannot create the folder for the database: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(draft)) }()
	passwordFile, data := filepath.Join(draft, "password"), filepath.Join(draft, "data")
	if err := os.WriteFile(passwordFile, []byte(rand.Text()+"\n"), 0o600); err != nil {
		return err
	}
	if err := os.Mkdir(data, 0o700); err != nil {
		return err
	}
	if err := lend(h.account, draft, passwordFile, data); err != nil {
		return err
	}
	args := []string{
		"-D", data, "-U", User, "--pwfile", passwordFile, "-A", "scram-sha-256", "-E", "UTF8", "--locale", "C",
	}
	if noSync {
		args = append(args, "--no-sync")
	}
	cmd := bin.command(ctx, "initdb", h.account, args...)
	cmd.Dir = draft
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb failed: %w\n%s", err, out)
	}
	if err := takeBack(h, draft, passwordFile); err != nil {
		return err
	}
	if err := os.Rename(draft, dir); err != nil {
		if _, statErr := os.Stat(filepath.Join(dir, "data")); statErr == nil {
			return nil // another process was faster
		}
		return err
	}
	return nil
}

// lend lets the account work in draft and read the password file. The data folder stays with it.
func lend(acc *account, draft, passwordFile, data string) error {
	if acc == nil {
		return nil
	}
	return errors.Join(
		os.Chmod(draft, 0o755), //nolint:gosec // another user has to get to the data, which only that user can read
		os.Chown(passwordFile, int(acc.uid), int(acc.gid)),
		os.Chown(data, int(acc.uid), int(acc.gid)),
	)
}

// takeBack gives the password file back to the owner of the home.
func takeBack(h home, draft, passwordFile string) error {
	if h.account == nil {
		return nil
	}
	if h.account.ownsFiles {
		return h.give(draft)
	}
	return os.Chown(passwordFile, 0, 0)
}
