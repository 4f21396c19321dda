package localgrafana

import (
	"os"
	"syscall"
)

// attributes keeps a server out of the terminal's Ctrl-C, which its owner handles, and stops it when the owner dies.
func attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM}
}

func interrupt(p *os.Process) error { return p.Signal(syscall.SIGTERM) }
