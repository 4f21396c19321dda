//go:build unix && !linux

package localpg

import (
	"errors"
	"syscall"
)

// attributes keeps the server out of the terminal's Ctrl-C, which its owner handles.
func attributes(acc *account) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Credential: credential(acc)}
}

// serves reports whether the process exists, which is all that can be known without further tools.
func serves(pid int, _ string) bool {
	if pid <= 0 {
		return false
	}
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}
