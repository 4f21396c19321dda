package localpg

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/northstar/okrkpi/pkg/dev/child"
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
type process struct{ *child.Process }

// shutDown interrupts the server, and kills it when that takes too long.
func (p *process) shutDown(data string) error {
	err := p.interrupt(data)
	select {
	case <-p.Done():
		return nil
	case <-time.After(stopTimeout):
	}
	_ = p.Cmd.Process.Kill()
	<-p.Done()
	return errors.Join(err, errors.New("the database did not stop in time and was killed"))
}

func (s *Server) launch(ctx context.Context, cfg Config, c cluster, bin binaries, h home) error {
	port := cfg.Port
	if port == 0 {
		var err error
		if port, err = child.LoopbackPort(ctx, 0); err != nil {
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
	started, err := child.Start(cmd)
	if err != nil {
		return fmt.Errorf("cannot start PostgreSQL: %w", err)
	}
	proc := &process{started}
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
		if pid, err := readPIDFile(data); err == nil && pid.ready && pid.pid == p.Cmd.Process.Pid {
			return nil
		}
		select {
		case <-p.Done():
			return fmt.Errorf("it ended: %w", p.Err())
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
