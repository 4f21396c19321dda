//go:build unix && !linux

package main

import (
	"os"
	"syscall"
)

// childAttributes keeps a server out of the terminal's Ctrl-C, which okr handles.
func childAttributes() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

func interrupt(p *os.Process) error { return p.Signal(syscall.SIGTERM) }
