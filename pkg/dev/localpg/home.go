package localpg

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// home is the folder that holds clusters, and the account that runs them.
type home struct {
	path    string
	temp    bool
	account *account // nil: the user that runs this process
}

// account is an operating-system user that a server runs as in place of root.
type account struct {
	uid, gid  uint32
	ownsFiles bool // the home is this user's: what root creates in it has to be, too
}

// give hands a file that root created to the owner of the home. The user nobody gets nothing but the data itself, so
// that no other process of that user can put a link in the way of root.
func (h home) give(path string) error {
	if h.account == nil || !h.account.ownsFiles {
		return nil
	}
	return os.Chown(path, int(h.account.uid), int(h.account.gid))
}

// sharedHomes is where root keeps the data of a folder that an unprivileged user cannot enter.
const sharedHomes = "/var/lib/okr-localpg"

func openHome(dir string) (home, error) {
	if dir == "" {
		return tempHome()
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return home{}, err
	}
	//nolint:gosec // the server may run as another user; the data below is private
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return home{}, fmt.Errorf("cannot create the folder for the database: %w", err)
	}
	acc, err := serverAccount(dir)
	if err != nil {
		return home{}, err
	}
	if !canEnter(acc, dir) {
		sum := sha256.Sum256([]byte(dir))
		dir = filepath.Join(sharedHomes, hex.EncodeToString(sum[:8]))
		if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // as above
			return home{}, fmt.Errorf("cannot create the folder for the database: %w", err)
		}
	}
	return home{path: dir, account: acc}, nil
}

func tempHome() (home, error) {
	var errs []error
	for _, parent := range []string{"", "/tmp", "/var/tmp"} {
		dir, err := os.MkdirTemp(parent, "okr-localpg-")
		if err != nil {
			errs = append(errs, err)
			continue
		}
		acc, err := serverAccount(dir)
		if err == nil && acc != nil {
			err = os.Chmod(dir, 0o755) //nolint:gosec // the server runs as another user; the data below is private
		}
		if err == nil && canEnter(acc, dir) {
			return home{path: dir, temp: true, account: acc}, nil
		}
		errs = append(errs, err, os.RemoveAll(dir))
	}
	return home{}, fmt.Errorf("no temporary folder for the database: %w", errors.Join(errs...))
}
