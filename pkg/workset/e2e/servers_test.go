package e2e_test

import (
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/northstar/okrkpi/pkg/dev/localpg"
	"github.com/northstar/okrkpi/pkg/postgres"
	"github.com/northstar/okrkpi/pkg/postgres/pgtest"
)

// ownServer is a PostgreSQL of the test's own, which can be stopped and started again at the same address.
type ownServer struct {
	t      *testing.T
	conf   localpg.Config
	server *localpg.Server
}

// startServer starts a server on a folder, which is created where it does not exist.
func startServer(t *testing.T, dir string) *ownServer {
	t.Helper()
	s := &ownServer{t: t, conf: localpg.Config{DataDir: dir, NoSync: true}}
	s.start()
	s.conf.Port = s.server.Port()
	t.Cleanup(s.stop)
	return s
}

func (s *ownServer) start() {
	s.t.Helper()
	server, err := localpg.Start(s.t.Context(), s.conf)
	if err != nil {
		s.t.Fatal(err)
	}
	s.server = server
}

func (s *ownServer) stop() {
	s.t.Helper()
	if err := s.server.Stop(); err != nil {
		s.t.Error(err)
	}
}

func (s *ownServer) config() postgres.Config {
	return postgres.Config{URL: s.server.URL("okr")}
}

// migrated creates the database.
func (s *ownServer) migrated() postgres.Config {
	s.t.Helper()
	cfg := s.config()
	if _, err := postgres.CreateDatabase(s.t.Context(), cfg); err != nil {
		s.t.Fatal(err)
	}
	if _, err := postgres.Migrate(s.t.Context(), cfg, nil); err != nil {
		s.t.Fatal(err)
	}
	return cfg
}

// replicated starts a server and a replica that streams from it.
func replicated(t *testing.T) (primary, replica postgres.Config) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("folders are copied by cp -a: reading from a replica is NOT tested")
	}
	dir := pgtest.Folder(t)
	first, second := filepath.Join(dir, "first"), filepath.Join(dir, "second")
	p := startServer(t, first)
	primary = p.migrated()
	p.stop()
	if out, err := exec.Command("cp", "-a", first, second).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	p.start()
	data, err := filepath.Glob(filepath.Join(second, "pg*", "data"))
	if err != nil || len(data) != 1 {
		t.Fatal(data, err)
	}
	u, err := url.Parse(p.server.URL("replication"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(data[0], "standby.signal"), "")
	write(t, filepath.Join(data[0], "postgresql.auto.conf"), "primary_conninfo = '"+u.String()+"'\n")
	return primary, startServer(t, second).config()
}

// preferStandby names both servers and prefers the replica.
func preferStandby(t *testing.T, primary, replica postgres.Config) postgres.Config {
	t.Helper()
	u, err := url.Parse(primary.URL)
	if err != nil {
		t.Fatal(err)
	}
	second, err := url.Parse(replica.URL)
	if err != nil {
		t.Fatal(err)
	}
	u.Host += "," + second.Host
	q := u.Query()
	q.Set("target_session_attrs", "prefer-standby")
	u.RawQuery = q.Encode()
	return postgres.Config{URL: u.String()}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
