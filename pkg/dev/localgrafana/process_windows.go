package localgrafana

import (
	"os"
	"syscall"
)

func attributes() *syscall.SysProcAttr { return &syscall.SysProcAttr{} }

// interrupt ends a process. Windows cannot interrupt a process without its own console.
func interrupt(p *os.Process) error { return p.Kill() }
