package localgrafana

import (
	"os"
	"syscall"
)

func attributes() *syscall.SysProcAttr { return &syscall.SysProcAttr{} }

// interrupt ends a process. Windows has no polite way for one without a console of its own.
func interrupt(p *os.Process) error { return p.Kill() }
