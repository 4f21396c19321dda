package main

import (
	"os"
	"syscall"
)

// childAttributes keeps a server out of the terminal's Ctrl-C, which okr handles, and stops it when okr dies.
func childAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM}
}

func interrupt(p *os.Process) error { return p.Signal(syscall.SIGTERM) }
