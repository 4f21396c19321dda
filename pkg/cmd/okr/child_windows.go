package main

import (
	"os"
	"syscall"
)

func childAttributes() *syscall.SysProcAttr { return &syscall.SysProcAttr{} }

// interrupt ends a process. Windows has no polite way for one without a console of its own.
func interrupt(p *os.Process) error { return p.Kill() }
