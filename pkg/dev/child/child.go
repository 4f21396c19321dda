// Package child starts servers on the loopback interface as children of this process. It imports the standard library only.
package child

import (
	"context"
	"fmt"
	"net"
	"os/exec"
	"runtime"
	"strconv"
)

// Process is a server that this process started.
type Process struct {
	Cmd *exec.Cmd

	ended  chan struct{} // closed when the process has ended
	result error         // once ended is closed
}

// Start runs cmd from a thread of its own: Linux sends the parent-death signal when the starting thread ends, so that thread has to
// live as long as the server.
func Start(cmd *exec.Cmd) (*Process, error) {
	p := &Process{Cmd: cmd, ended: make(chan struct{})}
	started := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		defer close(p.ended)
		err := cmd.Start()
		started <- err
		if err == nil {
			p.result = cmd.Wait()
		}
	}()
	return p, <-started
}

// Done is closed when the process has ended.
func (p *Process) Done() <-chan struct{} { return p.ended }

// Err is the result of the process, once it has ended.
func (p *Process) Err() error { return p.result }

// LoopbackPort is the preferred port, or a free one where that is taken or 0.
func LoopbackPort(ctx context.Context, preferred int) (int, error) {
	var listen net.ListenConfig
	l, err := listen.Listen(ctx, "tcp4", "127.0.0.1:"+strconv.Itoa(preferred))
	if err != nil {
		if l, err = listen.Listen(ctx, "tcp4", "127.0.0.1:0"); err != nil {
			return 0, fmt.Errorf("no free port: %w", err)
		}
	}
	return l.Addr().(*net.TCPAddr).Port, l.Close() //nolint:forcetypeassert // a TCP listener has a TCP address
}
