package localgrafana

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	"github.com/northstar/okrkpi/pkg/dev/child"
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

	process *child.Process
	address string // file that holds URL
}

// Start starts a server. It returns before the server answers: see Wait.
func Start(ctx context.Context, cfg Config) (*Server, error) {
	port, err := child.LoopbackPort(ctx, cfg.Port)
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
	}
	logFile, err := os.Create(s.Log)
	if err != nil {
		return nil, err
	}
	defer logFile.Close() //nolint:errcheck // the server has its own handle
	//nolint:gosec // the user's own Grafana
	cmd := exec.CommandContext(context.WithoutCancel(ctx), cfg.Program.Binary, "server", "--homepath", cfg.Program.Home)
	cmd.Dir = cfg.Program.Home
	cmd.Stdout, cmd.Stderr = logFile, logFile
	cmd.SysProcAttr = attributes()
	cmd.Env = append(os.Environ(), environment(cfg, plugins, s.URL, port)...)
	if s.process, err = child.Start(cmd); err != nil {
		return nil, fmt.Errorf("cannot start Grafana: %w", err)
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

// Wait returns when the server answers.
func (s *Server) Wait(ctx context.Context) error {
	deadline := time.After(startTimeout)
	client := &http.Client{Timeout: 2 * time.Second}
	for !healthy(ctx, client, s.URL) {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-s.Done():
			return fmt.Errorf("grafana ended while it started (%w): see %s", s.process.Err(), s.Log)
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
func (s *Server) PID() int { return s.process.Cmd.Process.Pid }

// Done is closed when the server has ended.
func (s *Server) Done() <-chan struct{} { return s.process.Done() }

// Stop interrupts the server, and kills it when that takes too long.
func (s *Server) Stop() {
	_ = os.Remove(s.address)
	_ = interrupt(s.process.Cmd.Process)
	select {
	case <-s.Done():
	case <-time.After(stopTimeout):
		_ = s.process.Cmd.Process.Kill()
		<-s.Done()
	}
}
