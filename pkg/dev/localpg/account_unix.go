//go:build unix

package localpg

import (
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"syscall"
)

// serverAccount is the user that runs the servers of a folder. PostgreSQL refuses to run as root, so root runs it as the folder's
// owner, or as the user nobody where root is the owner.
func serverAccount(dir string) (*account, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	info, err := os.Stat(dir)
	if err != nil {
		return nil, err
	}
	if owner, ok := info.Sys().(*syscall.Stat_t); ok && owner.Uid != 0 {
		return &account{uid: owner.Uid, gid: owner.Gid, ownsFiles: true}, nil
	}
	nobody, err := user.Lookup("nobody")
	if err != nil {
		return nil, fmt.Errorf("PostgreSQL cannot run as root and there is no user to run it as: %w", err)
	}
	uid, err := strconv.ParseUint(nobody.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(nobody.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	return &account{uid: uint32(uid), gid: uint32(gid)}, nil
}

// canEnter tries whether the account can use a folder as its working directory.
func canEnter(acc *account, dir string) bool {
	if acc == nil {
		return true
	}
	cmd := exec.Command("/bin/sh", "-c", "exit 0")
	cmd.Dir = dir
	cmd.SysProcAttr = attributes(acc)
	return cmd.Run() == nil
}

func credential(acc *account) *syscall.Credential {
	if acc == nil {
		return nil
	}
	return &syscall.Credential{Uid: acc.uid, Gid: acc.gid}
}

// interrupt starts a fast shutdown: no new connections, running transactions are rolled back.
func (p *process) interrupt(string) error { return p.Cmd.Process.Signal(syscall.SIGINT) }
