package localpg

import (
	"fmt"
	"os"
	"syscall"
)

// attributes keeps the server out of the terminal's Ctrl-C, which its owner handles, and stops it when the owner dies.
func attributes(acc *account) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGINT, Credential: credential(acc)}
}

// serves reports whether the process is a server on the data directory, in which every server works.
func serves(pid int, data string) bool {
	dir, err := os.Readlink(fmt.Sprintf("/proc/%d/cwd", pid))
	return err == nil && dir == data
}
