package localpg

import (
	"context"
	"os"
	"path/filepath"
	"syscall"
)

// serverAccount is nil, because Windows has no other user to run the server as. PostgreSQL itself refuses to run for administrators.
func serverAccount(string) (*account, error) { return nil, nil }

func canEnter(*account, string) bool { return true }

// attributes keeps the server out of the console's Ctrl-C, which its owner handles.
func attributes(*account) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP}
}

// serves reports whether the process exists, which is all that can be known without further tools.
func serves(pid int, _ string) bool {
	p, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	_ = p.Release()
	return true
}

// interrupt starts a fast shutdown through pg_ctl, as Windows has no signals.
func (p *process) interrupt(data string) error {
	bin := binaries{dir: filepath.Dir(p.Cmd.Path)}
	return bin.command(context.Background(), "pg_ctl", nil, "stop", "-D", data, "-m", "fast", "-W").Run()
}
