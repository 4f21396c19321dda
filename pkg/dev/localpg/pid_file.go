package localpg

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// pidFileName is the file by which PostgreSQL locks its data directory.
const pidFileName = "postmaster.pid"

// pidFile is the content of a server's lock file.
type pidFile struct {
	pid   int
	port  int
	ready bool
}

// readPIDFile reads the lock file of a data directory. While a server is starting, the file is not complete yet; what
// is missing is zero.
func readPIDFile(data string) (pidFile, error) {
	text, err := os.ReadFile(filepath.Join(data, pidFileName)) //nolint:gosec // the folder is chosen by the caller
	if err != nil {
		return pidFile{}, err
	}
	var p pidFile
	// Lines: pid, data directory, start time, port, socket directory, listen address, shared memory, status.
	for i, line := range strings.Split(string(text), "\n") {
		line = strings.TrimSpace(line)
		switch i {
		case 0:
			if p.pid, err = strconv.Atoi(line); err != nil && line != "" {
				return pidFile{}, fmt.Errorf("%s in %s: %w", pidFileName, data, err)
			}
			p.pid = max(p.pid, -p.pid) // negative in single-user mode
		case 3:
			p.port, _ = strconv.Atoi(line)
		case 7:
			p.ready = line == "ready"
		}
	}
	return p, nil
}

// removeStale deletes the lock file of a server that is gone. PostgreSQL does so itself unless its process number
// belongs to another process by now, as is usual after a restart of a container.
func removeStale(p pidFile, data string) error {
	now, err := readPIDFile(data)
	if err == nil && now.pid == p.pid {
		err = os.Remove(filepath.Join(data, pidFileName))
	}
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}
