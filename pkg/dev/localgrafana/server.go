package localgrafana

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"time"
)

const (
	startTimeout = 3 * time.Minute
	stopTimeout  = 15 * time.Second
	addressFile  = "url" // in the folder of a server, as long as it runs
)

// Config is the configuration of a server.
type Config struct {
	Program Program
	Dir     string            // for everything that the server writes; it exists
	Port    int               // where it is free, else any other; 0 for any
	Plugins map[string]string // folders of plugins by their id
	Env     map[string]string // more variables, which replace others of the same name
}

// Server is a running Grafana. A user who has not signed in is a Viewer; the administrator signs in as admin with the password admin.
type Server struct {
	URL string
	Log string // file

	cmd     *exec.Cmd
	address string        // file that holds URL
	ended   chan struct{} // closed when the server has ended
	err     error         // its result, once ended is closed
}

// Start starts a server. It returns before the server answers: see Wait.
func Start(ctx context.Context, cfg Config) (*Server, error) {
	port, err := loopbackPort(ctx, cfg.Port)
	if err != nil {
		return nil, err
	}
	plugins, err := linkPlugins(cfg.Dir, cfg.Plugins)
	if err != nil {
		return nil, err
	}
	s := &Server{
		URL:     "http://127.0.0.1:" + strconv.Itoa(port),
		Log:     filepath.Join(cfg.Dir, "console.log"),
		address: filepath.Join(cfg.Dir, addressFile),
		ended:   make(chan struct{}),
	}
	logFile, err := os.Create(s.Log)
	if err != nil {
		return nil, err
	}
	defer logFile.Close() //nolint:errcheck // the server has its own handle
	//nolint:gosec // the user's own Grafana
	s.cmd = exec.CommandContext(context.WithoutCancel(ctx), cfg.Program.Binary, "server", "--homepath", cfg.Program.Home)
	s.cmd.Dir = cfg.Program.Home
	s.cmd.Stdout, s.cmd.Stderr = logFile, logFile
	s.cmd.SysProcAttr = attributes()
	s.cmd.Env = append(os.Environ(), environment(cfg, plugins, s.URL, port)...)
	if err := s.startProcess(); err != nil {
		return nil, err
	}
	if err := os.WriteFile(s.address, []byte(s.URL), 0o600); err != nil {
		s.Stop()
		return nil, err
	}
	return s, nil
}

// Running is the address of the server that another process has started with the same folder, "" for none.
func Running(ctx context.Context, dir string) string {
	address, err := os.ReadFile(filepath.Join(dir, addressFile)) //nolint:gosec // below the folder that the user chose
	if err != nil || !healthy(ctx, &http.Client{Timeout: 2 * time.Second}, string(address)) {
		return ""
	}
	return string(address)
}

// startProcess runs the server from a thread of its own: Linux ends a child when the thread that started it ends.
func (s *Server) startProcess() error {
	started := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		defer close(s.ended)
		err := s.cmd.Start()
		started <- err
		if err == nil {
			s.err = s.cmd.Wait()
		}
	}()
	if err := <-started; err != nil {
		return fmt.Errorf("cannot start Grafana: %w", err)
	}
	return nil
}

// loopbackPort is the preferred port, or a free one when that is taken.
func loopbackPort(ctx context.Context, preferred int) (int, error) {
	var listen net.ListenConfig
	l, err := listen.Listen(ctx, "tcp4", "127.0.0.1:"+strconv.Itoa(preferred))
	if err != nil {
		if l, err = listen.Listen(ctx, "tcp4", "127.0.0.1:0"); err != nil {
			return 0, fmt.Errorf("no free port for Grafana: %w", err)
		}
	}
	return l.Addr().(*net.TCPAddr).Port, l.Close() //nolint:forcetypeassert // a TCP listener has a TCP address
}

// Wait returns when the server answers.
func (s *Server) Wait(ctx context.Context) error {
	deadline := time.After(startTimeout)
	client := &http.Client{Timeout: 2 * time.Second}
	for !healthy(ctx, client, s.URL) {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-s.ended:
			return fmt.Errorf("grafana ended while it started (%w): see %s", s.err, s.Log)
		case <-deadline:
			return fmt.Errorf("grafana did not answer within %v: see %s", startTimeout, s.Log)
		case <-time.After(250 * time.Millisecond):
		}
	}
	return nil
}

func healthy(ctx context.Context, client *http.Client, url string) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/api/health", nil)
	if err != nil {
		return false
	}
	res, err := client.Do(req)
	if err != nil {
		return false
	}
	return res.Body.Close() == nil && res.StatusCode == http.StatusOK
}

// PID is the number of the server's process.
func (s *Server) PID() int { return s.cmd.Process.Pid }

// Done is closed when the server has ended.
func (s *Server) Done() <-chan struct{} { return s.ended }

// Stop interrupts the server, and kills it when that takes too long.
func (s *Server) Stop() {
	_ = os.Remove(s.address)
	_ = interrupt(s.cmd.Process)
	select {
	case <-s.ended:
	case <-time.After(stopTimeout):
		_ = s.cmd.Process.Kill()
		<-s.ended
	}
}
