package localpg

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"
)

const (
	startTimeout = 60 * time.Second
	stopTimeout  = 20 * time.Second
	pollInterval = 20 * time.Millisecond
	maxLogBytes  = 10 << 20
)

// retryError is a failed start that another attempt can cure: another process took the port or the folder first, or the processes
// of a killed server are still ending.
type retryError struct{ error }

// process is a server that this process started.
type process struct {
	cmd  *exec.Cmd
	done chan struct{} // closed when the server has ended
	err  error         // its result, once done
}

// startProcess runs cmd from a thread of its own: Linux sends the parent-death signal when the starting thread ends, so
// that thread has to live as long as the server.
func startProcess(cmd *exec.Cmd) (*process, error) {
	p := &process{cmd: cmd, done: make(chan struct{})}
	started := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		defer close(p.done)
		err := cmd.Start()
		started <- err
		if err == nil {
			p.err = cmd.Wait()
		}
	}()
	return p, <-started
}

// shutDown interrupts the server, and kills it when that takes too long.
func (p *process) shutDown(data string) error {
	err := p.interrupt(data)
	select {
	case <-p.done:
		return nil
	case <-time.After(stopTimeout):
	}
	_ = p.cmd.Process.Kill()
	<-p.done
	return errors.Join(err, errors.New("the database did not stop in time and was killed"))
}

func (s *Server) launch(ctx context.Context, cfg Config, c cluster, bin binaries, h home) error {
	port := cfg.Port
	if port == 0 {
		var err error
		if port, err = freePort(ctx); err != nil {
			return err
		}
	}
	logFile, offset, err := openLog(h, filepath.Join(c.dir, "server.log"))
	if err != nil {
		return err
	}
	defer logFile.Close() //nolint:errcheck // the server has its own handle

	cmd := bin.command(context.WithoutCancel(ctx), "postgres", h.account, serverArgs(c.data, port, cfg.NoSync)...)
	cmd.Dir = c.dir
	cmd.Stdout, cmd.Stderr = logFile, logFile
	proc, err := startProcess(cmd)
	if err != nil {
		return fmt.Errorf("cannot start PostgreSQL: %w", err)
	}
	if err := proc.waitReady(ctx, c.data); err != nil {
		_ = proc.shutDown(c.data)
		text := logTail(logFile.Name(), offset)
		err = fmt.Errorf("PostgreSQL did not start: %w\n%s", err, text)
		if canRetry(text, cfg.Port == 0) {
			return &retryError{err}
		}
		return err
	}
	s.proc, s.tcpPort = proc, port
	return nil
}

func serverArgs(data string, port int, noSync bool) []string {
	args := []string{
		"-D", data,
		"-c", "port=" + strconv.Itoa(port),
		"-c", "listen_addresses=127.0.0.1",
		"-c", "unix_socket_directories=",
		"-c", "max_connections=200",
		"-c", "timezone=UTC",
		"-c", "log_timezone=UTC",
	}
	if noSync {
		args = append(args, "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")
	}
	return args
}

func (p *process) waitReady(ctx context.Context, data string) error {
	deadline := time.After(startTimeout)
	for {
		if pid, err := readPIDFile(data); err == nil && pid.ready && pid.pid == p.cmd.Process.Pid {
			return nil
		}
		select {
		case <-p.done:
			return fmt.Errorf("it ended: %w", p.err)
		case <-ctx.Done():
			return ctx.Err()
		case <-deadline:
			return fmt.Errorf("it was not ready after %v", startTimeout)
		case <-time.After(pollInterval):
		}
	}
}

func canRetry(log string, anyPort bool) bool {
	return strings.Contains(log, pidFileName+`" already exists`) ||
		strings.Contains(log, "pre-existing shared memory block") ||
		anyPort && strings.Contains(log, "could not create any TCP/IP sockets")
}

func freePort(ctx context.Context) (int, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp4", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("no free port: %w", err)
	}
	return l.Addr().(*net.TCPAddr).Port, l.Close() //nolint:forcetypeassert // a TCP listener has a TCP address
}

func openLog(h home, path string) (f *os.File, offset int64, err error) {
	if info, err := os.Stat(path); err == nil && info.Size() > maxLogBytes {
		if err := os.Truncate(path, 0); err != nil {
			return nil, 0, err
		}
	}
	const flags = os.O_CREATE | os.O_APPEND | os.O_WRONLY
	if f, err = os.OpenFile(path, flags, 0o600); err != nil { //nolint:gosec // in a folder of this package
		return nil, 0, err
	}
	info, err := f.Stat()
	if err = errors.Join(err, h.give(path)); err != nil {
		return nil, 0, errors.Join(err, f.Close())
	}
	return f, info.Size(), nil
}
