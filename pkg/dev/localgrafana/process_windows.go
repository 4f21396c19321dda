package localgrafana

import (
	"os"
	"syscall"
)

func attributes() *syscall.SysProcAttr { return &syscall.SysProcAttr{} }

// interrupt ends a process. Windows cannot ask a process without its own console to end.
func interrupt(p *os.Process) error { return p.Kill() }
