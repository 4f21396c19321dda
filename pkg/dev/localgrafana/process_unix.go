//go:build unix && !linux

package localgrafana

import (
	"os"
	"syscall"
)

// attributes keeps a server out of the terminal's Ctrl-C, which its owner handles.
func attributes() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

func interrupt(p *os.Process) error { return p.Signal(syscall.SIGTERM) }
